/**
 * Create an element.
 * @param {string} tag
 * @param {string} className
 * @param {...(Node|string)} children strings become text, never HTML
 */
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Set an element's text, touching the page only if it changes. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A button that tells Python what was clicked.
 * @param {string[]} entry the action's name, its argument and the button's title
 * @param {Function} act called with name and argument
 */
export function actionButton([name, argument, title], act) {
  const button = element("button", "mlpviz-button", title);
  button.type = "button";
  button.dataset.action = name;
  button.addEventListener("click", () => act(name, argument));
  return button;
}
