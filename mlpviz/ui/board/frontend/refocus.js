// @ts-check
// Run with the page: a choice in the panel of all datasets closes it, and its button is made anew. So
// is a list in which something was chosen, if it has other options then. Without this the keyboard
// would start over at the top of the page.
const CHOICE = ".st-key-datasets_groups button";
const OPENER = ".st-key-datasets_quick [data-testid=stPopoverButton]";
const LIST = "input[role=combobox]";
const PATIENCE = 10_000; // ms in which the panel closes, or what was chosen cannot be
const PAUSE = 100; // ms between two looks

let until = 0; // when to look no more

/** Bring the focus to the button that opens the panel, once the panel is gone and took it along. */
function look() {
  if (performance.now() > until) return;
  const { activeElement, body } = document;
  const open = document.querySelector(CHOICE) !== null;
  const lost = activeElement === null || activeElement === body || activeElement.matches(OPENER);
  if (!open && !lost) return; // the visitor has gone on
  /** @type {HTMLElement | null} */
  const opener = open ? null : document.querySelector(OPENER);
  opener?.focus({ preventScroll: true });
  setTimeout(look, PAUSE); // it may be made anew once more
}

/**
 * Bring the focus to the list that has come in place of one in which the keyboard chose.
 * @param {Element} list
 */
function follow(list) {
  if (performance.now() > until) return;
  const { activeElement, body } = document;
  if (list.isConnected) {
    if (activeElement !== list && activeElement !== body) return; // the visitor has gone on
  } else if (activeElement === null || activeElement === body) {
    const name = CSS.escape(list.getAttribute("aria-label") ?? "");
    /** @type {HTMLElement | null} */
    const renewed = document.querySelector(`${LIST}[aria-label="${name}"]`);
    renewed?.focus({ preventScroll: true });
    list = renewed ?? list;
  } else return;
  setTimeout(() => follow(list), PAUSE);
}

/** The visitor goes on, and may open the panel again: a focus that is moved would close it. */
function leave() {
  until = 0;
}

document.addEventListener("pointerdown", leave, true);
document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element) || !target.closest(CHOICE)) return;
  until = performance.now() + PATIENCE;
  setTimeout(look, PAUSE);
}, true);
document.addEventListener("keydown", ({ key, target }) => {
  leave();
  const list = key === "Enter" && target instanceof Element ? target.closest(LIST) : null;
  if (!list) return;
  until = performance.now() + PATIENCE;
  setTimeout(() => follow(list), PAUSE);
}, true);
