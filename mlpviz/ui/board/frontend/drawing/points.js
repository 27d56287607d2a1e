// @ts-check
/**
 * Points on the plane from -2 to 2, each a whole number of 24 bits: 11 for x1, 11 for x2, from -2 in
 * steps of 1/512, and 2 for its class. mlpviz/data/drawn.py reads and writes the same text.
 */

/** @typedef {{ x: number, y: number }} Place */

export const LOW = -2;
export const HIGH = LOW + 2047 / 512;
const STEPS = 512; // to 1
const LAST = 2047;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** @param {number} value */
const whole = (value) => Math.min(LAST, Math.max(0, Math.round((value - LOW) * STEPS)));

/**
 * @param {Place} place
 * @param {number} kind its class, 0 to 3
 */
export const point = ({ x, y }, kind) => (whole(x) << 13) | (whole(y) << 2) | kind;

/**
 * @param {number} packed
 * @returns {Place}
 */
export const placeOf = (packed) => ({ x: LOW + (packed >> 13) / STEPS, y: LOW + ((packed >> 2) & LAST) / STEPS });

/** @param {number} packed */
export const kindOf = (packed) => packed & 3;

/** @param {number[]} points */
export function encode(points) {
  return points.map((bits) => [18, 12, 6, 0].map((by) => ALPHABET[(bits >> by) & 63]).join("")).join("");
}

/**
 * The points of a text; none of what is no such text.
 * @param {string} text
 */
export function decode(text) {
  const codes = [...text].map((letter) => ALPHABET.indexOf(letter));
  if (codes.length % 4 || codes.includes(-1)) return [];
  const points = [];
  for (let i = 0; i < codes.length; i += 4) {
    points.push((codes[i] << 18) | (codes[i + 1] << 12) | (codes[i + 2] << 6) | codes[i + 3]);
  }
  return points;
}

/**
 * How many points each class has, of as many classes.
 * @param {number[]} points
 * @param {number} classes
 */
export function countsOf(points, classes) {
  const counts = Array(classes).fill(0);
  for (const packed of points) counts[kindOf(packed)] += 1;
  return counts;
}

/**
 * What is left of the points where they are further from a place than a radius.
 * @param {number[]} points
 * @param {Place} place
 * @param {number} radius
 */
export function without(points, place, radius) {
  return points.filter((packed) => {
    const { x, y } = placeOf(packed);
    return Math.hypot(x - place.x, y - place.y) > radius;
  });
}

/**
 * Places around one, as evenly as chance has it, on the plane.
 * @param {Place} place
 * @param {number} radius
 * @param {number} n
 * @param {() => number} random
 * @returns {Place[]}
 */
export function spray(place, radius, n, random = Math.random) {
  return Array.from({ length: n }, () => {
    const away = radius * Math.sqrt(random());
    const angle = 2 * Math.PI * random();
    return onPlane({ x: place.x + away * Math.cos(angle), y: place.y + away * Math.sin(angle) });
  });
}

/**
 * Places on the way from one to another, each so far from the one before: a quick pointer leaps.
 * @param {Place} from
 * @param {Place} to
 * @param {number} apart
 * @returns {Place[]}
 */
export function between(from, to, apart) {
  const away = Math.hypot(to.x - from.x, to.y - from.y);
  return Array.from({ length: Math.floor(away / apart) }, (_, i) => {
    const share = ((i + 1) * apart) / away;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  });
}

/**
 * @param {Place} place
 * @returns {Place}
 */
export function onPlane({ x, y }) {
  return { x: Math.min(HIGH, Math.max(LOW, x)), y: Math.min(HIGH, Math.max(LOW, y)) };
}

/**
 * Why points cannot be trained on yet; empty if they can.
 * @param {number[]} counts of each class
 * @param {string[]} names of the classes
 * @param {number} share that is kept for testing
 */
export function lack(counts, names, share) {
  const classes = counts.findLastIndex((count) => count > 0) + 1;
  const used = counts.slice(0, classes);
  const n = used.reduce((sum, count) => sum + count, 0);
  if (!n) return "Draw points of two classes at least.";
  if (used.filter(Boolean).length < 2) return `All points are of class ${names[classes - 1]}: draw some of another one.`;
  const empty = used.indexOf(0);
  if (empty >= 0) return `Class ${names[empty]} has no points, and ${names[classes - 1]} has: draw some of ${names[empty]}.`;
  const test = Math.ceil(share * n);
  const smaller = Math.min(test, n - test);
  if (smaller < classes) {
    const both = `${n - test} for training and ${test} for testing`;
    return `These few points leave ${both}, and each needs ${classes}: draw more.`;
  }
  const least = Math.ceil(n / smaller);
  const rarest = used.indexOf(Math.min(...used));
  if (used[rarest] >= least) return "";
  return `Class ${names[rarest]} has ${used[rarest]} and needs ${least}, so that some train and some test.`;
}
