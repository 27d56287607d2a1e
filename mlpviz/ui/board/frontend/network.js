// @ts-check
/** @import { NetworkFigure, NetworkTells, Node, Size } from "./types.js" */

import { Editor } from "./editor.js";
import { Units } from "./units.js";

/** What a network's card has beside its chart: units that can be pointed at, and their editor. */
export class Network {
  /**
   * @param {HTMLElement} card
   * @param {HTMLElement} plot
   * @param {NetworkTells} tells called when another unit is pointed at, and when one is set
   */
  constructor(card, plot, { point, assign }) {
    this.plot = plot;
    this.units = new Units(
      () => this.look(),
      (target) => this.editor.open(target),
    );
    this.editor = new Editor(assign, (target) => {
      this.units.chosen = target;
      this.units.draw();
      this.look();
    });
    this.point = point;
    /** @type {Size | undefined} */
    this.size = undefined;
    /** @type {Node | null} the unit that was told last */
    this.told = null;
    const help = card.querySelector(".mlpviz-about");
    help?.before(this.editor.opener);
    card.append(this.units.node, this.editor.node);
  }

  /**
   * @param {NetworkFigure} figure
   * @param {Size} size
   * @param {{ background: string, text: string }} page its colours
   */
  show(figure, size, page) {
    if (size !== this.size) {
      this.size = size;
      const { offsetTop, offsetLeft } = this.plot;
      Object.assign(this.units.node.style, { top: `${offsetTop}px`, left: `${offsetLeft}px` });
    }
    this.units.show(figure, size, page);
    this.editor.show(figure, this.units.places);
  }

  /** Tell which unit is pointed at; without one, that of the editor, if it has a unit alone. */
  look() {
    const { target, chosen } = this.units;
    const about = target ?? chosen;
    const unit = about && "node" in about ? about.node : null;
    if (unit?.level === this.told?.level && unit?.unit === this.told?.unit) return;
    this.told = unit;
    this.point(unit);
  }
}
