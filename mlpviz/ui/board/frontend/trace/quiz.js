// @ts-check
/** @import { Judged, Stage, Tracing } from "../protocol.js" */

import { element } from "../elements.js";

/** Numbers that are guessed before they are shown: what is hidden yet, and the field to type into. */
export class Quiz {
  /**
   * @param {(guess: { place: string, typed: string }) => void} guess
   * @param {() => void} changed something else is to be shown
   */
  constructor(guess, changed) {
    this.on = false;
    /** @type {Set<string>} the places whose numbers were guessed or given up */
    this.open = new Set();
    this.shown = ""; // the key of the trace that is shown
    this.title = element("label", "");
    this.field = element("input", "");
    Object.assign(this.field, { type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 40 });
    this.title.htmlFor = this.field.id = "mlpviz-trace-guess";
    this.check = element("button", "mlpviz-button", "Check");
    this.reveal = element("button", "mlpviz-button", "Show it");
    this.reveal.type = "button";
    this.answer = element("span", "mlpviz-trace-answer");
    this.answer.setAttribute("role", "status");
    this.node = element("form", "mlpviz-trace-quiz", this.title, this.field, this.check, this.reveal, this.answer);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.field.value.trim()) guess({ place: this.place, typed: this.field.value });
    });
    this.reveal.addEventListener("click", () => {
      this.open.add(this.place);
      changed();
    });
    this.place = "";
  }

  /**
   * @param {Tracing} view
   * @param {Stage} stage
   */
  show({ key, guess }, stage) {
    if (key !== this.shown) this.open.clear();
    this.shown = key;
    if (guess?.right) this.open.add(guess.place);
    const asked = this.on ? stage.asked : undefined;
    this.node.hidden = !asked;
    if (!asked) return;
    if (this.place !== asked.place) this.field.value = "";
    this.place = asked.place;
    const solved = this.open.has(asked.place);
    this.title.textContent = `What is ${asked.name}?`;
    this.field.disabled = this.check.disabled = solved;
    this.reveal.hidden = solved;
    this.tell(guess, solved);
  }

  /**
   * @param {Judged | undefined} guess
   * @param {boolean} solved
   */
  tell(guess, solved) {
    const mine = guess?.place === this.place;
    const words = mine ? guess.words : solved ? "" : "Within 1 % counts.";
    if (this.answer.textContent !== words) this.answer.textContent = words;
    this.answer.dataset.right = mine ? String(guess.right) : "";
  }

  /**
   * What is hidden with a step, as a key: the same where it is the same.
   * @param {number} at
   */
  key(at) {
    return this.on ? [at, ...this.open].join(" ") : "";
  }

  /**
   * Whether the number of a place is not to be seen yet: it is asked for, or belongs to a later step.
   * @param {Tracing} view
   * @param {number} at number of the step
   * @param {string} place
   */
  hides(view, at, place) {
    if (!this.on) return false;
    const stage = view.stages[at];
    if (stage.asked && !this.open.has(stage.asked.place) && place === stage.asked.place) return true;
    const quantity = place.split(":")[0];
    const first = view.stages.findIndex((row) => row.quantity === quantity);
    return first > at;
  }

  /**
   * Whether all of the results are hidden: they hold the gradient's number.
   * @param {Tracing} view
   * @param {number} at
   */
  hidesResults(view, at) {
    if (!this.on) return false;
    const step = view.stages.findIndex(({ quantity }) => quantity === `d${view.name}`);
    const asked = view.stages[step]?.asked;
    return at < step || (at === step && asked !== undefined && !this.open.has(asked.place));
  }
}
