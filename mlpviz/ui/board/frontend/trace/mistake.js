// @ts-check
/** @import { Wrong } from "../protocol.js" */

import { element } from "../elements.js";
import { line } from "./lines.js";

const HEAD = ["number", "wrong", "right", "wrong / right"];

/**
 * What a mistake does: its line under the right one, and every number that it changes.
 * @param {Wrong} wrong
 * @param {(place: string) => void} pick
 */
export function mistakePanel({ title, words, lines, rows, more }, pick) {
  const head = element("tr", "", ...HEAD.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
  const body = rows.map(({ name, wrong, right, ratio, place }) => {
    const row = element(
      "tr",
      "",
      Object.assign(element("th", "", name), { scope: "row" }),
      element("td", "mlpviz-trace-wrong", wrong),
      element("td", "", right),
      element("td", "", ratio),
    );
    if (place) row.dataset.place = place;
    return row;
  });
  const table = element("table", "mlpviz-trace-changed", element("thead", "", head), element("tbody", "", ...body));
  return [
    element("strong", "", title),
    element("p", "", words),
    ...lines.map((entry) => line(entry, pick, () => false)),
    ...(rows.length ? [table] : []),
    ...(more ? [element("p", "", more)] : []),
  ];
}
