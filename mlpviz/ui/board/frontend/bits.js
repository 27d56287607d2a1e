// @ts-check
/** A bitmap of ink, and how it travels: whole numbers of 32 bits, row by row, the lowest bit first. */

const WORD = 32;

/**
 * @param {number[]} words
 * @returns {Uint8Array} 1 where there is ink
 */
export function unpacked(words) {
  const bits = new Uint8Array(words.length * WORD);
  words.forEach((word, k) => {
    for (let bit = 0; bit < WORD; bit++) bits[k * WORD + bit] = (word >>> bit) & 1;
  });
  return bits;
}

/**
 * @param {Uint8Array} bits
 * @returns {number[]}
 */
export function packed(bits) {
  return Array.from({ length: bits.length / WORD }, (_, k) => {
    let word = 0;
    for (let bit = 0; bit < WORD; bit++) word |= bits[k * WORD + bit] << bit;
    return word >>> 0;
  });
}

/**
 * Put ink on a straight line from one place to another, as wide as the pen.
 * @param {Uint8Array} bits
 * @param {number} side cells in a row
 * @param {{ x: number, y: number }} from in cells
 * @param {{ x: number, y: number }} to
 * @param {number} pen width in cells
 */
export function stroke(bits, side, from, to, pen) {
  const radius = pen / 2;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const cells = (/** @type {number} */ low, /** @type {number} */ high) => [
    Math.max(0, Math.floor(low - radius)),
    Math.min(side - 1, Math.ceil(high + radius)),
  ];
  const [left, right] = cells(Math.min(from.x, to.x), Math.max(from.x, to.x));
  const [top, bottom] = cells(Math.min(from.y, to.y), Math.max(from.y, to.y));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = length ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      if (Math.hypot(x - along * dx, y - along * dy) <= radius) bits[row * side + column] = 1;
    }
  }
}
