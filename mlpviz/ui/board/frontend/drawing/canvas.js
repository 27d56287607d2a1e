// @ts-check
/** The canvas: the plane with its points, in the colours and shapes of the charts. */

import { HIGH, LOW, kindOf, placeOf } from "./points.js";

/** @import { Place } from "./points.js" */

/** @typedef {{ symbols: string[], colors: string[] }} Look */

const SPAN = HIGH - LOW;
const SIZE = 4.2; // px, half of a point
const LINES = [-2, -1, 0, 1, 2];

/** @type {Record<string, (pen: Pick<CanvasRenderingContext2D, "arc" | "rect" | "moveTo" | "lineTo" | "closePath">, x: number, y: number, r: number) => void>} */
const SHAPES = {
  circle: (pen, x, y, r) => {
    pen.moveTo(x + r, y);
    pen.arc(x, y, r, 0, 2 * Math.PI);
  },
  square: (pen, x, y, r) => pen.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r),
  diamond: (pen, x, y, r) => outline(pen, [[x, y - 1.25 * r], [x + 1.25 * r, y], [x, y + 1.25 * r], [x - 1.25 * r, y]]),
  "triangle-up": (pen, x, y, r) => outline(pen, [[x, y - 1.2 * r], [x + 1.15 * r, y + 0.9 * r], [x - 1.15 * r, y + 0.9 * r]]),
};

/**
 * @param {Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "closePath">} pen
 * @param {number[][]} corners
 */
function outline(pen, corners) {
  corners.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

export class Plane {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /**
   * Where on the plane an event is.
   * @param {{ clientX: number, clientY: number }} event
   * @returns {Place}
   */
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return { x: LOW + (SPAN * (clientX - left)) / width, y: HIGH - (SPAN * (clientY - top)) / height };
  }

  /**
   * Draw all of it.
   * @param {number[]} points
   * @param {Look} look
   * @param {{ place: Place, radius: number } | null} cursor what is pointed at, and how far a tool reaches
   */
  draw(points, look, cursor) {
    const side = this.canvas.clientWidth;
    const fine = devicePixelRatio || 1;
    const pixels = Math.round(side * fine);
    if (!pixels) return;
    if (this.canvas.width !== pixels) this.canvas.width = this.canvas.height = pixels;
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    const style = getComputedStyle(this.canvas);
    pen.setTransform(fine, 0, 0, fine, 0, 0);
    pen.clearRect(0, 0, side, side);
    const x = (/** @type {number} */ value) => ((value - LOW) / SPAN) * side;
    const y = (/** @type {number} */ value) => ((HIGH - value) / SPAN) * side;
    this.#grid(pen, side, x, y, style);
    look.colors.forEach((color, kind) => {
      pen.beginPath();
      for (const packed of points) {
        const place = placeOf(packed);
        if (kindOf(packed) === kind) SHAPES[look.symbols[kind]](pen, x(place.x), y(place.y), SIZE);
      }
      pen.fillStyle = color;
      pen.strokeStyle = style.backgroundColor;
      pen.lineWidth = 1;
      pen.fill();
      pen.stroke();
    });
    if (cursor) this.#cursor(pen, side, x(cursor.place.x), y(cursor.place.y), (cursor.radius / SPAN) * side, style.color);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} side
   * @param {(value: number) => number} x
   * @param {(value: number) => number} y
   * @param {CSSStyleDeclaration} style
   */
  #grid(pen, side, x, y, style) {
    pen.strokeStyle = pen.fillStyle = style.color;
    pen.lineWidth = 1;
    for (const line of LINES) {
      pen.globalAlpha = line ? 0.12 : 0.3;
      pen.beginPath();
      pen.moveTo(x(line), 0);
      pen.lineTo(x(line), side);
      pen.moveTo(0, y(line));
      pen.lineTo(side, y(line));
      pen.stroke();
    }
    pen.globalAlpha = 0.75;
    pen.font = `12px ${style.fontFamily}`;
    for (const line of [-1, 1]) {
      const text = String(line).replace("-", "−");
      pen.fillText(text, x(line) + 4, side - 6);
      pen.fillText(text, 4, y(line) - 4);
    }
    pen.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} side
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {string} color
   */
  #cursor(pen, side, x, y, radius, color) {
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.beginPath();
    if (radius) pen.arc(x, y, radius, 0, 2 * Math.PI);
    const arm = Math.min(9, side / 20);
    pen.moveTo(x - arm, y);
    pen.lineTo(x + arm, y);
    pen.moveTo(x, y - arm);
    pen.lineTo(x, y + arm);
    pen.stroke();
  }
}

/**
 * A class's mark on a canvas of its own, for a button.
 * @param {HTMLCanvasElement} canvas
 * @param {string} symbol
 * @param {string} color
 */
export function mark(canvas, symbol, color) {
  const side = 16;
  canvas.width = canvas.height = 2 * side;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(2, 2);
  pen.beginPath();
  SHAPES[symbol](pen, side / 2, side / 2, 5.5);
  pen.fillStyle = color;
  pen.fill();
}
