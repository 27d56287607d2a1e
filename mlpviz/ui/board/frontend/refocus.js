// @ts-check
// Run with the page: a choice in the panel of all datasets closes it, and its button is made anew.
// Without this the keyboard would start over at the top of the page.
const CHOICE = ".st-key-datasets_groups button";
const OPENER = ".st-key-datasets_quick [data-testid=stPopoverButton]";
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

/** The visitor goes on, and may open the panel again: a focus that is moved would close it. */
function leave() {
  until = 0;
}

document.addEventListener("pointerdown", leave, true);
document.addEventListener("keydown", leave, true);
document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element) || !target.closest(CHOICE)) return;
  until = performance.now() + PATIENCE;
  setTimeout(look, PAUSE);
}, true);
