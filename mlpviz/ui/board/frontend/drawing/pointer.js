// @ts-check
/** What mouse, pen, finger and keyboard do on the canvas. */

import { TOOLS } from "./buttons.js";
import { onPlane } from "./points.js";

/** @import { Place } from "./points.js" */
/** @import { Plane } from "./canvas.js" */
/** @import { Tool } from "./buttons.js" */

const STEP = 0.1; // of the keyboard's cross; with Shift
const SMALL = 0.02;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * What is done on the canvas.
 * @typedef {object} Deeds
 * @property {() => void} begin a stroke begins
 * @property {(place: Place, moved: boolean) => void} touch the tool is at a place, where it was moved to or not
 * @property {() => void} end
 * @property {(place: Place | null) => void} hover what is pointed at
 */

/**
 * Tell of strokes: the one pointer that began it makes it. The others are left alone.
 * @param {Plane} plane
 * @param {Deeds} deeds
 */
export function listenToPointers(plane, { begin, touch, end, hover }) {
  const { canvas } = plane;
  /** @type {number | null} */
  let drawing = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (drawing !== null || event.button !== 0) return;
    event.preventDefault(); // no selection, no dragging
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    begin();
    touch(onPlane(plane.at(event)), false);
  });
  canvas.addEventListener("pointermove", (event) => {
    hover(event.pointerType === "touch" ? null : onPlane(plane.at(event)));
    if (event.pointerId !== drawing) return;
    const every = event.getCoalescedEvents?.() ?? [];
    for (const each of every.length ? every : [event]) touch(onPlane(plane.at(each)), true);
  });
  const stop = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== drawing) return;
    drawing = null;
    end();
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
  canvas.addEventListener("pointerleave", () => hover(null));
}

/**
 * What the keyboard does.
 * @typedef {object} Keys
 * @property {() => Place} cross where it is
 * @property {(place: Place) => void} move
 * @property {() => void} put
 * @property {() => void} erase
 * @property {(kind: number) => boolean} choose a class, by its number from 0; whether there is one
 * @property {(tool: Tool) => void} take
 * @property {() => void} undo
 * @property {() => void} redo
 */

/**
 * @param {HTMLElement} panel takes Ctrl+Z wherever the focus is in it
 * @param {HTMLElement} canvas takes all other keys
 * @param {Keys} keys
 */
export function listenToKeys(panel, canvas, keys) {
  panel.addEventListener("keydown", (event) => {
    if (event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) keys.redo();
    else keys.undo();
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!pressed(event, keys)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * Do what a key stands for; whether it stands for anything.
 * @param {KeyboardEvent} event
 * @param {Keys} keys
 */
function pressed({ key, shiftKey }, keys) {
  const arrow = ARROWS[key];
  const tool = Object.entries(TOOLS).find(([, row]) => row.key === key.toLowerCase());
  if (arrow) {
    const [across, up] = arrow;
    const { x, y } = keys.cross();
    const step = shiftKey ? SMALL : STEP;
    keys.move(onPlane({ x: x + across * step, y: y + up * step }));
  } else if (key === "Enter" || key === " ") keys.put();
  else if (key === "Delete" || key === "Backspace") keys.erase();
  else if (tool) keys.take(/** @type {Tool} */ (tool[0]));
  else if (/^[1-9]$/.test(key)) return keys.choose(Number(key) - 1);
  else return false;
  return true;
}
