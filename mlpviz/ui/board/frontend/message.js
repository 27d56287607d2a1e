// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button, Message as Told, Trial } from "./protocol.js" */

import { actionButton, element, setText } from "./elements.js";

/** @type {Told} */
const NONE = { kind: "info", text: "", buttons: [], further: [], more: [] };

/**
 * A message, what was tried against it, buttons for what may help, and what opens on demand: further
 * buttons and further messages. The buttons stay the same elements as long as what they do stays the
 * same, so that a click is never lost between two frames.
 */
export class Message {
  /** @param {Act} act called with action and argument of a button that was clicked */
  constructor(act) {
    this.act = act;
    this.drawn = ""; // the buttons that are on the page
    this.words = status("mlpviz-words");
    this.outcome = status("mlpviz-outcome");
    this.bar = element("progress", "");
    this.bar.setAttribute("aria-label", "Tried");
    this.buttons = element("div", "mlpviz-buttons");
    this.trial = element("div", "mlpviz-trial", element("div", "", this.bar, this.outcome), this.buttons);
    this.further = new Folded("mlpviz-buttons");
    this.more = new Folded("");
    const parts = [this.words, this.trial, this.further.node, this.more.node];
    this.node = element("div", "mlpviz-message", ...parts);
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
    const { text, buttons, further, more, trial } = message ?? NONE;
    this.node.dataset.kind = message?.kind ?? "";
    [this.words, this.outcome].forEach((node) => node.setAttribute("aria-live", playing ? "off" : "polite"));
    setText(this.words, text);
    this.showTrial(trial);
    const wanted = JSON.stringify([buttons, further]);
    if (wanted !== this.drawn) {
      this.drawn = wanted;
      this.buttons.replaceChildren(...this.made(buttons));
      this.further.rest.replaceChildren(...this.made(further));
    }
    this.further.count(further.length, "more that helped");
    this.more.count(more.length, "more");
    const { children } = this.more.rest;
    while (children.length > more.length) children[children.length - 1].remove();
    more.forEach((other, index) => setText(children[index] ?? this.more.rest.appendChild(element("p", "")), other));
  }

  /** @param {Trial | undefined} trial */
  showTrial(trial) {
    this.trial.dataset.underWay = String(trial?.share !== undefined);
    this.bar.value = trial?.share ?? 0;
    setText(this.outcome, trial?.text ?? "");
  }

  /** @param {Button[]} buttons */
  made(buttons) {
    return buttons.map((entry) => actionButton(entry, this.act));
  }
}

/**
 * Words that screen readers announce when they change.
 * @param {string} className
 */
function status(className) {
  const node = element("p", className);
  node.setAttribute("role", "status");
  return node;
}

/** What opens on demand, and how much it is. */
class Folded {
  /** @param {string} className of what holds it */
  constructor(className) {
    this.words = element("summary", "");
    this.rest = element("div", className);
    this.node = element("details", "mlpviz-more", this.words, this.rest);
    this.count(0, "");
  }

  /**
   * @param {number} n how many there are; without any there is nothing to open
   * @param {string} what they are called
   */
  count(n, what) {
    this.node.hidden = n === 0;
    setText(this.words, `${n} ${what}`);
  }
}
