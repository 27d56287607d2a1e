// @ts-check
/** @import { Events, Payload } from "./protocol.js" */
/** @import { Act, Component, Plotly, Send } from "./types.js" */

import { load } from "./assets.js";
import { element, keepFocus } from "./elements.js";
import { Grid } from "./grid.js";
import { Guide } from "./guide.js";
import { buttonOf, listenForShortcuts } from "./keyboard.js";
import { keep, kept, wasTold } from "./kept.js";
import { Message } from "./message.js";
import { Metrics } from "./metrics.js";
import { Pane } from "./pane.js";
import { Runs } from "./runs.js";
import { Sticky } from "./sticky.js";
import { isLeaving, isResting, noteExits, noteQuestion } from "./streamlit.js";
import { nextTask } from "./tasks.js";
import { Timeline } from "./timeline.js";

const PLAY = " "; // the key whose button plays
const STILL = "(prefers-reduced-motion: reduce)";
const SILENCE = 2000; // ms without an answer to a tick before the board asks again
const SETTLE = 250; // ms that the view must rest before the board tells what is on screen
/** @type {WeakMap<HTMLElement, Board>} */
const boards = new WeakMap();

/**
 * Show a frame; Streamlit calls this for every new payload and whenever the theme changes.
 * @param {Component} component Streamlit's arguments
 * @param {URL} root where the app is served
 * @returns {() => void} cleanup
 */
export function show({ data, parentElement, setTriggerValue }, root) {
  let board = boards.get(parentElement);
  if (!board) {
    board = new Board(parentElement, root, data, setTriggerValue);
    boards.set(parentElement, board);
  }
  const shown = board;
  shown.receive(data, setTriggerValue);
  return () => {
    // Streamlit also cleans up after a call that a newer one overtook; the board then lives on.
    if (!parentElement.isConnected) shown.close();
  };
}

/** The board: numbers, slider, message, runs and cards, redrawn in place from the newest payload. */
class Board {
  /**
   * @param {HTMLElement} parent
   * @param {URL} root
   * @param {Component["data"]} payload
   * @param {Send} send
   */
  constructor(parent, root, payload, send) {
    this.parent = parent;
    /** @type {Payload} the newest one */
    this.payload = payload;
    this.send = send;
    this.dirty = this.busy = this.closed = false;
    this.starts = payload.autoplay; // of the first frame: later ones come by themselves
    /** @type {number | null} seq of the last tick */
    this.asked = null;
    this.askedAt = -Infinity; // ms, when that was
    /** @type {string[] | null} the figures on screen, as last told to Python */
    this.reported = null;
    this.lacked = -1; // seq of the frame in which one of them had no data, as last told
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.watchdog = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.settling = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.recalling = undefined;
    this.metrics = new Metrics();
    /** @type {Act} */
    const act = (action, argument) => this.send("act", { action, argument });
    this.timeline = new Timeline((epoch) => this.question("scrub", { epoch }), act);
    this.message = new Message(act);
    this.runs = new Runs(act);
    this.line = element("div", "mlpviz-line-of-epochs", this.timeline.node);
    this.top = element("div", "mlpviz-top", this.metrics.node, this.message.place, this.line);
    this.grid = new Grid(
      () => this.redraw(),
      (wait) => this.tellView(wait),
      (figure, index) => this.pick(figure, index),
      act,
      (weight) => this.send("assign", weight),
      (input) => this.question("place", input),
    );
    this.top.append(this.grid.chips.node);
    this.pane = new Pane((name, value) => this.send(name, value));
    this.node = element("div", "mlpviz-board", this.top, this.pane.node, this.grid.node, this.runs.node);
    this.node.style.visibility = "hidden"; // until the style sheet is there
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("visibilitychange", () => this.ask(), { signal });
    document.addEventListener("pointerdown", (event) => this.message.leave(event), { signal });
    this.guide = new Guide(signal);
    this.sticky = new Sticky(signal);
    listenForShortcuts(() => this.payload.shortcuts, signal);
    parent.append(this.node);
    this.grid.open();
    this.ready = load(root, payload.assets)
      .then((Plotly) => (this.grid.Plotly = Plotly))
      .catch(({ message }) => this.fail(`No charts: ${message}`))
      .finally(() => (this.node.style.visibility = ""));
  }

  /**
   * Take a payload; if one is being drawn, the newest is drawn next and those between never.
   * While playing, the next frame is asked for first, so that the server trains during the drawing.
   * Streamlit sends messages from a timer, which must run before the drawing keeps it waiting; and
   * the ask must not join a click still waiting for it: one message reruns only one fragment.
   * @param {Payload} payload
   * @param {Send} send
   */
  async receive(payload, send) {
    this.payload = payload;
    this.send = send;
    this.dirty = true;
    if (payload.stored !== undefined) keep(payload.stored);
    noteExits(payload.exits);
    if (!payload.playing) this.asked = null;
    if (this.busy) return;
    this.busy = true;
    try {
      const Plotly = await this.ready;
      while (Plotly && this.dirty) {
        if (this.payload.playing) {
          await nextTask();
          this.ask();
          await nextTask();
        }
        this.dirty = false;
        await this.draw(Plotly, this.payload);
        this.start();
      }
    } finally {
      this.busy = false;
    }
  }

