// @ts-check
/** @import { Line } from "../protocol.js" */

import { element } from "../elements.js";

const NUMBER = /^\(?-?[\d.]+(e[+-]?\d+)?\)?$/; // names have digits, too
const COPIED = 1500; // ms that a button says so

/**
 * A line: its name and its parts; what stands for a place can be focused, and a click chooses it.
 * @param {Line} line
 * @param {(place: string) => void} pick
 * @param {(place: string) => boolean} hides whether the number of a place is not to be seen yet
 */
export function line({ name, parts, copies }, pick, hides) {
  const content = element("span", "mlpviz-trace-parts");
  for (const { text, place } of parts) content.append(place ? part(text, place, pick, hides) : text);
  const row = element("div", "mlpviz-trace-line", element("span", "mlpviz-trace-name", name), content);
  row.dataset.line = name;
  if (copies) row.append(copyButton(copies));
  return row;
}

/**
 * @param {string} text
 * @param {string} place
 * @param {(place: string) => void} pick
 * @param {(place: string) => boolean} hides
 */
function part(text, place, pick, hides) {
  const numbers = place.includes(":");
  const hidden = NUMBER.test(text) && hides(place);
  const node = element(numbers ? "button" : "span", "mlpviz-trace-part", hidden ? "?" : text);
  node.classList.toggle("mlpviz-trace-short", numbers && node.textContent.length < 3);
  node.dataset.place = place;
  if (node instanceof HTMLButtonElement) {
    node.type = "button";
    node.addEventListener("click", () => pick(place));
  }
  return node;
}

/** @param {string} text what it copies */
function copyButton(text) {
  const button = element("button", "mlpviz-button mlpviz-trace-copy", "Copy");
  button.type = "button";
  button.setAttribute("aria-label", "Copy the NumPy line");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), COPIED);
  });
  return button;
}
