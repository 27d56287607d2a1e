import { load } from "./assets.js";
import { Card } from "./card.js";
import { element, keepFocus, setText } from "./elements.js";
import { listenForShortcuts } from "./keyboard.js";
import { Message } from "./message.js";
import { Runs } from "./runs.js";
import { isLeaving, isResting, noteExits, noteQuestion } from "./streamlit.js";
import { inTime, nextTask } from "./tasks.js";
import { plotlyTemplate } from "./theme.js";
import { Timeline } from "./timeline.js";

const MARGIN = 100; // px outside the window within which a card counts as on screen
const CARD = 262; // px, the least width of a card and its gap
const SILENCE = 2000; // ms without an answer to a tick before the board asks again
const SETTLE = 250; // ms that the view must rest before the board tells what is on screen
const boards = new WeakMap();

/**
 * Show a frame; Streamlit calls this for every new payload and whenever the theme changes.
 * @param {object} component Streamlit's component arguments: data, parentElement, setTriggerValue
 * @param {URL} root where the app is served
 * @returns {Function} cleanup
 */
export function show({ data, parentElement, setTriggerValue }, root) {
  let board = boards.get(parentElement);
  if (!board) {
    board = new Board(parentElement, root, data.assets);
    boards.set(parentElement, board);
  }
  board.receive(data, setTriggerValue);
  return () => {
    // Streamlit also cleans up after a call that a newer one overtook; the board then lives on.
    if (!parentElement.isConnected) board.close();
  };
}

/** The board: numbers, slider, message, runs and cards, redrawn in place from the newest payload. */
class Board {
  constructor(parent, root, assets) {
    this.parent = parent;
    this.cards = new Map();
    this.asked = null; // seq of the last tick
    this.reported = null; // the figures on screen, as last told to Python
    this.metrics = element("dl", "mlpviz-metrics");
    const act = (action, argument) => this.send("act", { action, argument });
    this.timeline = new Timeline((epoch) => this.question("scrub", { epoch }), act);
    this.message = new Message(act);
    this.runs = new Runs(act);
    this.top = element("div", "mlpviz-top", this.metrics, this.timeline.node);
    this.grid = element("div", "mlpviz-grid");
    this.node = element("div", "mlpviz-board", this.top, this.message.node, this.runs.node, this.grid);
    this.node.style.visibility = "hidden"; // until the style sheet is there
    this.inView = new IntersectionObserver((entries) => this.seen(entries), {
      rootMargin: `${MARGIN}px`,
      scrollMargin: `${MARGIN}px`,
    });
    this.resized = new ResizeObserver((entries) => this.fit(entries));
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("visibilitychange", () => this.ask(), { signal });
    listenForShortcuts(() => this.payload.shortcuts, signal);
    parent.append(this.node);
    this.setColumns();
    this.resized.observe(this.grid);
    this.ready = load(root, assets)
      .then((Plotly) => (this.Plotly = Plotly))
      .catch((error) => this.message.show({ kind: "error", text: `No charts: ${error.message}` }))
      .finally(() => (this.node.style.visibility = ""));
  }

