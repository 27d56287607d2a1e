// @ts-check
/** @import { Edge, NetworkFigure, Node, Places, Size, Target } from "./types.js" */

import { element, setText } from "./elements.js";
import { number } from "./numbers.js";
import { at, places } from "./places.js";

const PREVIEW = 96; // px across an enlarged picture

/**
 * The units and weights of a network, drawn over its labels. What is pointed at is told in words,
 * and a click chooses it. A canvas: some hundred lines and pictures anew with every frame cost it a
 * tenth of what they cost as parts of the page.
 */
export class Units {
  /**
   * @param {(node: Node | null) => void} point called when another unit is pointed at, or none
   * @param {(target: Target) => void} choose called when a unit or an edge is clicked
   * @param {(surface: string) => boolean} sees whether the card of that id is on the screen
   */
  constructor(point, choose, sees) {
    this.point = point;
    this.sees = sees;
    this.canvas = element("canvas", "");
    this.tip = element("div", "mlpviz-tip");
    this.lines = element("span", "");
    this.preview = element("canvas", "");
    this.tip.append(this.lines, this.preview);
    this.tip.hidden = true;
    this.node = element("div", "mlpviz-units", this.canvas, this.tip);
    this.node.setAttribute("aria-hidden", "true"); // the list in the editor has it all
    /** @type {Places} */
    this.places = { columns: [], edges: [] };
    /** @type {NetworkFigure | null} */
    this.figure = null;
    /** @type {Size} */
    this.size = { width: 0, height: 0 };
    this.page = { background: "", text: "" };
    /** @type {{ x: number, y: number } | null} */
    this.pointer = null;
    /** @type {Target | null} */
    this.target = null;
    /** @type {Target | null} what the editor is about, marked as if pointed at */
    this.chosen = null;
    this.stamp = element("canvas", ""); // one picture in its own pixels
    this.node.addEventListener("pointermove", (event) => this.move(event));
    this.node.addEventListener("pointerleave", () => this.look(null));
    this.node.addEventListener("click", (event) => {
      this.move(event);
      const chosen = this.target;
      // The editor says the same; a finger has nothing else to look at a unit with.
      if (/** @type {PointerEvent} */ (event).pointerType !== "touch") this.look(null);
      if (chosen) choose(chosen);
    });
  }

  /**
   * @param {NetworkFigure} figure
   * @param {Size} size
   * @param {{ background: string, text: string }} page its colours
   */
  show(figure, size, page) {
    const resized = size.width !== this.size.width || size.height !== this.size.height;
    Object.assign(this, { figure, size, page, places: places(figure, size) });
    if (resized) this.fit();
    this.find();
    this.draw();
  }

