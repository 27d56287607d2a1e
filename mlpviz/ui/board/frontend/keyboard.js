// @ts-check
/**
 * Single-key shortcuts that click Streamlit buttons. Streamlit's own `shortcut=` would take Space
 * away from every focused button and expander, so that keyboard users could not press them.
 */

// Where Space already means something (in a cell of a Streamlit table, a canvas, too), and where letters do.
const TYPING =
  'input:not([type="range"]),textarea,select,[contenteditable="true"],[role="dialog"],[role="combobox"],[role="listbox"]';
const PRESSABLE =
  `${TYPING},canvas[tabindex],button,summary,[role="button"],[role="option"],[role="slider"],[role="tab"]`;

/**
 * Click the button that a key stands for, unless the key means something else where the focus is.
 * @param {() => Record<string, string>} shortcuts KeyboardEvent.key to the key of an st.button
 * @param {AbortSignal} signal ends the listening
 */
export function listenForShortcuts(shortcuts, signal) {
  document.addEventListener("keydown", (event) => press(event, shortcuts()), { signal });
  document.addEventListener("click", releaseFocus, { signal });
}

/**
 * @param {KeyboardEvent} event
 * @param {Record<string, string>} shortcuts
 */
function press(event, shortcuts) {
  const key = shortcuts[event.key.toLowerCase()];
  if (!key || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target instanceof Element && event.target.closest(event.key === " " ? PRESSABLE : TYPING)) return;
  const button = buttonOf(key);
  if (!button) return;
  event.preventDefault();
  button.click();
}

/**
 * Streamlit's button of this key, if it is on the page.
 * @param {string} key
 * @returns {HTMLElement | null}
 */
export function buttonOf(key) {
  return document.querySelector(`.st-key-${CSS.escape(key)} button`);
}

/**
 * After a mouse click a button gives its focus back, so that Space plays instead of clicking it again.
 * @param {MouseEvent} event
 */
function releaseFocus({ detail, target }) {
  if (detail === 0 || !(target instanceof Element)) return;
  /** @type {HTMLElement | null} */
  const button = target.closest(".stButton button");
  button?.blur();
}
