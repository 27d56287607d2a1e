// @ts-check
/** The drawing panel: a plane to draw points of some classes on, and a button that trains on them. */

import { ClassButtons, TOOLS, ToolButtons, button, canvasOf, group, keysHelp, make } from "./buttons.js";
import { Plane } from "./canvas.js";
import { listenToKeys, listenToPointers } from "./pointer.js";
import { between, countsOf, decode, encode, lack, point, spray, without } from "./points.js";
import { Strokes } from "./strokes.js";
import { keep, kept, style } from "./tab.js";

/** @import { Component } from "./types.js" */
/** @import { Place } from "./points.js" */
/** @import { Tool } from "./buttons.js" */

const REACH = 0.22; // of the brush, on the plane
const DENSE = 3; // points of a touch of it
const RUBBER = 0.12; // reach of the eraser
const APART = { brush: 0.1, point: 0.12, eraser: 0.06 }; // what each moves for its next touch
const LEAST = 2; // classes, whose colours are shown
/** @type {WeakMap<HTMLElement, Panel>} */
const panels = new WeakMap();

/**
 * Show the panel; Streamlit calls this for every new payload and whenever the theme changes.
 * @param {Component} component
 * @param {URL} root where the app is served
 */
export async function show({ data, parentElement, setTriggerValue }, root) {
  let panel = panels.get(parentElement);
  if (!panel) {
    await style(new URL(data.assets.style, root).href);
    panel = panels.get(parentElement) ?? new Panel(parentElement, data);
    panels.set(parentElement, panel);
  }
  panel.receive(data, setTriggerValue);
}

class Panel {
  /**
   * @param {HTMLElement} parent
   * @param {Component["data"]} data
   */
  constructor(parent, data) {
    this.data = data;
    this.strokes = new Strokes(decode(data.points || kept()));
    this.kind = 0;
    /** @type {Tool} */
    this.tool = "brush";
    /** @type {Place} where the keyboard's cross is */
    this.cross = { x: 0, y: 0 };
    /** @type {Place | null} what is pointed at */
    this.pointed = null;
    /** @type {Place | null} where the stroke put something last */
    this.last = null;
    /** @type {(points: string) => void} */
    this.send = () => {};
    const canvas = canvasOf();
    this.plane = new Plane(canvas);
    this.classes = new ClassButtons(data.names, data.symbols, (kind) => this.#choose(kind));
    this.tools = new ToolButtons((tool) => this.#take(tool));
    this.undo = button("Undo", "undo", () => this.#back());
    this.redo = button("Redo", "redo", () => this.#forth());
    this.clear = button("Clear", "clear", () => this.#replace([], "All points are gone."));
    this.train = button("Train", "train", () => this.send(encode(this.strokes.points)));
    this.lack = Object.assign(make("p", "mlpviz-draw-lack"), { id: "mlpviz-draw-lack" });
    this.refused = make("p", "mlpviz-draw-refused");
    this.heard = make("p", "mlpviz-heard");
    this.train.setAttribute("aria-describedby", this.lack.id);
    this.refused.setAttribute("role", "alert");
    this.heard.setAttribute("role", "status");
    parent.append(this.#box(canvas));
    new ResizeObserver(() => this.#redraw()).observe(canvas);
  }

  /**
   * @param {Component["data"]} data
   * @param {Component["setTriggerValue"]} send
   */
  receive(data, send) {
    this.data = data;
    this.send = (points) => send("train", { points });
    this.refused.textContent = data.refused;
    this.#show();
  }

  /**
   * Everything in its place.
   * @param {HTMLCanvasElement} canvas
   */
  #box(canvas) {
    const { names, starts, points: own } = this.data;
    const last = { title: "Last drawing", points: kept() }; // one that the panel was closed on
    const others = last.points && own && last.points !== own ? [...starts, last] : starts;
    const from = others.map(({ title, points }) =>
      button(title, "start", () => this.#replace(decode(points), `The points of ${title}.`)),
    );
    const side = make("div", "mlpviz-draw-side");
    side.append(
      this.classes.node,
      this.tools.node,
      group("Change", [this.undo, this.redo, this.clear]),
      group("Start from", from),
    );
    const foot = make("div", "mlpviz-draw-foot");
    foot.append(this.train, this.lack, this.refused);
    const box = make("div", "mlpviz-draw");
    box.append(canvas, side, foot, keysHelp(names.length), this.heard);
    this.#listen(box, canvas);
    return box;
  }

  /**
   * @param {HTMLElement} box
   * @param {HTMLCanvasElement} canvas
   */
  #listen(box, canvas) {
    listenToPointers(this.plane, {
      begin: () => {
        this.last = null;
        this.strokes.begin();
      },
      touch: (place, moved) => this.#touch(place, moved),
      end: () => {
        this.strokes.end();
        this.#changed(this.#counted());
      },
      hover: (place) => {
        this.pointed = place;
        this.#redraw();
      },
    });
    listenToKeys(box, canvas, {
      cross: () => this.cross,
      move: (place) => {
        this.cross = place;
        this.pointed = null;
        this.#redraw();
        this.heard.textContent = where(place);
      },
      put: () => this.#stamp(this.tool),
      erase: () => this.#stamp("eraser"),
      choose: (kind) => this.#choose(kind),
      take: (tool) => this.#take(tool),
      undo: () => this.#back(),
      redo: () => this.#forth(),
    });
    for (const name of ["focus", "blur"]) canvas.addEventListener(name, () => this.#redraw());
  }

  /**
   * Choose a class by its number; whether there is one.
   * @param {number} kind
   */
  #choose(kind) {
    if (kind >= this.data.names.length) return false;
    this.kind = kind;
    if (this.tool === "eraser") this.tool = "brush"; // whoever chooses a class wants to draw it
    this.heard.textContent = `Class ${this.data.names[kind]}, ${TOOLS[this.tool].title}.`;
    this.#show();
    return true;
  }

  /** @param {Tool} tool */
  #take(tool) {
    this.tool = tool;
    this.heard.textContent = `${TOOLS[tool].title}.`;
    this.#show();
  }

  /**
   * The tool is at a place.
   * @param {Place} place
   * @param {boolean} moved
   */
  #touch(place, moved) {
    const { strokes, tool, last } = this;
    const places = moved && last ? between(last, place, APART[tool]) : [place];
    for (const each of places) {
      if (tool === "eraser") strokes.set(without(strokes.points, each, RUBBER));
      else this.#put(tool === "brush" ? spray(each, REACH, DENSE) : [each]);
      this.last = each;
    }
    if (places.length) this.#show();
  }

  /**
   * Add points of the chosen class, as long as there is room.
   * @param {Place[]} places
   */
  #put(places) {
    const { points } = this.strokes;
    const room = Math.max(0, this.data.most - points.length);
    this.strokes.set([...points, ...places.slice(0, room).map((place) => point(place, this.kind))]);
  }

  /**
   * Use a tool where the keyboard's cross is.
   * @param {Tool} tool
   */
  #stamp(tool) {
    const own = this.tool;
    this.tool = tool;
    this.strokes.begin();
    this.#touch(this.cross, false);
    this.strokes.end();
    this.tool = own;
    const what = tool === "eraser" ? "Erased" : this.data.names[this.kind];
    this.#changed(`${what} at ${where(this.cross)}. ${this.#counted()}`);
  }

  /**
   * @param {number[]} points
   * @param {string} words
   */
  #replace(points, words) {
    this.strokes.set(points);
    this.#changed(words);
  }

  #back() {
    this.#changed(this.strokes.undo() ? `Undone. ${this.#counted()}` : "Nothing to undo.");
  }