  /** Draw the newest payload once more; what is on screen already is skipped. */
  redraw() {
    this.receive(this.payload, this.send);
  }

  /**
   * Draw a payload: words and numbers, then all charts on screen, in one task and so in one screen
   * update. The others are drawn when they come on screen.
   * @param {Plotly} Plotly
   * @param {Payload} payload
   */
  async draw(Plotly, payload) {
    this.node.dataset.page = payload.page.path;
    this.node.dataset.playing = String(payload.playing);
    this.guide.place();
    this.sticky.follow();
    this.metrics.show(payload.header);
    this.showControls(payload);
    this.grid.arrange(payload.figures);
    await this.pane.show(payload);
    await this.grid.draw(Plotly, payload);
    this.node.dataset.seq = String(payload.seq);
    this.tellView();
    this.recall();
  }

  /** Tell Python what the browser has kept over a reload, once and as soon as Streamlit rests. */
  recall() {
    clearTimeout(this.recalling);
    if (!this.payload.recall || wasTold() || this.closed) return;
    this.recalling = setTimeout(() => {
      if (!isResting() || this.payload.playing) return this.recall();
      const text = kept();
      if (text) this.question("recall", { text });
    }, SETTLE);
  }

  /**
   * Press Play, once and as soon as there is something to see, if the link says so. A browser that
   * is set to reduce motion leaves that to its user.
   */
  start() {
    const starts = this.starts && !matchMedia(STILL).matches;
    this.starts = false;
    if (starts) buttonOf(this.payload.shortcuts[PLAY])?.click();
  }

  /**
   * Ask for the next frame, once per frame, unless nothing plays, nobody can see it or another page
   * is being opened, and not before the frame has stood as long as it is to. If no frame comes
   * although Streamlit rests, the question is asked again.
   */
  ask() {
    const { playing, seq, wait } = this.payload;
    if (!playing || document.hidden || seq === this.asked) return;
    const left = this.askedAt + wait - performance.now();
    if (left > 0) return this.watch(left);
    const visible = this.grid.onScreen(this.payload.figures);
    if (!this.question("tick", { seq, visible })) return this.watch(SETTLE);
    this.asked = seq;
    this.askedAt = performance.now();
    this.reported = visible;
    this.watch(SILENCE);
  }

  /**
   * Ask again in `wait` ms, or as soon as Streamlit rests, unless a frame has come by then.
   * @param {number} wait
   */
  watch(wait) {
    clearTimeout(this.watchdog);
    if (this.closed) return;
    this.watchdog = setTimeout(() => {
      if (!isResting()) return this.watch(SETTLE);
      this.asked = null;
      this.ask();
    }, wait);
  }

  /**
   * Send what no click asked for, unless another page is being opened; whether it was sent.
   * Streamlit doesn't clean up after every board that it takes from the page: those close here.
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {Events[Name]} value
   */
  question(name, value) {
    if (!this.node.isConnected) this.close();
    if (this.closed || isLeaving(this.payload.page)) return false;
    noteQuestion();
    this.send(name, value);
    return true;
  }

  /**
   * Tell Python that a point of a figure was clicked.
   * @param {string} figure
   * @param {number[]} index
   */
  pick(figure, index) {
    if (this.payload.figures.find(({ id }) => id === figure)?.pick) this.send("pick", { figure, index });
  }

  /**
   * Tell Python which figures are on screen, once all rests, if it has changed or one has no data.
   * @param {number} wait ms that it has to rest
   */
  tellView(wait = SETTLE) {
    clearTimeout(this.settling);
    if (this.closed) return;
    this.settling = setTimeout(() => {
      const { figures, playing, seq } = this.payload;
      const visible = this.grid.onScreen(figures);
      const lacks = seq !== this.lacked && figures.some(({ id, data }) => !data && visible.includes(id));
      if (playing || (!lacks && String(visible) === String(this.reported))) return;
      if (!isResting() || !this.question("look", { visible })) return this.tellView();
      this.reported = visible;
      this.lacked = seq;
    }, wait);
  }

  /**
   * Show what has buttons, and where the focus goes from those that vanish.
   * @param {Payload} payload
   */
  showControls({ message, playing, timeline, revision, table }) {
    const { message: words, timeline: slider, runs } = this;
    keepFocus(words.node, () => words.show(message, playing, revision), words.node);
    keepFocus(slider.node, () => slider.show(timeline, revision), slider.slider, words.node);
    keepFocus(runs.node, () => runs.show(table), runs.node, words.node);
    if (table?.folds && runs.node.parentElement !== this.line) this.line.append(runs.node);
  }

  /**
   * Say why nothing can be drawn.
   * @param {string} text
   */
  fail(text) {
    this.message.show({ kind: "error", text, buttons: [], further: [], more: [] }, false, "");
    return undefined;
  }

  /** Free charts, observers, listeners and timers. */
  close() {
    boards.delete(this.parent);
    this.closed = true;
    this.listeners.abort();
    clearTimeout(this.watchdog);
    clearTimeout(this.settling);
    clearTimeout(this.recalling);
    this.timeline.forget();
    this.message.close();
    this.pane.close();
    this.grid.close();
    this.node.remove();
  }
}
