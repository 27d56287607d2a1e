// @ts-check
/**
 * A row or column of many things that is one stop for the keyboard: arrow keys up and down go
 * through them, Page up and Page down a row at a time, Enter chooses. Left and right go through the
 * steps of the trace.
 */

/** @type {Record<string, (row: number) => number>} */
const MOVES = {
  ArrowUp: () => -1,
  ArrowDown: () => 1,
  PageUp: (row) => -row,
  PageDown: (row) => row,
};

/**
 * @param {HTMLElement | SVGElement} node
 * @param {object} what
 * @param {string} what.label
 * @param {number} what.count
 * @param {number} what.at where it begins
 * @param {number} [what.row] how many there are in a row
 * @param {(at: number) => string} what.words
 * @param {(at: number) => void} what.point told where it is
 * @param {(at: number) => void} what.choose
 */
export function cursor(node, { label, count, at, row = 1, words, point, choose }) {
  let now = Math.max(0, at);
  const tell = () => {
    node.setAttribute("aria-valuenow", String(now));
    node.setAttribute("aria-valuetext", words(now));
  };
  node.setAttribute("role", "slider");
  node.setAttribute("tabindex", "0");
  node.setAttribute("aria-label", label);
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-valuemin", "0");
  node.setAttribute("aria-valuemax", String(Math.max(0, count - 1)));
  tell();
  node.addEventListener("focus", () => point(now));
  node.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") choose(now);
    else if (event.key in MOVES) now = Math.min(count - 1, Math.max(0, now + MOVES[event.key](row)));
    else return;
    event.preventDefault();
    tell();
    point(now);
  });
}
