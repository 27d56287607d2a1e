// @ts-check
/** @import { Stage, Tracing } from "../protocol.js" */

import { element, setText } from "../elements.js";

// Where arrow keys mean something else, or letters are typed.
const TAKEN =
  'input,textarea,select,[contenteditable="true"],[role="dialog"],[role="combobox"],[role="listbox"],[role="tablist"],[role="tab"]';
/** @type {Record<string, (at: number, last: number) => number>} */
const KEYS = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** The row of steps: back and on, where one is, and a button for each. */
export class Steps {
  /**
   * @param {(step: number) => void} go called with a step, from 0
   * @param {(on: boolean) => void} predict whether numbers are to be guessed first
   * @param {AbortSignal} signal ends the listening
   */
  constructor(go, predict, signal) {
    this.go = go;
    this.at = 0;
    this.last = 0;
    this.back = button("‹", "Previous step", () => this.move(this.at - 1));
    this.on = button("›", "Next step", () => this.move(this.at + 1));
    this.words = element("span", "mlpviz-trace-where");
    this.list = element("ol", "mlpviz-trace-chain");
    this.list.setAttribute("aria-label", "Steps");
    this.predict = button("Predict", "Guess each number before it is shown", () => predict(!this.guessing));
    this.guessing = false;
    this.node = element("div", "mlpviz-trace-steps", this.back, this.words, this.on, this.list, this.predict);
    this.key = "";
    document.addEventListener("keydown", (event) => this.press(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const next = KEYS[event.key];
    if (!next || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!(event.target instanceof Element) || event.target.closest(TAKEN)) return;
    const inside = event.target === document.body || event.target.closest(".mlpviz-board, .stMain");
    if (!inside || !this.node.checkVisibility()) return;
    event.preventDefault();
    this.move(next(this.at, this.last));
  }

  /** @param {number} step */
  move(step) {
    const wanted = Math.min(this.last, Math.max(0, step));
    if (wanted !== this.at) this.go(wanted);
  }

  /**
   * @param {Tracing} view
   * @param {number} at
   * @param {boolean} guessing
   */
  show(view, at, guessing) {
    const { stages } = view;
    this.at = at;
    this.last = stages.length - 1;
    this.guessing = guessing;
    setText(this.words, `Step ${at + 1}/${stages.length}`);
    this.back.setAttribute("aria-disabled", String(at === 0));
    this.on.setAttribute("aria-disabled", String(at === this.last));
    this.predict.setAttribute("aria-pressed", String(guessing));
    const key = stages.map(({ title }) => title).join("|");
    if (key !== this.key) {
      this.key = key;
      this.list.replaceChildren(...stages.map((stage, k) => this.item(stage, k)));
    }
    for (const [k, item] of [...this.list.children].entries()) {
      const chip = /** @type {HTMLElement} */ (item.firstElementChild);
      if (k !== at) chip.removeAttribute("aria-current");
      else {
        chip.setAttribute("aria-current", "step");
        this.list.scrollLeft = chip.offsetLeft - (this.list.clientWidth - chip.offsetWidth) / 2;
      }
    }
  }

  /**
   * @param {Stage} stage
   * @param {number} k
   */
  item({ title, heading }, k) {
    return element("li", "", button(title, heading, () => this.go(k)));
  }
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} click
 */
function button(text, title, click) {
  const node = element("button", "mlpviz-button", text);
  Object.assign(node, { type: "button", title });
  if (text.length < 2) node.setAttribute("aria-label", title);
  node.addEventListener("click", click);
  return node;
}