  #forth() {
    this.#changed(this.strokes.redo() ? `Done again. ${this.#counted()}` : "Nothing to do again.");
  }

  /**
   * The drawing is another one: keep it and say so.
   * @param {string} words
   */
  #changed(words) {
    keep(encode(this.strokes.points));
    this.heard.textContent = words;
    this.#show();
  }

  /** How many points each class has, in words. */
  #counted() {
    const { names } = this.data;
    const counts = countsOf(this.strokes.points, names.length);
    const told = names.map((name, kind) => `${counts[kind]} ${name}`).filter((_, kind) => counts[kind]);
    return `${told.join(", ") || "No points"}.`;
  }

  /** Show everything as it is. */
  #show() {
    const { names, test_size: share, most, in_link: link } = this.data;
    const { points, past, future } = this.strokes;
    const counts = countsOf(points, names.length);
    this.classes.show(this.kind, counts, this.#colors(counts));
    this.tools.show(this.tool);
    this.undo.disabled = !past.length;
    this.redo.disabled = !future.length;
    this.clear.disabled = !points.length;
    const missing = lack(counts, names, share);
    this.train.disabled = missing !== "";
    this.train.textContent = points.length ? `Train on ${points.length} points` : "Train";
    const full = points.length >= most ? `${most} points are the most.` : "";
    const long = points.length > link ? `More than ${link} points: a link will not hold them.` : "";
    this.lack.textContent = missing || full || long;
    this.plane.canvas.ariaLabel = `Drawing. ${this.#counted()}`;
    this.#redraw();
  }

  /**
   * A colour for each class, as the charts have it for as many as there will be.
   * @param {number[]} counts
   */
  #colors(counts) {
    const used = counts.findLastIndex((count) => count > 0);
    const { colors } = this.data;
    const now = colors[Math.max(LEAST, used + 1, this.kind + 1)];
    return colors[colors.length - 1].map((color, kind) => now[kind] ?? color);
  }

  #redraw() {
    const { names, symbols } = this.data;
    const { canvas } = this.plane;
    const counts = countsOf(this.strokes.points, names.length);
    const keyboard = document.activeElement === canvas && canvas.matches(":focus-visible");
    const place = this.pointed ?? (keyboard ? this.cross : null);
    const radius = { brush: REACH, point: 0, eraser: RUBBER }[this.tool];
    const look = { symbols, colors: this.#colors(counts) };
    this.plane.draw(this.strokes.points, look, place && { place, radius });
  }
}

/** @param {Place} place */
function where({ x, y }) {
  return `x1 ${x.toFixed(2)}, x2 ${y.toFixed(2)}`.replaceAll("-", "−");
}
