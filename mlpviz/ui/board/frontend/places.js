// @ts-check
/** @import { Diagram, Edge, NetworkFigure, Node, Places, Size } from "./types.js" */

/**
 * Where the units and weights of a network diagram stand in its card, in px, and what is under the
 * pointer. Nothing here touches the page.
 */

import { decoded } from "./numbers.js";

const PLAIN = 13; // px across a unit without a picture, at most
const PICTURED = [9, 30]; // the least and the most with one; below that it would show nothing
const BESIDE = 0.5; // the share of the way to the next column that a unit may take
const ABOVE = 0.86; // and of the way to the next unit of its column
const REACH = 6; // px around an edge within which it is pointed at
const NEAR = 3; // px around a unit

/**
 * @param {NetworkFigure} figure
 * @param {Size} size of the whole drawing
 * @returns {Places}
 */
export function places({ data: [neurons], layout, diagram }, { width, height }) {
  const { l, r, t, b } = layout.margin;
  const across = scale(layout.xaxis.range, l, width - r);
  const down = scale(layout.yaxis.range, height - b, t);
  const pitch = across(1) - across(0);
  const pictures = diagram.pictures.map((levels) => levels && decoded(levels));
  const pixels = diagram.shape ? diagram.shape[0] * diagram.shape[1] : 0;
  const { color, cmax } = diagram.tint;
  /** @type {Node[][]} */
  const columns = [];
  let index = 0;
  for (const [level, units] of diagram.units.entries()) {
    const heights = neurons.y.slice(index, index + units.length).map(down);
    const room = Math.min(ABOVE * closest(heights, Math.abs(down(25) - down(0))), BESIDE * pitch);
    const levels = room >= PICTURED[0] ? pictures[level] : null;
    const side = Math.max(4, Math.floor(Math.min(room, levels ? PICTURED[1] : PLAIN)));
    columns.push(
      units.map((unit, place) => ({
        level,
        unit,
        place,
        side,
        x: across(level),
        y: heights[place],
        words: diagram.words[index + place],
        tint: color[index + place] / cmax,
        picture: levels ? levels.subarray(place * pixels, (place + 1) * pixels) : null,
      })),
    );
    index += units.length;
  }
  return { columns, edges: between(diagram, columns) };
}

/**
 * All weights between drawn units, with their share of the largest of their layer.
 * @param {Diagram} diagram
 * @param {Node[][]} columns
 * @returns {Edge[]}
 */
function between({ weights }, columns) {
  return weights.flatMap((encoded, level) => {
    const values = decoded(encoded);
    const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const next = columns[level + 1];
    return columns[level].flatMap((from) =>
      next.map((to) => {
        const value = values[from.place * next.length + to.place];
        return { from, to, value, share: value / largest };
      }),
    );
  });
}

/**
 * The unit or the drawn edge at a point, a unit before an edge, the nearest of each.
 * @param {Places} places
 * @param {number} faintest the share from which on an edge is drawn
 * @param {number} x
 * @param {number} y
 * @returns {{ node: Node } | { edge: Edge } | null}
 */
export function at({ columns, edges }, faintest, x, y) {
  const node = columns
    .flat()
    .find((one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y)) <= one.side / 2 + NEAR);
  if (node) return { node };
  let best = null;
  let reach = REACH;
  for (const edge of edges) {
    const { from, to, share } = edge;
    if (x < from.x || x > to.x || Math.abs(share) < faintest) continue;
    const slope = (to.y - from.y) / (to.x - from.x);
    const distance = Math.abs(from.y + slope * (x - from.x) - y) / Math.hypot(1, slope);
    if (distance >= reach) continue;
    best = { edge };
    reach = distance;
  }
  return best;
}

/**
 * @param {number[]} range of the axis
 * @param {number} low where it begins, in px
 * @param {number} high
 * @returns {(value: number) => number}
 */
function scale([first, last], low, high) {
  return (value) => low + ((value - first) / (last - first)) * (high - low);
}

/**
 * @param {number[]} heights
 * @param {number} alone for a column of one
 */
function closest(heights, alone) {
  return heights.slice(1).reduce((least, y, index) => Math.min(least, y - heights[index]), alone);
}
