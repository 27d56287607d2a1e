// @ts-check
/** @import { Told } from "./types.js" */

import { element, setText } from "./elements.js";
import { number } from "./numbers.js";
import { pageColors } from "./theme.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SIZE = 3; // px, of a sample's mark
const RING = 8; // px, the radius of the point

/** The plane of two inputs, with the surface on it, and a point that is dragged over it. */
export class Plane {
  /** @param {(values: number[]) => void} want called with the point after each change */
  constructor(want) {
    this.want = want;
    /** @type {Told | null} */
    this.told = null;
    /** @type {number[]} */
    this.values = [];
    this.dragged = false;
    this.surface = new Image();
    this.surface.addEventListener("load", () => this.draw());
    this.canvas = element("canvas", "");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.across = element("span", "mlpviz-axis");
    this.up = element("span", "mlpviz-axis");
    this.where = element("span", "mlpviz-where");
    this.node = element("div", "mlpviz-plane", this.up, this.canvas, this.across, this.where);
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      this.dragged = true;
      this.move(event);
    });
    canvas.addEventListener("pointermove", (event) => this.dragged && this.move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => (this.dragged = false));
    }
    canvas.addEventListener("keydown", (event) => this.press(event));
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /**
   * @param {Told} told
   * @param {number[]} values
   */
  show(told, values) {
    this.told = told;
    if (!this.dragged) this.values = [...values];
    if (this.surface.src !== told.box?.source) this.surface.src = told.box?.source ?? "";
    const [x, y] = told.names ?? ["", ""];
    setText(this.across, `${x}: ${number(told.low[0])} to ${number(told.high[0])}`);
    setText(this.up, `${y}: ${number(told.low[1])} to ${number(told.high[1])}`);
    this.draw();
  }

  /** @param {PointerEvent} event */
  move({ clientX, clientY }) {
    if (!this.told) return;
    const { low, high } = this.told;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const share = [(clientX - left) / width, 1 - (clientY - top) / height];
    this.take(share.map((at, k) => low[k] + at * (high[k] - low[k])));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!by || !this.told) return;
    event.preventDefault();
    const steps = this.told.steps ?? [1, 1];
    this.take(this.values.map((value, k) => value + by[k] * steps[k]));
  }

  /** @param {number[]} values */
  take(values) {
    const { low, high } = /** @type {Told} */ (this.told);
    this.values = values.map((value, k) => {
      const round = Number(value.toPrecision(6));
      return Math.min(high[k], Math.max(low[k], round));
    });
    this.draw();
    this.want([...this.values]);
  }

  /** Draw the surface, the samples and the point. */
  draw() {
    const { canvas, told } = this;
    const context = canvas.getContext("2d");
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!context || !told || !width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const { low, high, box, points = [], classes = [], colors = [] } = told;
    const at = (/** @type {number[]} */ [x, y]) => [
      ((x - low[0]) / (high[0] - low[0])) * width,
      (1 - (y - low[1]) / (high[1] - low[1])) * height,
    ];
    if (box && this.surface.complete && this.surface.naturalWidth) {
      const [left, top] = at([box.x, box.y]);
      const [right, bottom] = at([box.x + box.sizex, box.y - box.sizey]);
      context.drawImage(this.surface, left, top, right - left, bottom - top);
    }
    const page = pageColors();
    points.forEach((point, k) => {
      const [x, y] = at(point);
      context.fillStyle = colors[classes[k] % colors.length];
      context.strokeStyle = page.background || "#ffffff";
      mark(context, x, y, classes[k]);
    });
    const [x, y] = at(this.values);
    for (const [color, line] of /** @type {[string, number][]} */ ([[page.background, 5], [page.text, 2]])) {
      context.strokeStyle = color || "#808080";
      context.lineWidth = line;
      context.beginPath();
      context.arc(x, y, RING, 0, 2 * Math.PI);
      context.moveTo(x - 3, y);
      context.lineTo(x + 3, y);
      context.moveTo(x, y - 3);
      context.lineTo(x, y + 3);
      context.stroke();
    }
    const words = (told.names ?? []).map((name, k) => `${name} ${number(this.values[k])}`).join(", ");
    setText(this.where, words);
    canvas.setAttribute("aria-label", `Point on the plane: ${words}. Arrow keys move it.`);
  }
}

/**
 * A sample: another form for each class in turn.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} form
 */
function mark(context, x, y, form) {
  context.lineWidth = 1;
  context.beginPath();
  if (form % 3 === 0) context.arc(x, y, SIZE, 0, 2 * Math.PI);
  else if (form % 3 === 1) context.rect(x - SIZE, y - SIZE, 2 * SIZE, 2 * SIZE);
  else {
    context.moveTo(x, y - SIZE - 1);
    context.lineTo(x + SIZE + 1, y + SIZE);
    context.lineTo(x - SIZE - 1, y + SIZE);
    context.closePath();
  }
  context.fill();
  context.stroke();
}
