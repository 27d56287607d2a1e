// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button, Message as Told } from "./protocol.js" */

import { actionButton, element, setText } from "./elements.js";

/**
 * A message with buttons for what may help, and further messages that open on demand. The buttons
 * stay the same elements as long as what they do stays the same, so that a click is never lost
 * between two frames.
 */
export class Message {
  /** @param {Act} act called with action and argument of a button that was clicked */
  constructor(act) {
    this.act = act;
    this.drawn = ""; // the buttons that are on the page
    this.words = element("p", "mlpviz-words");
    this.words.setAttribute("role", "status");
    this.buttons = element("div", "mlpviz-buttons");
    this.count = element("summary", "");
    this.rest = element("div", "");
    this.more = element("details", "mlpviz-more", this.count, this.rest);
    this.more.hidden = true;
    this.node = element("div", "mlpviz-message", this.words, this.buttons, this.more);
    this.node.dataset.kind = "";
    this.node.tabIndex = -1; // where the focus goes when the button that has it goes
  }

  /**
   * Show, change or clear the message. Screen readers announce a change, but not while playing: the
   * figures in the text change with every frame then.
   * @param {Told | undefined} message
   * @param {boolean} playing
   */
  show(message, playing) {
    const { text, buttons, more } = message ?? { text: "", buttons: [], more: [] };
    this.node.dataset.kind = message?.kind ?? "";
    this.words.setAttribute("aria-live", playing ? "off" : "polite");
    setText(this.words, text);
    setText(this.count, `${more.length} more`);
    this.more.hidden = more.length === 0;
    const wanted = JSON.stringify([buttons, more.map((other) => other.buttons)]);
    if (wanted !== this.drawn) {
      this.drawn = wanted;
      this.buttons.replaceChildren(...this.made(buttons));
      this.rest.replaceChildren(
        ...more.map((other) =>
          element("div", "", element("p", ""), element("div", "mlpviz-buttons", ...this.made(other.buttons))),
        ),
      );
    }
    more.forEach((other, index) => setText(this.rest.children[index].children[0], other.text));
  }

  /** @param {Button[]} buttons */
  made(buttons) {
    return buttons.map((entry) => actionButton(entry, this.act));
  }
}
