// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button } from "./protocol.js" */

/**
 * Create an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(Node|string)} children strings become text, never HTML
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/**
 * Set an element's text, touching the page only if it changes.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A button that tells Python what was clicked. One that leads to another page is marked for
 * streamlit.js.
 * @param {Button} entry
 * @param {Act} act called with the button's action and argument
 */
export function actionButton({ action, argument, title, leaves }, act) {
  const button = element("button", "mlpviz-button", title);
  button.type = "button";
  Object.assign(button.dataset, { action, argument });
  button.toggleAttribute("data-leaves", leaves);
  button.addEventListener("click", () => act(action, argument));
  return button;
}

/**
 * Make a change that may remove or hide the focused element, after which the keyboard would start
 * over at the top of the page. Instead the focus goes to the button that now does the same, or
 * else to the first place that takes it.
 * @param {HTMLElement} node holds what changes
 * @param {() => void} change
 * @param {...HTMLElement} places
 */
export function keepFocus(node, change, ...places) {
  const focused = document.activeElement;
  const inside = node.contains(focused);
  change();
  if (!inside || !(focused instanceof HTMLElement) || focused.checkVisibility({ visibilityProperty: true })) return;
  focused.blur(); // a hidden element may keep the focus until the screen is updated
  const { action, argument } = focused.dataset;
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = node.querySelectorAll("[data-action]");
  const same = [...buttons].find(
    ({ dataset }) => dataset.action === action && dataset.argument === argument,
  );
  [same, ...places].find((place) => {
    place?.focus({ preventScroll: true }); // what is hidden doesn't take it
    return document.activeElement === place;
  });
}