  /** Have the canvas as many pixels as the screen has. */
  fit() {
    const { width, height } = this.size;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    Object.assign(this.node.style, { width: `${width}px`, height: `${height}px` });
    this.canvas.getContext("2d")?.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** @param {MouseEvent} event */
  move(event) {
    const { left, top } = this.node.getBoundingClientRect();
    this.look({ x: event.clientX - left, y: event.clientY - top });
  }

  /** @param {{ x: number, y: number } | null} pointer */
  look(pointer) {
    this.pointer = pointer;
    if (this.find()) this.draw();
  }

  /** Note and tell what is under the pointer; whether that is something else than before. */
  find() {
    const { figure, pointer } = this;
    const before = name(this.target);
    this.target = figure && pointer && at(this.places, figure.diagram.faintest, pointer.x, pointer.y);
    this.tell();
    if (name(this.target) === before) return false;
    this.point(nodeOf(this.target));
    return true;
  }

  /** What is pointed at, in words beside the pointer, and a picture that is seen nowhere else. */
  tell() {
    const { target, pointer, figure } = this;
    this.tip.hidden = !target || !pointer;
    if (!target || !pointer || !figure) return;
    setText(this.lines, about(target).join("\n"));
    const node = nodeOf(target);
    const alone = node?.picture && !this.sees(figure.diagram.surface);
    this.preview.style.display = alone ? "" : "none";
    if (alone) this.enlarge(node);
    const right = pointer.x > this.size.width / 2;
    const below = pointer.y > this.size.height / 2;
    Object.assign(this.tip.style, {
      left: right ? "" : `${pointer.x + 14}px`,
      right: right ? `${this.size.width - pointer.x + 10}px` : "",
      top: below ? "" : `${pointer.y + 12}px`,
      bottom: below ? `${this.size.height - pointer.y + 8}px` : "",
    });
  }

  /** @param {Node} node */
  enlarge(node) {
    Object.assign(this.preview, { width: PREVIEW, height: PREVIEW });
    const context = this.preview.getContext("2d");
    if (!context) return;
    context.imageSmoothingEnabled = false;
    this.picture(context, node, 0, 0, PREVIEW);
  }

  draw() {
    const context = this.canvas.getContext("2d");
    context?.clearRect(0, 0, this.size.width, this.size.height);
    if (context) this.paint(context);
  }

  /** @param {CanvasRenderingContext2D} context of the canvas, or of what is saved */
  paint(context) {
    const { figure } = this;
    if (!figure) return;
    this.drawEdges(context, figure);
    for (const target of [this.chosen && this.same(this.chosen), this.target]) {
      if (target && "edge" in target) this.drawEdge(context, target.edge);
    }
    this.places.columns.flat().forEach((node) => this.drawNode(context, figure, node));
  }

  /**
   * Two signs by three widths, each all its edges in one path.
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkFigure} figure
   */
  drawEdges(context, { diagram: { widths, faintest, tint } }) {
    for (const sign of [-1, 1]) {
      context.strokeStyle = tint.colorscale[sign < 0 ? 0 : 2][1];
      let floor = faintest;
      for (const [ceiling, width, alpha] of widths) {
        context.lineWidth = width;
        context.globalAlpha = alpha;
        context.beginPath();
        for (const { from, to, share } of this.places.edges) {
          if (sign * share < floor || sign * share >= ceiling) continue;
          context.moveTo(from.x, from.y);
          context.lineTo(to.x, to.y);
        }
        context.stroke();
        floor = ceiling;
      }
    }
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Edge} edge the one that is pointed at
   */
  drawEdge(context, { from, to }) {
    context.strokeStyle = this.page.text;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }

  /**
   * A disc in the colour of the bias; or a picture, and the bias is its frame.
   * @param {CanvasRenderingContext2D} context
   * @param {NetworkFigure} figure
   * @param {Node} node
   */
  drawNode(context, { data: [{ marker }], diagram }, node) {
    const { x, y, side, picture, tint } = node;
    const marked = [this.target, this.chosen].some((target) => target && name({ node }) === name(target));
    const half = side / 2;
    const bias = mixed(diagram.tint.colorscale.map(([, color]) => color), tint);
    context.beginPath();
    if (picture) context.rect(x - half, y - half, side, side);
    else context.arc(x, y, half, 0, 2 * Math.PI);
    context.fillStyle = picture ? this.page.background : bias;
    context.fill();
    if (picture) this.picture(context, node, x - half, y - half, side);
    context.strokeStyle = marked ? this.page.text : picture ? bias : marker.line.color;
    context.lineWidth = marked ? 3 : picture ? 2 : 1;
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Node} node
   * @param {number} x
   * @param {number} y
   * @param {number} side
   */
  picture(context, { picture }, x, y, side) {
    const { figure, stamp } = this;
    const [height, width] = figure?.diagram.shape ?? [0, 0];
    if (!figure || !picture || !width) return;
    if (stamp.width !== width || stamp.height !== height) Object.assign(stamp, { width, height });
    const colors = figure.diagram.tint.colorscale;
    stamp.getContext("2d")?.putImageData(new ImageData(shades(picture, colors[0][1], colors[2][1]), width), 0, 0);
    context.drawImage(stamp, x, y, side, side);
  }

  /**
   * The target of the same place in the newest figure.
   * @param {Target} target
   * @returns {Target | null}
   */
  same(target) {
    const wanted = name(target);
    const node = this.places.columns.flat().find((one) => name({ node: one }) === wanted);
    const edge = node ? undefined : this.places.edges.find((one) => name({ edge: one }) === wanted);
    return node ? { node } : edge ? { edge } : null;
  }
}

/**
 * The pixels of a picture: the colour of the sign, the more opaque the larger.
 * @param {ArrayLike<number>} levels 0..254, 127 is zero
 * @param {string} negative #rrggbb
 * @param {string} positive
 */
export function shades(levels, negative, positive) {
  const pixels = new Uint8ClampedArray(4 * levels.length);
  const ends = [rgb(negative), rgb(positive)];
  for (let i = 0; i < levels.length; i += 1) {
    const share = levels[i] / 127 - 1;
    if (share) pixels.set([...ends[Number(share > 0)], 255 * (0.1 + 0.75 * Math.abs(share))], 4 * i);
  }
  return pixels;
}

/**
 * What is told of a unit or an edge, in lines.
 * @param {Target} target
 */
export function about(target) {
  if ("node" in target) return target.node.words;
  const { from, to, value } = target.edge;
  return [
    `W${to.level}[${from.unit}, ${to.unit}] = ${number(value)}`,
    `${from.words[0]} → ${to.words[0]}`,
  ];
}

/**
 * What tells a target from all others.
 * @param {Target | null} target
 */
export function name(target) {
  if (!target) return "";
  if ("node" in target) return `${target.node.level} ${target.node.unit}`;
  const { from, to } = target.edge;
  return `${from.level} ${from.unit} ${to.unit}`;
}

/** @param {Target | null} target */
function nodeOf(target) {
  return target && "node" in target ? target.node : null;
}

/**
 * The colour at a share of -1..1 between three: the first, the middle and the last.
 * @param {string[]} colors
 * @param {number} share
 */
function mixed([low, middle, high], share) {
  const [from, to] = [rgb(middle), rgb(share < 0 ? low : high)];
  return `rgb(${from.map((part, i) => Math.round(part + (to[i] - part) * Math.min(Math.abs(share), 1))).join()})`;
}

/** @param {string} color #rrggbb */
function rgb(color) {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
}
