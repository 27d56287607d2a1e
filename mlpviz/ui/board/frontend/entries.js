// @ts-check
/**
 * One entry of the browser's history for one thing that a visitor does, so that Back and forward go
 * through the choices. Streamlit makes an entry of every change of the address: two for a click on
 * another page, one a frame while a slider is dragged, and one where a link is only written anew.
 */

const SLIDER = '[role="slider"],input[type="range"]';
let acted = false; // whether the visitor has done something since the latest entry
/** @type {EventTarget | null} the slider that keys move */
let slider = null;

/** @param {Event} event a key or a pointer that goes down */
function note(event) {
  const moved = "key" in event && event.target instanceof Element ? event.target.closest(SLIDER) : null;
  const same = moved !== null && moved === slider; // still the same thing
  slider = moved;
  if (!same && !("repeat" in event && event.repeat)) acted = true;
}

/**
 * Have `history` keep one entry for each thing that is done.
 * @param {Pick<History, "pushState" | "replaceState">} history
 */
export function keepEntries(history) {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    // The page as it is, written once more, would take a press of Back of its own.
    const same = new URL(url ?? "", location.href).href === location.href;
    if (acted && !same) push(state, title, url);
    else history.replaceState(state, title, url);
    if (!same) acted = false;
  };
}

for (const type of ["pointerdown", "keydown"]) window.addEventListener(type, note, true);
keepEntries(window.history);
