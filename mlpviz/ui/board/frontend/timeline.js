// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Button, Timeline as Told } from "./protocol.js" */

import { element, setText } from "./elements.js";
import { isResting } from "./streamlit.js";

const PATIENCE = 1000; // ms until a question that nobody answers is asked again
const BRANCH = "Pin this run and train on from the epoch shown, with the present choices";

/**
 * The slider over the epochs whose weights are kept. While it is dragged, one epoch at a time is
 * asked for: the latest, as soon as the one before is on the page.
 */
export class Timeline {
  /**
   * @param {(epoch: number) => void} scrub called with the epoch that is to be shown
   * @param {Act} act called with action and argument of a button that was clicked
   */
  constructor(scrub, act) {
    this.scrub = scrub;
    /** @type {number | null} the epoch that the slider is at, until it is shown */
    this.wanted = null;
    /** @type {number | null} the epoch that was asked for */
    this.asked = null;
    /** @type {number[]} */
    this.epochs = [];
    this.step = this.newest = this.shown = -1;
    this.kept = ""; // the epochs, where they are told one by one
    /** @type {string | undefined} */
    this.revision = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.watchdog = undefined;
    this.slider = element("input", "");
    Object.assign(this.slider, { type: "range", min: 0, step: 1 });
    this.slider.setAttribute("aria-label", "Epoch shown");
    this.back = this.stepButton("‹", "Earlier epoch", -1);
    this.on = this.stepButton("›", "Later epoch", 1);
    this.words = element("span", "mlpviz-epoch");
    /** @type {Button | undefined} what the button does */
    this.way = undefined;
    this.branch = element("button", "mlpviz-button", "Branch");
    Object.assign(this.branch, { type: "button", title: BRANCH });
    this.branch.dataset.action = "branch";
    this.branch.addEventListener("click", () => this.way && act(this.way.action, this.way.argument));
    this.node = element("div", "mlpviz-timeline", this.back, this.slider, this.on, this.words, this.branch);
    this.node.hidden = true;
    this.slider.addEventListener("input", () => this.want(this.epochs[Number(this.slider.value)]));
  }

  /**
   * @param {Told | undefined} timeline without one there is nothing to choose from
   * @param {string} revision another one is another run: what was wanted of the last is forgotten
   */
  show(timeline, revision) {
    if (!timeline || revision !== this.revision) this.forget();
    this.revision = revision;
    this.node.hidden = !timeline;
    if (!timeline) return;
    const { step, newest, shown, branch, kept = [] } = timeline;
    if (step !== this.step || newest !== this.newest || String(kept) !== this.kept) {
      Object.assign(this, { step, newest, kept: String(kept) });
      this.epochs = kept.length ? [...kept] : epochs(step, newest);
      this.slider.max = String(this.epochs.length - 1);
    }
    this.shown = shown;
    if (this.wanted === shown || !this.epochs.includes(this.wanted ?? -1)) this.wanted = null;
    this.asked = null;
    if (this.wanted === null) this.slider.value = String(this.epochs.indexOf(shown));
    this.way = branch;
    this.branch.style.visibility = branch ? "" : "hidden";
    this.slider.disabled = newest === 0;
    this.tell();
    this.ask();
  }

  /**
   * Go to an epoch.
   * @param {number} epoch
   */
  want(epoch) {
    this.wanted = epoch;
    this.tell();
    this.ask();
  }

  /** Ask for the epoch that the slider is at, unless an answer is awaited. */
  ask() {
    if (this.wanted === null || this.asked !== null) return;
    this.asked = this.wanted;
    this.scrub(this.asked);
    this.watch();
  }

  /** Ask again if Streamlit rests and no answer has come. */
  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      if (!isResting()) return this.watch();
      this.asked = null;
      this.ask();
    }, PATIENCE);
  }

  /** Say which epoch the slider is at. */
  tell() {
    const epoch = this.wanted ?? this.shown;
    const place = this.epochs.indexOf(epoch);
    // Separators as mlpviz/words.py writes them.
    const text = `Epoch ${epoch.toLocaleString("en")} of ${this.newest.toLocaleString("en")}`;
    setText(this.words, text);
    this.slider.setAttribute("aria-valuetext", text);
    // Not `disabled`: a button that is would lose the focus.
    this.back.setAttribute("aria-disabled", String(place <= 0));
    this.on.setAttribute("aria-disabled", String(place >= this.epochs.length - 1));
  }

  /**
   * @param {string} text
   * @param {string} title
   * @param {number} by how many places
   */
  stepButton(text, title, by) {
    const button = element("button", "mlpviz-button", text);
    Object.assign(button, { type: "button", title });
    button.setAttribute("aria-label", title);
    button.addEventListener("click", () => {
      const place = this.epochs.indexOf(this.wanted ?? this.shown) + by;
      if (!(place in this.epochs)) return; // at either end
      this.slider.value = String(place);
      this.want(this.epochs[place]);
    });
    return button;
  }

  /** Want nothing any more, and stop asking. */
  forget() {
    this.wanted = this.asked = null;
    clearTimeout(this.watchdog);
  }
}

/**
 * The epochs that can be shown: those below `newest` that `step` divides, and `newest`.
 * @param {number} step
 * @param {number} newest
 */
export function epochs(step, newest) {
  return [...Array.from({ length: Math.ceil(newest / step) }, (_, index) => index * step), newest];
}
