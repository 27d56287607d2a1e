import { actionButton, element, setText } from "./elements.js";
import { isResting } from "./streamlit.js";

const PATIENCE = 1000; // ms until a question that nobody answers is asked again
const BRANCH = "Pin this run and train on from the epoch shown, with the present choices";

/**
 * The slider over the epochs whose weights are kept. While it is dragged, one epoch at a time is
 * asked for: the latest, as soon as the one before is on the page.
 */
export class Timeline {
  /**
   * @param {Function} scrub called with the epoch that is to be shown
   * @param {Function} act called with name and argument of a button that was clicked
   */
  constructor(scrub, act) {
    this.scrub = scrub;
    this.wanted = null; // the epoch that the slider is at, until it is shown
    this.asked = null; // the epoch that was asked for
    this.epochs = [];
    this.slider = element("input", "");
    Object.assign(this.slider, { type: "range", min: 0, step: 1 });
    this.slider.setAttribute("aria-label", "Epoch shown");
    this.back = this.stepButton("‹", "Earlier epoch", -1);
    this.on = this.stepButton("›", "Later epoch", 1);
    this.words = element("span", "mlpviz-epoch");
    this.way = undefined; // what the button does
    this.branch = element("button", "mlpviz-button", "Branch");
    Object.assign(this.branch, { type: "button", title: BRANCH });
    this.branch.dataset.action = "branch";
    this.branch.addEventListener("click", () => this.way && act(this.way.action, this.way.argument));
    this.node = element("div", "mlpviz-timeline", this.back, this.slider, this.on, this.words, this.branch);
    this.node.hidden = true;
    this.slider.addEventListener("input", () => this.want(this.epochs[this.slider.value]));
  }

  /**
   * @param {object} timeline step, newest and shown; without it there is nothing to choose from
   * @param {string} revision another one is another run: what was wanted of the last is forgotten
   */
  show(timeline, revision) {
    if (!timeline || revision !== this.revision) this.forget();
    this.revision = revision;
    this.node.hidden = !timeline;
    if (!timeline) return;
    const { step, newest, shown, branch } = timeline;
    if (step !== this.step || newest !== this.newest) {
      Object.assign(this, { step, newest });
      this.epochs = [...kept(step, newest), newest];
      this.slider.max = this.epochs.length - 1;
    }
    this.shown = shown;
    if (this.wanted === shown || !this.epochs.includes(this.wanted)) this.wanted = null;
    this.asked = null;
    if (this.wanted === null) this.slider.value = this.epochs.indexOf(shown);
    this.way = branch;
    this.branch.style.visibility = branch ? "" : "hidden";
    this.tell();
    this.ask();
  }

  /** Go to an epoch. */
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

  stepButton(text, title, by) {
    const button = element("button", "mlpviz-button", text);
    Object.assign(button, { type: "button", title });
    button.setAttribute("aria-label", title);
    button.addEventListener("click", () => {
      const place = this.epochs.indexOf(this.wanted ?? this.shown) + by;
      if (!(place in this.epochs)) return; // at either end
      this.slider.value = place;
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

/** The epochs below `newest` that `step` divides. */
function kept(step, newest) {
  return Array.from({ length: Math.ceil(newest / step) }, (_, index) => index * step);
}