  /**
   * Take a payload; if one is being drawn, the newest is drawn next and those between never.
   * While playing, the next frame is asked for first, so that the server trains during the drawing.
   * Streamlit sends messages from a timer, which must run before the drawing keeps it waiting; and
   * the ask must not join a click still waiting for it: one message reruns only one fragment.
   */
  async receive(payload, send) {
    this.payload = payload;
    this.send = send;
    this.dirty = true;
    noteExits(payload.exits);
    if (!payload.playing) this.asked = null;
    if (this.busy) return;
    this.busy = true;
    try {
      const loaded = await this.ready;
      while (loaded && this.dirty) {
        if (this.payload.playing) {
          await nextTask();
          this.ask();
          await nextTask();
        }
        this.dirty = false;
        await this.draw(this.payload);
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
   */
  async draw(payload) {
    this.node.dataset.page = payload.page.path;
    this.node.dataset.playing = String(payload.playing);
    this.showMetrics(payload.header);
    this.showControls(payload);
    this.arrange(payload.figures);
    const fresh = payload.figures.filter(({ id, data }) => data && this.cards.get(id).visible);
    const { seq, revision } = payload;
    const template = plotlyTemplate(this.node);
    const drawn = fresh.map((figure) =>
      inTime(this.cards.get(figure.id).draw(this.Plotly, figure, seq, revision, template)).catch(
        (error) => console.error(`chart ${figure.id}:`, error),
      ),
    );
    await Promise.all(drawn);
    this.node.dataset.seq = String(payload.seq);
    this.tellView();
  }

  /**
   * Ask for the next frame, once per frame, unless nothing plays, nobody can see it or another page
   * is being opened. If no frame comes although Streamlit rests, the question is asked again.
   */
  ask() {
    const { playing, seq } = this.payload;
    if (!playing || document.hidden || seq === this.asked) return;
    const visible = this.onScreen();
    if (!this.question("tick", { seq, visible })) return this.watch(SETTLE);
    this.asked = seq;
    this.reported = visible;
    this.watch(SILENCE);
  }

  /** Ask again in `wait` ms, or as soon as Streamlit rests, unless a frame has come by then. */
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
   */
  question(name, value) {
    if (!this.node.isConnected) this.close();
    if (this.closed || isLeaving(this.payload.page)) return false;
    noteQuestion();
    this.send(name, value);
    return true;
  }

  /** Tell Python that a point of a figure was clicked. */
  pick(figure, index) {
    if (this.payload.figures.find(({ id }) => id === figure)?.pick) this.send("pick", { figure, index });
  }

  /** Tell Python which figures are on screen, once all rests and if it has changed. */
  tellView() {
    clearTimeout(this.settling);
    if (this.closed) return;
    this.settling = setTimeout(() => {
      const visible = this.onScreen();
      if (this.payload.playing || String(visible) === String(this.reported)) return;
      if (!isResting() || !this.question("look", { visible })) return this.tellView();
      this.reported = visible;
    }, SETTLE);
  }

  /** Ids of the figures on screen, in order. */
  onScreen() {
    return this.payload.figures.map(({ id }) => id).filter((id) => this.cards.get(id)?.visible ?? true);
  }

  /** Note which cards came into view or left it, and draw those that have waited for that. */
  seen(entries) {
    let missing = false;
    for (const { target, isIntersecting } of entries) {
      const card = this.cards.get(target.dataset.figureId);
      if (!card) continue;
      if (isIntersecting && !card.visible) missing = true;
      card.visible = isIntersecting;
    }
    if (missing) this.redraw();
    this.tellView();
  }

  /** Choose the number of columns, and fit the charts whose room changed. */
  fit(entries) {
    let missing = false;
    for (const { target } of entries) {
      if (target === this.grid) this.setColumns();
      const card = this.cards.get(target.parentElement.dataset.figureId);
      if (card?.resize(this.Plotly) && !card.drawn) missing = true;
    }
    if (missing) this.redraw();
  }

  /** As many columns as fit, four at most. */
  setColumns() {
    const columns = Math.floor(this.grid.clientWidth / CARD);
    this.grid.style.setProperty("--columns", String(Math.min(4, Math.max(1, columns))));
  }

  /** Make the cards match the figures: same order, the vanished ones freed, the rest untouched. */
  arrange(figures) {
    const added = [];
    const wanted = new Set(figures.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (wanted.has(id)) continue;
      this.inView.unobserve(card.node);
      this.resized.unobserve(card.plot);
      card.remove(this.Plotly);
      this.cards.delete(id);
    }
    figures.forEach((figure, index) => {
      let card = this.cards.get(figure.id);
      if (!card) {
        card = new Card(figure, () => this.redraw(), (index) => this.pick(figure.id, index));
        this.cards.set(figure.id, card);
      }
      card.label(figure);
      if (this.grid.children[index] === card.node) return;
      this.grid.insertBefore(card.node, this.grid.children[index] ?? null);
      this.inView.observe(card.node);
      this.resized.observe(card.plot);
      added.push(card);
    });
    for (const card of added) card.visible = isNear(card.node); // the observer tells later
  }

  /** Show what has buttons, and where the focus goes from those that vanish. */
  showControls({ message, playing, timeline, revision, table }) {
    const { message: words, timeline: slider, runs } = this;
    keepFocus(words.node, () => words.show(message, playing), words.node);
    keepFocus(slider.node, () => slider.show(timeline, revision), slider.slider, words.node);
    keepFocus(runs.node, () => runs.show(table), runs.node, words.node);
  }

  /** Show the numbers above the charts. */
  showMetrics(metrics) {
    while (this.metrics.children.length > metrics.length) this.metrics.lastChild.remove();
    metrics.forEach(({ label, value }, index) => {
      const row =
        this.metrics.children[index] ??
        this.metrics.appendChild(element("div", "", element("dt", ""), element("dd", "")));
      [label, value].forEach((text, part) => setText(row.children[part], text));
    });
  }

  /** Free charts, observers, listeners and timers. */
  close() {
    boards.delete(this.parent);
    this.closed = true;
    this.listeners.abort();
    this.inView.disconnect();
    this.resized.disconnect();
    clearTimeout(this.watchdog);
    clearTimeout(this.settling);
    this.timeline.forget();
    for (const card of this.cards.values()) card.remove(this.Plotly);
    this.node.remove();
  }
}

/** Whether an element is in the window, or close to it. */
function isNear(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > -MARGIN && top < window.innerHeight + MARGIN;
}
