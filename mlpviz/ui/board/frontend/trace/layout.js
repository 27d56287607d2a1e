// @ts-check
/** @import { Level } from "../protocol.js" */

/**
 * Where columns and units of the diagram stand, in px. Nothing here touches the page.
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 * @typedef {{ level: Level, index: number, cards: boolean, x: number, width: number, units: Box[], bars: Box[] }} Column
 */

const TOP = 20; // px, of a column's title
const ROW = 15; // px, of a number in a card
const EDGE = 26; // px between columns, at least, where there is room
const WIDEST = 112; // px, of a card
const LARGEST = 20; // px, of a cell
const BARS = 34; // px, of the bars beside the cells
const NARROW = 90; // px, of a column, below which bars and gaps take half of that
const SHOWN = 3; // layers of a deep network that are shown at a time
export const DEEP = 6; // columns from which on that is so

/**
 * Whether a column's units are cards with their numbers.
 * @param {Level} level
 */
export function isCards({ quantities }) {
  return quantities.every(({ texts }) => texts.length > 0);
}

/**
 * The columns that are shown with a step: all, or in a deep network those around its own.
 * @param {number} count of all columns
 * @param {number} at the step's own
 * @returns {number[]} numbers of columns
 */
export function shownColumns(count, at) {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= DEEP) return all;
  const first = Math.min(Math.max(0, at - 1), count - SHOWN);
  return all.slice(first, first + SHOWN);
}

/**
 * @param {Level[]} levels all
 * @param {number[]} shown numbers of those that are drawn
 * @param {number} width of the whole drawing
 * @param {number} height as much as there is; cards may take more
 * @returns {{ columns: Column[], height: number }}
 */
export function layout(levels, shown, width, height) {
  const parts = shown.map((index) => share(levels[index]));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const tall = Math.max(height, ...shown.map((index) => TOP + least(levels[index])));
  let x = 0;
  const columns = shown.map((index, k) => {
    const room = (width * parts[k]) / whole;
    const column = placed(levels[index], index, x, room, tall);
    x += room;
    return column;
  });
  return { columns, height: tall };
}

/**
 * How much of the width a column gets, beside others.
 * @param {Level} level
 */
function share(level) {
  if (isCards(level)) return 1;
  return level.picture ? 1.9 : 1.2;
}

/**
 * The height that cards need.
 * @param {Level} level
 */
function least(level) {
  return isCards(level) ? level.names.length * (cardHeight(level) + 4) : 0;
}

/** @param {Level} level */
function cardHeight({ quantities }) {
  return ROW * quantities.length + 4;
}

/**
 * @param {Level} level
 * @param {number} index
 * @param {number} x where its room begins
 * @param {number} room
 * @param {number} height
 * @returns {Column}
 */
function placed(level, index, x, room, height) {
  const count = level.names.length;
  const free = height - TOP;
  if (isCards(level)) {
    const width = Math.min(room - Math.min(EDGE, room * 0.16), WIDEST);
    const tall = cardHeight(level);
    const pitch = free / count;
    const left = x + (room - width) / 2;
    const units = level.names.map((_, k) => {
      const y = TOP + pitch * (k + 0.5) - tall / 2;
      return { x: left, y, width, height: tall };
    });
    return { level, index, cards: true, x: left, width, units, bars: [] };
  }
  const barred = level.quantities.some(({ delta }) => delta);
  const part = room < NARROW ? 0.5 : 1;
  const bars = barred ? BARS * part : 0;
  const side = (room - bars - EDGE * part) / level.columns;
  const cell = Math.max(1, Math.floor(Math.min(side, free / level.rows, LARGEST)));
  const width = cell * level.columns + bars;
  const left = x + (room - width) / 2;
  const top = TOP + (free - cell * level.rows) / 2;
  const units = level.names.map((_, k) => ({
    x: left + (k % level.columns) * cell,
    y: top + Math.floor(k / level.columns) * cell,
    width: cell,
    height: cell,
  }));
  const pitch = Math.min(free / count, LARGEST);
  const start = TOP + (free - pitch * count) / 2;
  const lines = level.names.map((_, k) => ({
    x: left + width - bars + 4,
    y: start + k * pitch,
    width: bars - 4,
    height: pitch,
  }));
  return { level, index, cards: false, x: left, width, units, bars: barred ? lines : [] };
}
