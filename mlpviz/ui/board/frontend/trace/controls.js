// @ts-check
/** @import { Choose, Tracing } from "../protocol.js" */

import { element, setText } from "../elements.js";

/** What is traced: the sample, the weight, one sample or the mean, a mistake. */
export class Controls {
  /** @param {(change: Partial<Choose>) => void} choose */
  constructor(choose) {
    this.choose = choose;
    this.sample = numberInput("Sample");
    this.about = element("span", "mlpviz-trace-about");
    this.name = element("select", "");
    this.name.setAttribute("aria-label", "Parameter");
    this.row = numberInput("Row of the weight");
    this.column = numberInput("Column of the weight");
    this.one = choice("one sample", () => this.choose({ mean: false }));
    this.mean = choice("mean", () => this.choose({ mean: true }));
    this.mistake = element("select", "");
    this.mistake.setAttribute("aria-label", "Mistake");
    /** @type {Tracing | undefined} */
    this.view = undefined;
    const mode = element("div", "mlpviz-trace-mode", this.one, this.mean);
    mode.setAttribute("role", "group");
    mode.setAttribute("aria-label", "One sample or the mean");
    this.node = element(
      "div",
      "mlpviz-trace-controls",
      element("span", "mlpviz-trace-field", label("Sample", this.sample), this.about),
      element("span", "mlpviz-trace-field", element("span", "", "Weight"), this.name, this.row, this.column),
      mode,
      element("span", "mlpviz-trace-field", label("Mistake", this.mistake)),
    );
    this.sample.addEventListener("change", () => this.choose({ sample: whole(this.sample) }));
    this.name.addEventListener("change", () => this.rename());
    for (const field of [this.row, this.column]) {
      field.addEventListener("change", () => this.choose({ name: this.name.value, index: this.index() }));
    }
    this.mistake.addEventListener("change", () => this.choose({ mistake: this.mistake.value }));
  }

  /** Another parameter: the indices stay as far as it has them. */
  rename() {
    const tensor = this.view?.parameters.find(({ name }) => name === this.name.value);
    if (!tensor) return;
    const index = tensor.shape.map((side, k) => Math.min(this.view?.index[k] ?? 0, side - 1));
    this.choose({ name: tensor.name, index });
  }

  index() {
    return this.column.hidden ? [whole(this.row)] : [whole(this.row), whole(this.column)];
  }

  /** @param {Tracing} view */
  show(view) {
    this.view = view;
    setValue(this.sample, view.written, view.samples - 1);
    this.sample.disabled = view.mean;
    setText(this.about, view.about);
    options(this.name, view.parameters.map(({ name }) => [name, name]), view.name);
    const { shape } = view.parameters.find(({ name }) => name === view.name) ?? { shape: [1] };
    setValue(this.row, view.index[0], shape[0] - 1);
    this.column.hidden = shape.length < 2;
    if (shape.length > 1) setValue(this.column, view.index[1], shape[1] - 1);
    this.one.setAttribute("aria-pressed", String(!view.mean));
    this.mean.setAttribute("aria-pressed", String(view.mean));
    setText(this.mean, `mean of ${view.batch.toLocaleString("en")}`);
    options(this.mistake, view.mistakes.map(({ name, title }) => [name, title]), view.mistake);
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {string[][]} rows values and texts
 * @param {string} chosen
 */
function options(select, rows, chosen) {
  const key = JSON.stringify(rows);
  if (select.dataset.rows !== key) {
    select.dataset.rows = key;
    select.replaceChildren(...rows.map(([value, text]) => Object.assign(element("option", "", text), { value })));
  }
  select.value = chosen;
}

/**
 * @param {HTMLInputElement} field
 * @param {number} value
 * @param {number} most
 */
function setValue(field, value, most) {
  field.max = String(most);
  if (document.activeElement !== field || Number(field.value) !== value) field.value = String(value);
}

/** @param {HTMLInputElement} field its whole number, within its limits */
function whole(field) {
  const value = Math.round(Number(field.value)) || 0;
  return Math.min(Math.max(0, value), Number(field.max));
}

/** @param {string} name */
function numberInput(name) {
  const field = element("input", "");
  Object.assign(field, { type: "number", min: 0, step: 1, inputMode: "numeric" });
  field.setAttribute("aria-label", name);
  return field;
}

/**
 * One of two buttons of which one is pressed.
 * @param {string} text
 * @param {() => void} click
 */
function choice(text, click) {
  const button = element("button", "mlpviz-button", text);
  button.type = "button";
  button.addEventListener("click", click);
  return button;
}

/**
 * @param {string} text
 * @param {HTMLElement} field
 */
function label(text, field) {
  return element("label", "", `${text} `, field);
}
