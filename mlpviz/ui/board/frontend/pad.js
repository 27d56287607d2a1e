// @ts-check
/** @import { Told } from "./types.js" */

import { packed, stroke, unpacked } from "./bits.js";
import { element, setText } from "./elements.js";
import { pageColors } from "./theme.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 2; // cells that an arrow key moves the pen
const MOST = 50; // strokes that can be undone
const HELP =
  "Pad to draw on. Arrow keys move the pen, Space puts it down or lifts it, Delete clears the pad.";

/** The image that the network is given, and the pad on which another one is drawn. */
export class Pad {
  /** @param {(values: number[]) => void} want called with the bits after each change */
  constructor(want) {
    this.want = want;
    this.side = this.pen = 0;
    /** @type {Uint8Array} */
    this.bits = new Uint8Array();
    /** @type {Uint8Array[]} the pad before each stroke */
    this.past = [];
    this.cursor = { x: 32, y: 32 };
    this.down = false; // whether the keyboard's pen is
    /** @type {{ x: number, y: number } | null} where the pointer was last, while it draws */
    this.last = null;
    this.canvas = element("canvas", "");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute("aria-label", HELP);
    this.hint = element("span", "mlpviz-hint", "Draw here");
    this.undo = button("Undo", () => this.take(this.past.pop()));
    this.clear = button("Clear", () => this.wipe());
    this.told = element("span", "mlpviz-heard");
    this.told.setAttribute("role", "status");
    const tools = element("div", "mlpviz-tools", this.undo, this.clear, this.told);
    this.pad = element("div", "mlpviz-pad", element("div", "mlpviz-sheet", this.canvas, this.hint), tools);
    this.picture = element("img", "");
    this.title = element("span", "");
    const seen = element("div", "mlpviz-seen", this.picture, this.title);
    this.words = element("p", "mlpviz-how");
    this.node = element("div", "mlpviz-drawing", this.pad, seen, this.words);
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.follow(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (this.last = null));
    canvas.addEventListener("keydown", (event) => this.press(event));
    canvas.addEventListener("focus", () => this.draw());
    canvas.addEventListener("blur", () => this.draw());
  }

  /**
   * @param {Told} told
   * @param {number[]} values the bits as they are to be seen
   */
  show(told, values) {
    this.pad.hidden = told.kind !== "pad";
    setText(this.title, told.title ?? "");
    setText(this.words, told.words ?? "");
    if (this.picture.src !== told.picture) this.picture.src = told.picture ?? "";
    this.picture.alt = told.title ?? "";
    if (this.pad.hidden) return;
    if (told.side !== this.side) {
      this.side = this.canvas.width = this.canvas.height = told.side ?? 0;
    }
    this.pen = told.pen ?? 1;
    if (!this.last) this.bits = unpacked(values);
    this.draw();
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.keep();
    this.last = this.place(event);
    this.ink(this.last, this.last);
  }

  /** @param {PointerEvent} event */
  follow(event) {
    if (!this.last) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const to = this.place(step);
      stroke(this.bits, this.side, this.last, to, this.pen);
      this.last = to;
    }
    this.ink(this.last, this.last);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const by = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
    if (!by && ![" ", "Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    if (by) {
      const { x, y } = this.cursor;
      const within = (/** @type {number} */ at) => Math.min(this.side - 1, Math.max(1, at));
      this.cursor = { x: within(x + STEP * by[0]), y: within(y + STEP * by[1]) };
      return this.down ? this.ink({ x, y }, this.cursor) : this.draw();
    }
    if (event.key !== " ") return this.wipe();
    this.down = !this.down;
    setText(this.told, this.down ? "The pen is down" : "The pen is up");
    if (!this.down) return this.draw();
    this.keep();
    this.ink(this.cursor, this.cursor);
  }

  /**
   * Where a pointer is, in cells.
   * @param {PointerEvent} event
   */
  place({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return { x: ((clientX - left) / width) * this.side, y: ((clientY - top) / height) * this.side };
  }

  /**
   * @param {{ x: number, y: number }} from
   * @param {{ x: number, y: number }} to
   */
  ink(from, to) {
    stroke(this.bits, this.side, from, to, this.pen);
    this.draw();
    this.want(packed(this.bits));
  }

  keep() {
    this.past = [...this.past, this.bits.slice()].slice(-MOST);
  }

  wipe() {
    this.down = false;
    this.keep();
    this.take(new Uint8Array(this.bits.length));
    setText(this.told, "The pad is empty");
  }

  /** @param {Uint8Array | undefined} bits what the pad is to hold */
  take(bits) {
    if (!bits) return;
    this.bits = bits;
    this.draw();
    this.want(packed(bits));
  }

  /** Draw the ink, and the keyboard's pen while the pad has the focus. */
  draw() {
    const context = this.canvas.getContext("2d");
    if (!context || !this.side) return;
    context.clearRect(0, 0, this.side, this.side);
    context.fillStyle = pageColors().text || "#808080";
    let ink = 0;
    this.bits.forEach((bit, k) => {
      if (!bit) return;
      ink += 1;
      context.fillRect(k % this.side, Math.floor(k / this.side), 1, 1);
    });
    this.canvas.dataset.ink = String(ink);
    this.hint.hidden = ink > 0 || this.last !== null;
    if (!this.canvas.matches(":focus-visible")) return;
    context.strokeStyle = this.down ? "#d1368f" : "#2f7fd0";
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(this.cursor.x, this.cursor.y, this.pen / 2 + 1, 0, 2 * Math.PI);
    context.stroke();
  }
}

/**
 * @param {string} text
 * @param {() => void} click
 */
function button(text, click) {
  const node = element("button", "mlpviz-button", text);
  node.type = "button";
  node.addEventListener("click", click);
  return node;
}
