/**
 * When a board may speak up by itself. Streamlit merges a message with those that wait for a run,
 * and the page and fragment of the latest one win. A frame that a board asks for between a click
 * on another page and that page's run would bring the old page back, or leave the new one empty.
 */

// What leads to another page: Streamlit's row of pages, buttons of the board that say so, and those
// in the containers that Python has named.
const WAYS_OUT = ["a[href]:not([target=_blank])", "[data-leaves]"];
let exits = [];
const GRACE = 2000; // ms after which such a click has led to no other page
const FLUSH = 20; // ms, longer than the timer after which Streamlit sends what a board asks for
let left = { time: -GRACE, place: undefined }; // place: the last part of the address
let pending = 0; // questions that Streamlit may not have sent yet

/** Note where a click leads, and have it wait for a question that is on its way out. */
function onClick(event) {
  const way = event.target.closest?.([...WAYS_OUT, ...exits].join());
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return; // these open another tab
  left = { time: performance.now(), place: way.pathname?.split("/").pop() };
  if (!pending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => way.click(), FLUSH);
}

document.addEventListener("click", onClick, true);
window.addEventListener("popstate", () => (left = { time: performance.now(), place: undefined }));

/** Note the keys of Streamlit's containers in which buttons may lead to another page. */
export function noteExits(keys) {
  exits = keys.map((key) => `.st-key-${CSS.escape(key)} button`);
}

/** A board asks for something by itself. Timers run in order, however busy the page is. */
export function noteQuestion() {
  pending += 1;
  setTimeout(() => (pending -= 1), FLUSH);
}

/** Whether `page` is about to be left, so that nothing should be asked for in its name. */
export function isLeaving({ path, first }) {
  return performance.now() - left.time < GRACE && left.place !== (first ? "" : path);
}

/**
 * Whether no run is awaited or under way. Streamlit tells so nowhere but in this attribute; without
 * it a board would only ask more often than it need.
 */
export function isResting() {
  const run = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  return run === undefined || run === "notRunning";
}
