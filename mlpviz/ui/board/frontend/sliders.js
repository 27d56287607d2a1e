// @ts-check
/** @import { Told } from "./types.js" */

import { element, setText } from "./elements.js";
import { number } from "./numbers.js";

const DIGITS = 4;
const FAR = 10; // steps of a page key

/** A slider per feature, in raw units. Its ends are those of the data. */
export class Sliders {
  /** @param {(values: number[]) => void} want called with all values after each change */
  constructor(want) {
    this.want = want;
    /** @type {number[]} */
    this.values = [];
    /** @type {Told | null} */
    this.told = null;
    /** @type {{ slider: HTMLInputElement, value: HTMLElement }[]} */
    this.rows = [];
    this.node = element("div", "mlpviz-sliders");
  }

  /**
   * @param {Told} told
   * @param {number[]} values
   */
  show(told, values) {
    this.told = told;
    this.values = [...values];
    if (!this.rows.length) this.build(told.names ?? []);
    this.rows.forEach(({ slider, value }, k) => {
      slider.min = String(told.low[k]);
      slider.max = String(told.high[k]);
      slider.step = "any";
      slider.disabled = told.low[k] === told.high[k];
      if (Number(slider.value) !== values[k]) slider.value = String(values[k]);
      const text = number(values[k], DIGITS);
      setText(value, text);
      slider.setAttribute("aria-valuetext", text);
    });
  }

  /** @param {string[]} names */
  build(names) {
    this.rows = names.map((name, k) => {
      const slider = element("input", "");
      slider.type = "range";
      const value = element("output", "");
      slider.addEventListener("input", () => this.take(k, this.round(k, Number(slider.value))));
      slider.addEventListener("keydown", (event) => this.press(event, k));
      this.node.append(element("label", "", element("span", "", name), slider, value));
      return { slider, value };
    });
  }

  /**
   * Keys move by round steps, whatever the range is.
   * @param {KeyboardEvent} event
   * @param {number} k
   */
  press(event, k) {
    const { told } = this;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -FAR, PageUp: FAR }[event.key];
    const end = { Home: told?.low[k], End: told?.high[k] }[event.key];
    if (!told || (by === undefined && end === undefined)) return;
    event.preventDefault();
    const step = told.steps?.[k] ?? 1;
    const at = end ?? (Math.round(this.values[k] / step) + (by ?? 0)) * step;
    this.take(k, this.round(k, at));
  }

  /**
   * A value in six digits, between the ends.
   * @param {number} k
   * @param {number} value
   */
  round(k, value) {
    const { low, high } = /** @type {Told} */ (this.told);
    return Math.min(high[k], Math.max(low[k], Number(value.toPrecision(6))));
  }

  /**
   * @param {number} k
   * @param {number} value
   */
  take(k, value) {
    this.values[k] = value;
    const text = number(value, DIGITS);
    const { slider, value: output } = this.rows[k];
    if (Number(slider.value) !== value) slider.value = String(value);
    setText(output, text);
    slider.setAttribute("aria-valuetext", text);
    this.want([...this.values]);
  }
}
