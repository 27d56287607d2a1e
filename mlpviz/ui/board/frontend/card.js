// @ts-check
/** @import { Card as Figure } from "./protocol.js" */
/** @import { Act, CardTells, NetworkFigure, Plot, Plotly, Told } from "./types.js" */

import { About } from "./about.js";
import { element, setText } from "./elements.js";
import { byFingers } from "./fingers.js";
import { Network } from "./network.js";
import { Probe } from "./probe.js";
import { download, fileName, picture } from "./saving.js";
import { Switches } from "./switches.js";
import { pageColors } from "./theme.js";
import { Zoom } from "./zoom.js";

/** One chart with its title, its help and its text alternative. Lives as long as its figure's id. */
export class Card {
  /**
   * @param {Figure} figure an entry of payload.figures
   * @param {() => void} redraw called when the user is done with the chart and it may have changed
   * @param {(index: number[]) => void} pick called with the place of a clicked point in its trace
   * @param {Act} act called with action and argument of a switch that was clicked
   * @param {CardTells} tells called with what happens in a diagram or a probe
   */
  constructor(figure, redraw, pick, act, tells) {
    this.pick = pick;
    this.tells = tells;
    /** @type {Network | undefined} */
    this.network = undefined;
    /** @type {Probe | undefined} */
    this.probe = undefined;
    this.visible = true;
    this.held = false; // a chart isn't redrawn under a zoom or pan in progress
    /** @type {{ width: number, height: number } | null} */
    this.size = null;
    /** @type {object | undefined} Plotly's settings */
    this.config = undefined;
    /** @type {Element | undefined} what Plotly drew, once it has */
    this.drawing = undefined;
    this.zoom = new Zoom();
    this.reset = () => {
      this.zoom.reset();
      redraw();
    };
    this.drawn = ""; // what is on screen, to skip figures that did not change
    this.title = element("span", "mlpviz-title");
    this.switches = new Switches(act);
    this.savedAs = "{}"; // what its files are called
    /** @type {Plotly | undefined} once it has drawn */
    this.Plotly = undefined;
    this.about = new About(
      () => this.node.getBoundingClientRect(),
      (kind) => this.save(kind),
    );
    this.plot = /** @type {HTMLDivElement & Plot} */ (element("div", "mlpviz-plot"));
    this.alt = "";
    this.node = element(
      "figure",
      "mlpviz-card",
      element("figcaption", "", this.title, this.switches.node, this.about.button),
      this.plot,
      this.about.panel,
    );
    this.node.dataset.figureId = figure.id;
    this.plot.addEventListener("pointerdown", () => {
      this.held = true;
      const release = () => {
        this.held = false;
        ends.forEach((end) => window.removeEventListener(end, release));
        setTimeout(redraw); // Plotly's own handlers come first
      };
      const ends = ["pointerup", "pointercancel", "blur"];
      ends.forEach((end) => window.addEventListener(end, release));
    });
    this.node.addEventListener("keydown", (event) => step(event, this.stops()));
  }

  /**
   * Update everything but the chart. A stale figure keeps the words that describe its drawing.
   * @param {Figure} figure
   */
  label(figure) {
    setText(this.title, figure.title);
    this.switches.show(figure.switches);
    this.about.label(figure.title, figure.help);
    if (!figure.data && this.drawn) return;
    this.alt = figure.alt || figure.title;
    setText(this.about.words, figure.alt ?? "");
    this.drawing?.setAttribute("aria-label", this.alt);
  }

  /**
   * Draw a figure, in place and only if anything changed.
   * @param {Plotly} Plotly
   * @param {Figure} figure with data and layout
   * @param {number} seq the frame's number, for data-drawn-seq
   * @param {string} revision zoom and pan survive until it changes
   * @param {object} template colours and fonts
   */
  async draw(Plotly, figure, seq, revision, template) {
    const { data = [], layout: own = {}, diagram, probe } = figure;
    if (probe) return this.ask(probe, seq);
    if (!this.size) {
      // Plotly asks for these on every redraw, which would make the browser lay out the page anew.
      this.size = this.measure();
      Object.defineProperty(this.plot, "clientWidth", { get: () => this.size?.width });
      Object.defineProperty(this.plot, "clientHeight", { get: () => this.size?.height });
    }
    if (!this.size.width || this.held) return;
    const layout = {
      uirevision: revision,
      ...this.zoom.apply(own, revision),
      ...this.size,
      template,
      dragmode: byFingers() ? false : (own.dragmode ?? "zoom"), // a finger scrolls the page
    };
    const state = JSON.stringify([data, layout]);
    if (state !== this.drawn) {
      this.drawn = state;
      this.Plotly = Plotly;
      this.config ??= config(Plotly, this.reset, (kind) => this.save(kind), diagram !== undefined);
      await Plotly.react(this.plot, data, layout, this.config);
      if (!this.drawing) this.finish();
      // Of all that takes the focus in a chart, Tab stops at the question mark alone.
      for (const button of this.tools()) button.tabIndex = -1;
    }
    if (diagram) {
      this.network ??= new Network(this.node, this.plot, this.tells);
      const shown = /** @type {NetworkFigure} */ (/** @type {unknown} */ (figure));
      this.network.show(shown, this.size, pageColors());
    }
    this.node.dataset.drawnSeq = String(seq);
  }

