// @ts-check

/**
 * How many columns each card of a group takes, so that every row is full. Rows are filled from the
 * end: it is the first row that has fewer cards, and so wider ones. What a row has left over goes to
 * its wide cards first.
 * @param {{ wide: boolean }[]} group
 * @param {number} across how many columns there are
 * @param {boolean} packed as few rows as possible; else a wide card takes two columns wherever it is
 * @returns {number[]} a span for each card
 */
export function spans(group, across, packed) {
  const wanted = group.map(({ wide }) => (wide && !packed ? Math.min(2, across) : 1));
  /** @type {number[]} */
  const result = [];
  for (let end = group.length; end > 0; ) {
    let start = end;
    let room = across;
    while (start > 0 && wanted[start - 1] <= room) room -= wanted[--start];
    const row = wanted.slice(start, end);
    const wide = row.map((_, k) => k).filter((k) => group[start + k].wide);
    const widest = wide.length ? wide : row.map((_, k) => k);
    for (let k = 0; k < room; k++) row[widest[k % widest.length]] += 1;
    result.unshift(...row);
    end = start;
  }
  return result;
}

/**
 * How many rows a group takes.
 * @param {number[]} taken its spans
 * @param {number} across how many columns there are
 */
export function rows(taken, across) {
  return taken.reduce((sum, span) => sum + span, 0) / Math.max(1, across);
}

/**
 * How many columns of cards fit into a width in px: one at least, three at most.
 * @param {number} width
 */
export function columns(width) {
  return Math.min(3, Math.max(1, Math.floor(width / CARD)));
}

const CARD = 256; // px, the least width of a card and its gap
