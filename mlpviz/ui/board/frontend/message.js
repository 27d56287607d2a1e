// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button, Message as Told, Trial } from "./protocol.js" */

import { actionButton, element, setText } from "./elements.js";
import { withoutKeys } from "./fingers.js";

/** @type {Told} */
const NONE = { kind: "info", text: "", buttons: [], further: [], more: [] };
const LATE = 400; // ms in which a click is not meant for what has just come under the pointer

/**
 * One line, whose place on the page never changes: a message, what was tried against it, and a button
 * for what may help. All of it, with the other buttons and further messages, unfolds over the charts.
 * While the pointer or the focus is on it, it stays as it is.
 */
export class Message {
  /** @param {Act} act called with action and argument of a button that was clicked */
  constructor(act) {
    /** @type {Act} */
    this.act = (action, argument) => {
      this.answered = false;
      act(action, argument);
    };
    /** @type {[Told | undefined, boolean, string]} the newest: what is told, of what run */
    this.newest = [undefined, false, ""];
    this.shown = ""; // what is on the page
    this.drawn = ""; // the buttons that are on the page
    this.revision = ""; // the run that it is of
    this.trying = false;
    this.pointed = false; // whether the pointer is on it
    this.answered = true; // whether what a button of it did has been told
    this.words = status("mlpviz-words");
    this.outcome = status("mlpviz-outcome");
    this.bar = element("progress", "");
    this.bar.setAttribute("aria-label", "Tried");
    this.buttons = element("div", "mlpviz-buttons");
    this.trial = element("div", "mlpviz-trial", this.bar, this.outcome);
    this.further = element("div", "mlpviz-buttons");
    this.more = element("div", "mlpviz-more");
    this.rest = element("div", "mlpviz-rest", this.further, this.more);
    this.toggle = element("button", "mlpviz-button mlpviz-details", "Details");
    this.toggle.type = "button";
    const parts = [this.words, this.trial, this.buttons, this.toggle, this.rest];
    this.node = element("div", "mlpviz-message", ...parts);
    this.node.dataset.kind = "";
    this.node.tabIndex = -1; // where the focus goes when the button that has it goes
    this.place = element("div", "mlpviz-message-place", this.node);
    this.cut = false; // whether the line is too short for its words
    this.open = true;
    this.unfold(false);
    this.listen();
  }

  listen() {
    this.toggle.addEventListener("click", () => this.unfold(!this.open));
    this.node.addEventListener("pointerenter", () => (this.pointed = true));
    this.node.addEventListener("pointerleave", () => {
      this.pointed = false;
      this.show(...this.newest);
    });
    this.node.addEventListener("focusout", () => setTimeout(() => this.show(...this.newest)));
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.open) return;
      this.unfold(false);
      this.toggle.focus();
    });
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.place);
  }

  /** See whether the line has room for its words: once the page is laid out, so that it costs nothing. */
  measure() {
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (!this.open) this.cut = [this.words, this.outcome].some((node) => node.scrollWidth > node.clientWidth);
        this.offer();
      }),
    );
  }

  /**
   * Show, change or clear the message. Screen readers announce a change, but not while playing: the
   * figures in the text change with every frame then.
   * @param {Told | undefined} message
   * @param {boolean} playing
   * @param {string} revision of another run nothing stays
   */
  show(message, playing, revision) {
    this.newest = [message, playing, revision];
    const wanted = JSON.stringify(this.newest);
    if (wanted === this.shown || (this.isHeld() && revision === this.revision)) return;
    this.answered = true;
    Object.assign(this, { shown: wanted, revision });
    const { text, buttons, further, more, trial } = message ?? NONE;
    this.node.dataset.kind = message?.kind ?? "";
    [this.words, this.outcome].forEach((node) => node.setAttribute("aria-live", playing ? "off" : "polite"));
    setText(this.words, withoutKeys(text));
    this.showTrial(trial);
    this.showButtons(buttons, further);
    const { children } = this.more;
    while (children.length > more.length) children[children.length - 1].remove();
    more.forEach((other, index) => setText(children[index] ?? this.more.appendChild(element("p", "")), other));
    this.measure();
  }

  /** Whether it has to stay: but for what a click on it brings, and the end of what is being tried. */
  isHeld() {
    if (!this.answered || this.trying) return false;
    return this.pointed || this.node.querySelector(":focus-visible") !== null;
  }

  /** @param {Trial | undefined} trial */
  showTrial(trial) {
    const trying = trial?.share !== undefined;
    if (this.trying && !trying && trial) this.unfold(true); // what was asked for is there
    this.trying = trying;
    this.trial.dataset.underWay = String(trying);
    this.bar.value = trial?.share ?? 0;
    setText(this.outcome, trial?.text ?? "");
  }

  /**
   * Buttons stay the same elements as long as what they do stays the same, so that a click is never
   * lost between two frames; new ones take no click that was meant for what was there before.
   * @param {Button[]} buttons
   * @param {Button[]} further
   */
  showButtons(buttons, further) {
    const wanted = JSON.stringify([buttons, further]);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    /** @param {Button} entry */
    const made = (entry) => actionButton(entry, this.act);
    this.buttons.replaceChildren(...buttons.map(made));
    this.further.replaceChildren(...further.map(made));
    this.node.toggleAttribute("data-new", this.pointed);
    setTimeout(() => this.node.removeAttribute("data-new"), LATE);
  }

  /** Offer the details where there are any: in the line is what fits, and one button. */
  offer() {
    const { length } = this.buttons.children;
    const hidden = this.cut || length > 1 || this.rest.textContent !== "";
    this.toggle.style.visibility = hidden ? "" : "hidden";
    if (!hidden) this.unfold(false);
  }

  /** @param {boolean} open whether all of it is to be seen */
  unfold(open) {
    if (open === this.open) return;
    this.open = open;
    this.node.toggleAttribute("data-open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
    setText(this.toggle, open ? "Less" : "Details");
  }

  /**
   * Fold again if a click is elsewhere.
   * @param {Event} event
   */
  leave({ target }) {
    if (target instanceof Node && !this.node.contains(target)) this.unfold(false);
  }

  /** Stop following its width. */
  close() {
    this.resized?.disconnect();
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