  /**
   * Show an input that can be changed, in the place of a chart.
   * @param {Record<string, any>} probe
   * @param {number} seq
   */
  ask(probe, seq) {
    if (!this.probe) {
      this.probe = new Probe(this.tells.place);
      this.plot.append(this.probe.node);
    }
    this.probe.show(/** @type {Told} */ (probe));
    this.drawn = "";
    this.node.dataset.drawnSeq = String(seq);
  }

  /**
   * After the first drawing: listen to the user's zooming, and make the drawing one image with
   * words for screen readers. Plotly layers several SVGs and puts its buttons beside them, which
   * must stay reachable, so the plot as a whole can't be the image.
   */
  finish() {
    const [drawing, ...layers] = this.plot.querySelectorAll(".main-svg");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", this.alt);
    for (const layer of layers) layer.setAttribute("aria-hidden", "true");
    this.drawing = drawing;
    this.plot.on("plotly_relayout", (changes) => this.zoom.remember(this.plot, changes));
    this.plot.on("plotly_doubleclick", this.reset);
    this.plot.on("plotly_click", ({ points: [point] }) => {
      this.pick([point.pointIndex ?? point.pointNumber].flat());
    });
  }

  /**
   * Save the chart as it is on the page, in the page's colours.
   * @param {"svg" | "png"} kind
   */
  async save(kind) {
    const { Plotly, network, plot, size } = this;
    if (!Plotly || !size || !this.drawn) return;
    const over = network && ((/** @type {CanvasRenderingContext2D} */ context) => network.units.paint(context));
    const address = await picture(Plotly, plot, kind, size, pageColors().background, over);
    download(address, fileName(this.savedAs, this.title.textContent ?? "", kind));
  }

  /** Plotly's own buttons. */
  tools() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.plot.querySelectorAll(".modebar-btn"));
  }

  /** What the arrow keys go through. */
  stops() {
    const opener = this.network ? [this.network.editor.opener] : [];
    return [...this.switches.buttons(), ...opener, ...this.tools(), this.about.button];
  }

  /**
   * Fit a drawn chart to its room; true if there is room and it is not the size known so far.
   * @param {Plotly} Plotly
   */
  resize(Plotly) {
    const { width, height } = this.measure();
    if (!this.size || !width || (width === this.size.width && height === this.size.height)) {
      return false;
    }
    this.size = { width, height };
    if (this.drawn) Plotly.relayout(this.plot, this.size);
    this.network?.resize(this.size);
    return true;
  }

  /** The plot's size in whole pixels. */
  measure() {
    const { width, height } = this.plot.getBoundingClientRect();
    return { width: Math.floor(width), height: Math.floor(height) };
  }

  /**
   * Free the chart and leave the page.
   * @param {Plotly | undefined} Plotly
   */
  remove(Plotly) {
    Plotly?.purge(this.plot);
    this.about.remove();
    this.probe?.forget();
    this.node.remove();
  }
}

/**
 * Arrow keys lead from one of the `stops` to the next one, as in a toolbar: Tab stops at one alone.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} stops
 */
function step(event, stops) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const at = stops.findIndex((stop) => stop === event.target);
  if (!by || at < 0) return;
  event.preventDefault();
  stops[(at + by + stops.length) % stops.length].focus();
}

/**
 * Plotly's settings: few buttons, nothing that leaves the page, and our own way to reset axes.
 * @param {Plotly} Plotly
 * @param {() => void} reset
 * @param {(kind: "svg" | "png") => void} save
 * @param {boolean} still whether there is nothing to zoom
 */
function config(Plotly, reset, save, still) {
  const { home, camera, disk } = Plotly.Icons;
  const zoom = ["zoom2d", "pan2d", { name: "reset", title: "Reset axes", icon: home, click: reset }];
  const saves = [
    { name: "png", title: "Save as PNG", icon: camera, click: () => save("png") },
    { name: "svg", title: "Save as SVG", icon: disk, click: () => save("svg") },
  ];
  return {
    displaylogo: false,
    doubleClick: false,
    modeBarButtons: [[...(still ? [] : zoom), ...saves]],
    plotlyServerURL: "",
    responsive: false,
    scrollZoom: false,
    showEditInChartStudio: false,
  };
}
