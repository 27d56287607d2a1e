// @ts-check
/** @import { Curve, Nudge } from "../protocol.js" */

import { element } from "../elements.js";
import { decoded } from "../numbers.js";
import { svg } from "./svg.js";

const WIDTH = 300;
const HEIGHT = 120;
const REACH = 0.22; // of the width to either side, of a slope that is drawn

/**
 * Numbers to px, over both lists.
 * @param {readonly number[]} values
 * @param {number} from
 * @param {number} to
 */
function scale(values, from, to) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return (/** @type {number} */ value) => from + ((value - low) / span) * (to - from);
}

/**
 * @param {readonly number[]} xs
 * @param {readonly number[]} ys
 * @param {(value: number) => number} across
 * @param {(value: number) => number} up
 */
function path(xs, ys, across, up) {
  return xs.map((x, k) => `${k ? "L" : "M"}${across(x).toFixed(1)} ${up(ys[k]).toFixed(1)}`).join("");
}

/**
 * An activation's curve with the point that a unit is at, and the slope there.
 * @param {Curve} curve
 */
export function curvePlot({ words, z: shownZ, a: shownA, at: [atZ, atA], slope }) {
  const [z, a] = [Array.from(decoded(shownZ)), Array.from(decoded(shownA))];
  const across = scale([...z, atZ], 6, WIDTH / 2 - 6);
  const up = scale([...a, atA], HEIGHT - 20, 8);
  const span = (Math.max(...z) - Math.min(...z)) * REACH;
  const ends = [atZ - span, atZ + span];
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH / 2} ${HEIGHT - 12}`, role: "img", "aria-label": words, class: "mlpviz-trace-plot" },
    svg("path", { d: path(z, a, across, up), class: "mlpviz-trace-true" }),
    svg("line", {
      x1: across(ends[0]), y1: up(atA - slope * span), x2: across(ends[1]), y2: up(atA + slope * span),
      class: "mlpviz-trace-tangent",
    }),
    svg("circle", { cx: across(atZ), cy: up(atA), r: 4, class: "mlpviz-trace-point" }));
  return element("figure", "mlpviz-trace-curve", drawing, element("figcaption", "", words));
}

/** The loss along one weight: a slider, both curves, and what they are where it stands. */
export class NudgePlot {
  constructor() {
    this.slider = element("input", "");
    Object.assign(this.slider, { type: "range", min: 0, step: 1 });
    this.slider.setAttribute("aria-label", "Nudge the weight");
    this.words = element("output", "mlpviz-trace-told");
    this.parted = element("p", "");
    this.place = element("div", "");
    this.drawn = element("div", "mlpviz-trace-nudge", this.place, this.slider, this.words, this.parted);
    this.node = element("div", "", this.drawn);
    this.slider.addEventListener("input", () => this.move());
    /** @type {Nudge | undefined} */
    this.nudge = undefined;
  }

  /** @param {Nudge | undefined} nudge nothing where it is not looked at */
  show(nudge) {
    this.drawn.hidden = !nudge;
    if (!nudge) return;
    if (this.nudge !== nudge) this.slider.max = String(nudge.words.length - 1);
    if (this.nudge !== nudge) this.slider.value = String(nudge.start);
    this.nudge = nudge;
    this.parted.textContent = nudge.parted;
    this.move();
  }

  move() {
    if (!this.nudge) return;
    const { moved, loss, tangent, words, start } = this.nudge;
    const at = Number(this.slider.value);
    const across = scale(moved, 6, WIDTH - 6);
    const up = scale([...loss, ...tangent], HEIGHT - 6, 6);
    const dot = (/** @type {readonly number[]} */ of, /** @type {string} */ kind) =>
      svg("circle", { cx: across(moved[at]), cy: up(of[at]), r: 4, class: kind });
    this.place.replaceChildren(
      svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words[at], class: "mlpviz-trace-plot" },
        svg("line", { x1: across(moved[start]), x2: across(moved[start]), y1: 0, y2: HEIGHT, class: "mlpviz-trace-axis" }),
        svg("path", { d: path(moved, tangent, across, up), class: "mlpviz-trace-tangent" }),
        svg("path", { d: path(moved, loss, across, up), class: "mlpviz-trace-true" }),
        dot(tangent, "mlpviz-trace-open"), dot(loss, "mlpviz-trace-point")),
    );
    this.words.textContent = words[at];
    this.slider.setAttribute("aria-valuetext", words[at]);
  }
}
