// @ts-check
/** Numbers for people, as mlpviz/words.py writes them; and arrays as Python sends them. */

/** @import { Numbers } from "./types.js" */

/** @type {Record<string, new (buffer: ArrayBuffer) => Numbers>} */
const KINDS = { i1: Int8Array, u1: Uint8Array, f4: Float32Array, f8: Float64Array };

/**
 * A number with so many significant digits: `0.123`, `4155`, `1.5e-7`.
 * @param {number} value
 * @param {number} digits
 */
export function number(value, digits = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < Math.max(digits, 4)) {
    return trimmed(value.toFixed(Math.max(digits - 1 - exponent, 0)));
  }
  return `${trimmed(mantissa)}e${exponent < 0 ? "" : "+"}${exponent}`;
}

/** @param {string} text */
function trimmed(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * The numbers of one of Plotly's typed arrays.
 * @param {{ dtype: string, bdata: string }} encoded
 * @returns {Numbers}
 */
export function decoded({ dtype, bdata }) {
  const bytes = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
  return new KINDS[dtype](bytes.buffer);
}
