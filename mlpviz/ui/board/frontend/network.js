// @ts-check
/** @import { NetworkFigure, NetworkTells, Node, Size } from "./types.js" */

import { Editor } from "./editor.js";
import { Units } from "./units.js";

/** What a network's card has beside its chart: units that can be pointed at, and their editor. */
export class Network {
  /**
   * @param {HTMLElement} card
   * @param {HTMLElement} plot in which Plotly has drawn
   * @param {NetworkTells} tells called when another unit is pointed at, and when one is set
   */
  constructor(card, plot, { point, assign, sees }) {
    this.plot = plot;
    this.point = point;
    /** @type {NetworkFigure | null} */
    this.figure = null;
    this.page = { background: "", text: "" };
    /** @type {Node | null} the unit that was told last */
    this.told = null;
    this.units = new Units(
      () => this.look(),
      (target) => this.editor.open(target),
      sees,
    );
    this.editor = new Editor(assign, (target) => {
      this.units.chosen = target;
      if (!target) this.units.look(null);
      this.units.draw();
      this.look();
    });
    card.querySelector(".mlpviz-about")?.before(this.editor.opener);
    plot.querySelector(".svg-container")?.append(this.units.node); // so that its tools appear on hover
    card.append(this.editor.node);
  }

  /**
   * @param {NetworkFigure} figure
   * @param {Size} size
   * @param {{ background: string, text: string }} page its colours
   */
  show(figure, size, page) {
    Object.assign(this, { figure, page });
    this.units.show(figure, size, page);
    this.editor.show(figure, this.units.places);
  }

  /** @param {Size} size that the card has now */
  resize(size) {
    if (this.figure) this.show(this.figure, size, this.page);
  }

  /** Tell which unit is pointed at; without one, the unit that the editor is about. */
  look() {
    const { target, chosen } = this.units;
    const about = target ?? (chosen && "edge" in chosen ? { node: chosen.edge.to } : chosen);
    const unit = about && "node" in about ? about.node : null;
    if (unit?.level === this.told?.level && unit?.unit === this.told?.unit) return;
    this.told = unit;
    this.point(unit);
  }
}
