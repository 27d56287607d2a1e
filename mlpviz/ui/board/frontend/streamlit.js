// @ts-check
/** @import { Page } from "./protocol.js" */

/**
 * When a board may speak up by itself. Streamlit merges a message with those that wait for a run,
 * and the page and fragment of the latest one win. A frame that a board asks for between a click
 * on another page and that page's run would bring the old page back, or leave the new one empty.
 */

// What leads to another page: the row of pages, buttons of the board that say so, and those
// in the containers that Python has named.
const WAYS_OUT = ["a[href]:not([target=_blank])", "[data-leaves]"];
/** @type {string[]} */
let exits = [];
const GRACE = 2000; // ms after which such a click has led to no other page
const FLUSH = 20; // ms, longer than the timer after which Streamlit sends what a board asks for
/** @type {{ time: number, place?: string }} when, and where to: the last part of the address */
let left = { time: -GRACE };
let pending = 0; // questions that Streamlit may not have sent yet

/**
 * Note where a click leads, and have it wait for a question that is on its way out.
 * @param {MouseEvent} event
 */
function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // these open another tab
  if (!(event.target instanceof Element)) return;
  /** @type {HTMLElement | null} */
  const way = event.target.closest([...WAYS_OUT, ...exits].join());
  if (!way) return;
  left = { time: performance.now(), place: way instanceof HTMLAnchorElement ? target(way) : undefined };
  if (!pending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => way.click(), FLUSH);
}

/**
 * The place that a link leads to. Streamlit gives the one to the first page an empty address.
 * @param {HTMLAnchorElement} link
 */
function target(link) {
  return link.getAttribute("href") ? place(link) : "";
}

/**
 * The last part of an address, which tells pages apart; empty for the first page.
 * @param {{ pathname: string }} address
 */
export function place({ pathname }) {
  return pathname.split("/").pop();
}

document.addEventListener("click", onClick, true);
window.addEventListener("popstate", () => (left = { time: performance.now() }));

/**
 * Note the keys of Streamlit's containers in which buttons may lead to another page.
 * @param {string[]} keys
 */
export function noteExits(keys) {
  exits = keys.map((key) => `.st-key-${CSS.escape(key)} .stButton button`);
}

/** A board asks for something by itself. Timers run in order, however busy the page is. */
export function noteQuestion() {
  pending += 1;
  setTimeout(() => (pending -= 1), FLUSH);
}

/**
 * Whether a page is about to be left, so that nothing should be asked for in its name.
 * @param {Page} page
 */
export function isLeaving({ path, first }) {
  return performance.now() - left.time < GRACE && left.place !== (first ? "" : path);
}

/**
 * Whether no run is awaited or under way. Streamlit tells so nowhere but in this attribute; without
 * it a board would only ask more often than it need.
 */
export function isResting() {
  /** @type {HTMLElement | null} */
  const app = document.querySelector("[data-testid=stApp]");
  return (app?.dataset.testScriptState ?? "notRunning") === "notRunning";
}
