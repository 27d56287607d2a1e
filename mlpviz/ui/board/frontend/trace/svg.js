// @ts-check
/** Drawing in SVG, and the colours of signed numbers. */

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Create an element of SVG.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children strings become text
 * @returns {SVGElement}
 */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

const POSITIVE = [47, 127, 208]; // as mlpviz/charts/palette.py
const NEGATIVE = [217, 95, 2];
const NONE = [242, 194, 0]; // not a number

/**
 * The colour of a number as a share of the largest of its kind: blue above zero, orange below, the
 * page's own at zero.
 * @param {number} share in -1..1
 * @param {number[]} ground the page's colour, as red, green and blue
 */
export function tint(share, ground) {
  if (Number.isNaN(share)) return `rgb(${NONE})`;
  const full = share < 0 ? NEGATIVE : POSITIVE;
  const part = Math.min(1, Math.abs(share)) ** 0.7; // small ones can be seen
  return `rgb(${ground.map((c, k) => Math.round(c + (full[k] - c) * part))})`;
}

/**
 * Red, green and blue of a colour as the browser writes it.
 * @param {string} color
 */
export function channels(color) {
  const hex = /^#([0-9a-f]{6})$/i.exec(color.trim());
  if (hex) return [0, 2, 4].map((k) => Number.parseInt(hex[1].slice(k, k + 2), 16));
  const found = color.match(/[\d.]+/g)?.slice(0, 3).map(Number);
  return found?.length === 3 ? found : [255, 255, 255];
}

/**
 * The largest size of numbers, for their colours; 1 where all are zero.
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let most = 0;
  for (let k = 0; k < values.length; k += 1) most = Math.max(most, Math.abs(values[k]) || 0);
  return most || 1;
}
