// @ts-check
/** @import { Bar } from "../protocol.js" */

import { element } from "../elements.js";
import { cursor } from "./cursor.js";
import { svg } from "./svg.js";

const WIDEST = 26; // px, of a bar

/**
 * Bars side by side, above and below a line; a click on one chooses it.
 * @param {readonly Bar[]} bars
 * @param {object} what
 * @param {string} what.label
 * @param {number} what.width px
 * @param {number} what.height px
 * @param {number} what.at the chosen one, -1 for none
 * @param {boolean} [what.names] whether a name stands below each
 * @param {(at: number) => void} what.choose
 */
export function strip(bars, { label, width, height, at, names = false, choose }) {
  const told = element("div", "mlpviz-trace-told");
  const signed = bars.some(({ share }) => share < 0);
  const below = names ? 14 : 0;
  const middle = signed ? (height - below) / 2 : height - below;
  const most = signed ? middle : height - below - 1;
  const pitch = Math.min(WIDEST, width / bars.length);
  const wide = pitch * bars.length;
  const drawing = svg("svg", { width: wide, height, viewBox: `0 0 ${wide} ${height}`, class: "mlpviz-trace-strip" });
  const say = (/** @type {number} */ k) => (told.textContent = bars[k] ? bars[k].words : "");
  for (const [k, { name, share, place }] of bars.entries()) {
    const long = Math.max(1, Math.abs(share) * (most - 1));
    const sign = share < 0 ? "mlpviz-negative" : "mlpviz-positive";
    const bar = svg("g", { class: k === at ? "mlpviz-chosen" : "", ...(place ? { "data-place": place } : {}) },
      svg("rect", { x: k * pitch, y: 0, width: pitch, height: height - below, class: "mlpviz-trace-bar-room" }),
      svg("rect", {
        x: k * pitch + 1, y: share < 0 ? middle : middle - long, width: Math.max(1, pitch - 2), height: long,
        class: `mlpviz-trace-bar ${sign}`,
      }));
    if (names) bar.append(svg("text", { x: (k + 0.5) * pitch, y: height - 2, class: "mlpviz-trace-title" }, name));
    bar.addEventListener("click", () => choose(k));
    bar.addEventListener("pointerover", () => say(k));
    drawing.append(bar);
  }
  drawing.append(svg("line", { x1: 0, x2: wide, y1: middle, y2: middle, class: "mlpviz-trace-axis" }));
  cursor(drawing, { label, count: bars.length, at, words: (k) => bars[k]?.words ?? "", point: say, choose });
  say(at);
  return element("div", "mlpviz-trace-strip-place", drawing, told);
}
