// @ts-check
/** @import { Matrix, Tracing } from "../protocol.js" */

import { element } from "../elements.js";
import { decoded, number } from "../numbers.js";
import { cursor } from "./cursor.js";
import { channels, largest, tint } from "./svg.js";

const SIDE = 80; // px, of a matrix whose cells can be chosen, at most
const SMALL = 52; // px, of the others
const NARROW = 14; // px, of a vector's short side
const LEAST = 1; // px, of a cell

/** Arrays as coloured cells. A click on a cell of weights chooses that weight. */
export class Matrices {
  /**
   * @param {(name: string, index: number[]) => void} weight a weight was chosen
   * @param {(place: string) => void} point a place is pointed at
   */
  constructor(weight, point) {
    this.weight = weight;
    this.point = point;
    this.node = element("div", "mlpviz-trace-matrices");
    this.key = ""; // of what is drawn
  }

  /**
   * @param {Tracing} view
   * @param {(place: string) => boolean} hides
   * @param {string} hidden what is hidden, as a key
   */
  show(view, hides, hidden) {
    const ground = channels(getComputedStyle(this.node).getPropertyValue("--st-background-color"));
    const key = [view.key, view.tab, ground, hidden].join("|");
    if (key === this.key) return;
    this.key = key;
    this.node.replaceChildren(
      ...view.matrices.flatMap((matrix) => [
        ...(matrix.before ? [element("span", "mlpviz-trace-sign", matrix.before)] : []),
        this.matrix(matrix, view, ground, hides(matrix.quantity)),
      ]),
    );
    this.node.hidden = view.matrices.length === 0;
  }

  /**
   * @param {Matrix} matrix
   * @param {Tracing} view
   * @param {number[]} ground
   * @param {boolean} hidden
   */
  matrix(matrix, view, ground, hidden) {
    const { rows, columns, title, quantity, pick } = matrix;
    const values = decoded(matrix.values);
    const most = largest(values);
    const canvas = element("canvas", "");
    Object.assign(canvas, { width: columns, height: rows });
    const paint = canvas.getContext("2d");
    for (let k = 0; paint && k < rows * columns; k += 1) {
      paint.fillStyle = hidden ? tint(0, ground) : tint(values[k] / most, ground);
      paint.fillRect(k % columns, Math.floor(k / columns), 1, 1);
    }
    const [width, height] = size(rows, columns, pick ? SIDE : SMALL);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${title}: ${rows} × ${columns} cells, the largest ${hidden ? "?" : number(most)}`);
    const frame = element("div", "mlpviz-trace-cells", canvas);
    const cell = cellOf(matrix, view.index);
    if (cell && (!pick || pick === view.name)) {
      const mark = element("div", "mlpviz-trace-mark");
      place(mark, matrix, ...cell);
      frame.append(mark);
    }
    const told = (/** @type {number[]} */ index) => {
      const whole = index.length > 1 && matrix.column < 0;
      const value = values[whole ? index[0] * columns + index[1] : index[0] - matrix.first];
      return hidden ? "" : `${quantity}[${index.join(", ")}] = ${number(value, 4)}`;
    };
    if (pick) this.byKeys(frame, matrix, cell ?? [0, 0], told);
    const at = (/** @type {MouseEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
      const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
      const inside = row >= 0 && row < rows && column >= 0 && column < columns;
      return inside && row * columns + column < values.length ? indexOf(matrix, row, column) : null;
    };
    canvas.addEventListener("pointermove", (event) => {
      const index = at(event);
      if (!index) return;
      this.point(`${quantity}:${index}`);
      canvas.title = told(index);
    });
    if (pick) {
      canvas.classList.add("mlpviz-trace-pick");
      canvas.addEventListener("click", (event) => {
        const index = at(event);
        if (index) this.weight(pick, index);
      });
    }
    return element("figure", "", frame, element("figcaption", "", title));
  }

  /**
   * Cells are chosen by the keyboard, too: one stop for all of them.
   * @param {HTMLElement} frame
   * @param {Matrix} matrix
   * @param {[number, number]} cell where it begins: row, column
   * @param {(index: number[]) => string} told
   */
  byKeys(frame, matrix, [row, column], told) {
    const { columns, quantity, pick, title, rows } = matrix;
    const mark = element("div", "mlpviz-trace-mark mlpviz-trace-cursor");
    frame.append(mark);
    const index = (/** @type {number} */ k) => indexOf(matrix, Math.floor(k / columns), k % columns);
    cursor(frame, {
      label: `${title}, a cell`,
      count: rows * columns,
      at: row * columns + column,
      row: columns,
      words: (k) => told(index(k)) || "?",
      point: (k) => {
        place(mark, matrix, Math.floor(k / columns), k % columns);
        this.point(`${quantity}:${index(k)}`);
      },
      choose: (k) => this.weight(pick, index(k)),
    });
  }
}

/**
 * Lay a frame over a cell.
 * @param {HTMLElement} mark
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} column
 */
function place(mark, { rows, columns }, row, column) {
  Object.assign(mark.style, {
    left: `${(100 * column) / columns}%`,
    top: `${(100 * row) / rows}%`,
    width: `${100 / columns}%`,
    height: `${100 / rows}%`,
  });
}

/**
 * Width and height of a matrix, in px.
 * @param {number} rows
 * @param {number} columns
 * @param {number} most
 */
function size(rows, columns, most) {
  const cell = Math.max(LEAST, Math.min(NARROW, most / Math.max(rows, columns)));
  const side = (/** @type {number} */ n) => Math.max(n === 1 ? Math.min(NARROW, 10) : 0, Math.round(n * cell));
  return [side(columns), side(rows)];
}

/**
 * The index into the array of a cell.
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} column
 * @returns {number[]}
 */
export function indexOf({ columns, column: unit, first, rows }, row, column) {
  if (unit >= 0) return [first + row * columns + column, unit];
  if (rows > 1 && columns > 1) return [row, column];
  return [first + (rows === 1 ? column : row)];
}

/**
 * The cell, row and column, of an index into the array; null where it is not shown.
 * @param {Matrix} matrix
 * @param {number[]} index
 * @returns {[number, number] | null}
 */
export function cellOf({ rows, columns, column: unit, first, pick }, index) {
  if (!pick) return null;
  if (unit >= 0) {
    const at = index[0] - first;
    const inside = index[1] === unit && at >= 0 && at < rows * columns;
    return inside ? [Math.floor(at / columns), at % columns] : null;
  }
  const [row, column] = index.length > 1 ? index : rows === 1 ? [0, index[0]] : [index[0], 0];
  return row < rows && column < columns ? [row, column] : null;
}
