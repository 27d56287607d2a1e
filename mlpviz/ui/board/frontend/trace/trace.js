// @ts-check
/** @import { Button, Choose, Tracing } from "../protocol.js" */
/** @import { Send } from "../types.js" */

import { actionButton, element, keepFocus, setText } from "../elements.js";
import { isResting } from "../streamlit.js";
import { Controls } from "./controls.js";
import { Diagram, isBackward } from "./diagram.js";
import { line } from "./lines.js";
import { Matrices } from "./matrices.js";
import { mistakePanel } from "./mistake.js";
import { indices, Light, quantity } from "./light.js";
import { curvePlot, NudgePlot } from "./plot.js";
import { Quiz } from "./quiz.js";
import { Steps } from "./steps.js";
import { strip } from "./strip.js";
import { Tabs } from "./tabs.js";

const NONE = "none"; // no mistake
const FIRST = "weight"; // the tab that is open at first
const SETTLE = 400; // ms that a step is shown before Python is told, which writes the address

/**
 * The trace of one weight: all steps are in the payload, so that going from one to the next asks
 * nobody. What else is chosen is told to Python, whose next frame has it.
 */
export class Trace {
  /** @param {Send} send */
  constructor(send) {
    this.send = send;
    this.step = 0;
    this.wanted = ""; // a tab that a visitor has opened and that Python has not answered yet
    /** @type {number | null} the step as Python said it last */
    this.told = null;
    /** @type {Tracing | undefined} */
    this.view = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.settling = undefined;
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    const choose = (/** @type {Partial<Choose>} */ change) => this.choose(change);
    this.controls = new Controls(choose);
    this.quiz = new Quiz((guess) => this.send("guess", guess), () => this.draw());
    this.steps = new Steps(
      (step) => this.go(step),
      (on) => this.guess(on),
      signal,
    );
    const pick = (/** @type {string} */ place) => this.pick(place);
    this.pickPlace = pick;
    const weight = (/** @type {string} */ name, /** @type {number[]} */ index) => choose({ name, index });
    this.diagram = new Diagram({
      unit: (level, unit) => this.unit(level, unit),
      weight,
      point: (place) => this.light.point(place),
    });
    this.matrices = new Matrices(weight, (place) => this.light.point(place));
    this.heading = element("h2", "mlpviz-trace-heading");
    this.what = element("span", "mlpviz-trace-what");
    this.words = element("p", "mlpviz-trace-words");
    this.words.setAttribute("aria-live", "polite");
    this.lines = element("div", "mlpviz-trace-lines");
    this.curve = element("div", "mlpviz-trace-curves");
    this.results = element("div", "mlpviz-trace-lines");
    this.nudge = new NudgePlot();
    this.samples = element("div", "mlpviz-trace-samples");
    this.mistake = element("div", "mlpviz-trace-mistake");
    this.norms = element("div", "mlpviz-trace-norms");
    this.ways = element("div", "mlpviz-trace-ways");
    this.result = element("div", "", this.results, this.matrices.node, this.ways);
    this.tabs = new Tabs({
      weight: ["This weight", this.result],
      nudge: ["Nudge", this.nudge.node],
      samples: ["Samples", this.samples],
      mistake: ["Mistake", this.mistake],
    }, (tab) => choose({ tab }));
    const step = element("div", "mlpviz-trace-step",
      element("div", "mlpviz-trace-head", this.heading, this.what), this.words, this.quiz.node,
      element("div", "mlpviz-trace-content", this.lines, this.curve));
    const left = element("div", "mlpviz-trace-left", this.norms, this.diagram.node, step);
    this.node = element("section", "mlpviz-trace", this.controls.node, this.steps.node,
      element("div", "mlpviz-trace-columns", left, this.tabs.node));
    this.node.setAttribute("aria-label", "Trace");
    this.light = new Light(this.node, signal);
    this.width = 0;
    this.sizes = new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.width) < 1) return;
      this.width = contentRect.width;
      this.draw();
    });
    this.sizes.observe(this.diagram.node);
  }

  /**
   * Take the newest trace. The step stays the visitor's, unless Python says another than last time.
   * @param {Tracing} view
   * @param {Button[]} ways
   */
  show(view, ways) {
    const last = view.stages.length - 1;
    if (view.step !== this.told) {
      this.told = view.step;
      if (this.settling === undefined) this.step = view.step - 1;
    }
    this.step = Math.min(this.step, last);
    if (view.tab === this.wanted) this.wanted = "";
    if (!this.wanted) this.tabs.open(view.tab);
    const other = this.view?.key !== view.key || this.view.tab !== view.tab;
    this.view = view;
    this.node.dataset.key = view.key;
    this.controls.show(view);
    if (other) this.showTools(view);
    const act = (/** @type {string} */ action, /** @type {string} */ argument) => this.send("act", { action, argument });
    keepFocus(this.ways, () => this.ways.replaceChildren(...ways.map((way) => actionButton(way, act))));
    this.draw();
  }

  /** @param {Tracing} view what is the same for all steps */
  showTools(view) {
    this.tabs.offer("mistake", view.mistake !== NONE);
    this.nudge.show(view.nudge);
    this.mistake.replaceChildren(...(view.wrong ? mistakePanel(view.wrong, this.pickPlace) : []));
    this.samples.replaceChildren();
    if (!view.shares.length) return;
    const bars = strip(view.shares, {
      label: "Samples", width: 320, height: 110, at: view.shares.findIndex(({ name }) => name === String(view.written)),
      choose: (k) => view.shares[k].name && this.choose({ sample: Number(view.shares[k].name), mean: false }),
    });
    this.samples.replaceChildren(bars, element("p", "", view.shares_words));
  }

  /** Draw the present step. */
  draw() {
    const { view } = this;
    if (!view || !view.stages.length) return;
    const stage = view.stages[this.step];
    const hides = (/** @type {string} */ place) => this.quiz.hides(view, this.step, place);
    this.quiz.show(view, stage);
    this.steps.show(view, this.step, this.quiz.on);
    this.node.dataset.step = String(this.step + 1);
    this.node.dataset.way = isBackward(view, stage) ? "backward" : "forward";
    setText(this.heading, stage.heading);
    setText(this.what, stage.what);
    setText(this.words, stage.words);
    this.lines.replaceChildren(...stage.lines.map((entry) => line(entry, this.pickPlace, hides)));
    this.curve.replaceChildren(...(stage.curve && !hides(stage.asked?.place ?? "") ? [curvePlot(stage.curve)] : []));
    const hidden = this.quiz.hidesResults(view, this.step);
    const shown = hidden
      ? [element("p", "", "The result comes with its step.")]
      : view.results.map((entry) => line(entry, this.pickPlace, hides));
    this.results.replaceChildren(...shown);
    this.showNorms(view, stage.level);
    const key = this.quiz.key(this.step);
    this.diagram.show(view, stage, hides, key);
    this.matrices.show(view, hides, key);
    this.light.show();
  }

  /**
   * @param {Tracing} view
   * @param {number} level
   */
  showNorms(view, level) {
    this.norms.hidden = view.norms.length === 0;
    if (this.norms.hidden) return;
    const at = view.norms.findIndex(({ name }) => name === String(level));
    this.norms.replaceChildren(
      strip(view.norms, {
        label: "Norms of delta by layer", width: this.diagram.node.clientWidth * 0.66, height: 44, at, names: true,
        choose: (k) => this.toStep(`d${view.norms[k].name}`),
      }),
      element("p", "", view.norms_words),
    );
  }

  /** @param {string} wanted go to the step that computes this quantity */
  toStep(wanted) {
    const step = this.view?.stages.findIndex(({ quantity: name }) => name === wanted) ?? -1;
    if (step >= 0) this.go(step);
  }

  /** @param {number} step */
  go(step) {
    this.step = step;
    this.draw();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.tell(), SETTLE);
  }

  /** Have Python know of the step, once it rests; a click that is under way says it as well. */
  tell() {
    if (!this.node.isConnected) return;
    if (!isResting()) {
      this.settling = setTimeout(() => this.tell(), SETTLE);
      return;
    }
    this.settling = undefined;
    if (this.told !== this.step + 1) this.choose({});
  }

  /** @param {boolean} on */
  guess(on) {
    this.quiz.on = on;
    this.draw();
  }

  /**
   * A part of a line was clicked: its unit or weight is chosen.
   * @param {string} place
   */
  pick(place) {
    const [name, at] = [quantity(place), indices(place)];
    const parameter = name.replace(/^d(?=[Wb])/, "");
    if (/^[Wb]\d/.test(parameter)) this.choose({ name: parameter, index: at });
    else if (/^[xzamhpdy]/i.test(name)) this.unit(Number(name.slice(1)) || 0, at.at(-1) ?? 0);
  }

  /**
   * A unit was clicked: the weight into it is followed, or of an input the weight out of it.
   * @param {number} level
   * @param {number} unit
   */
  unit(level, unit) {
    const { view } = this;
    if (!view) return;
    const tensor = view.parameters.find(({ name }) => name === `W${Math.max(1, level)}`);
    if (!tensor) return; // the loss
    const own = view.name === tensor.name;
    if (level === 0) this.choose({ name: "W1", index: [unit, own ? view.index[1] : 0] });
    else this.choose({ name: tensor.name, index: [own ? view.index[0] : view.levels[level - 1].chosen, unit].map((k) => Math.max(0, k)) });
  }

  /** @param {Partial<Choose>} change */
  choose(change) {
    const { view } = this;
    if (!view) return;
    const { sample, name, index, mean, mistake } = view;
    if (change.mistake !== undefined) change.tab = change.mistake === NONE ? FIRST : "mistake";
    if (change.tab) this.wanted = change.tab;
    const tab = this.tabs.opened ?? FIRST;
    clearTimeout(this.settling);
    this.settling = undefined;
    this.told = this.step + 1;
    this.send("choose", { sample, name, index, mean, mistake, step: this.step + 1, tab, ...change });
  }

  /** Free observers, listeners and timers. */
  close() {
    this.sizes.disconnect();
    this.listeners.abort();
    clearTimeout(this.settling);
    this.node.remove();
  }
}
