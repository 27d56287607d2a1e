// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button } from "./protocol.js" */

import { actionButton, element } from "./elements.js";

/** Buttons in the head of a card that switch something; the same elements as long as they are as many. */
export class Switches {
  /** @param {Act} act called with action and argument of a button that was clicked */
  constructor(act) {
    this.act = act;
    this.node = element("span", "mlpviz-switches");
  }

  /** All of them. */
  buttons() {
    return /** @type {HTMLCollectionOf<HTMLElement>} */ (this.node.children);
  }

  /** @param {Button[]} buttons */
  show(buttons) {
    const { children } = this.node;
    if (children.length !== buttons.length) {
      this.node.replaceChildren(...buttons.map((entry) => this.made(entry)));
    }
    buttons.forEach(({ argument, pressed }, index) => {
      const button = /** @type {HTMLElement} */ (children[index]);
      button.dataset.argument = argument;
      button.setAttribute("aria-pressed", String(pressed));
    });
  }

  /**
   * A button that sends the argument of the newest frame, which the one before did not know.
   * @param {Button} entry
   */
  made(entry) {
    const button = actionButton(entry, (action) => this.act(action, button.dataset.argument ?? ""));
    button.tabIndex = -1; // the card's arrow keys lead to it
    return button;
  }
}
