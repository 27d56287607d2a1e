// @ts-check
/** What stands beside the canvas: buttons of classes and tools, and the words below them. */

import { mark } from "./canvas.js";

export const TOOLS = {
  brush: { title: "Brush", key: "b", help: "Sprays points" },
  point: { title: "Point", key: "p", help: "Puts a point, or a trail of them" },
  eraser: { title: "Eraser", key: "e", help: "Takes away what it touches" },
};

const KEYS = "mlpviz-draw-keys"; // the id of what says them

/** @typedef {keyof typeof TOOLS} Tool */

/**
 * @param {string} tag
 * @param {string} name of its class
 * @param {string} text
 */
export function make(tag, name, text = "") {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = text;
  return node;
}

/**
 * A button that does something.
 * @param {string} text
 * @param {string} name its part, for tests and style
 * @param {() => void} act
 */
export function button(text, name, act) {
  const node = /** @type {HTMLButtonElement} */ (make("button", "mlpviz-draw-button", text));
  node.type = "button";
  node.dataset.part = name;
  node.addEventListener("click", act);
  return node;
}

/**
 * A group of buttons with a name.
 * @param {string} title
 * @param {HTMLElement[]} buttons
 */
export function group(title, buttons) {
  const box = make("div", "mlpviz-draw-group");
  const label = make("span", "mlpviz-draw-title", title);
  box.setAttribute("role", "group");
  box.ariaLabel = title;
  label.ariaHidden = "true";
  const row = make("div", "mlpviz-draw-row");
  row.append(...buttons);
  box.append(label, row);
  return box;
}

/** A button for each class: its mark, its name, and how many points it has. */
export class ClassButtons {
  /**
   * @param {string[]} names
   * @param {string[]} symbols
   * @param {(kind: number) => void} choose
   */
  constructor(names, symbols, choose) {
    this.names = names;
    this.symbols = symbols;
    this.buttons = names.map((name, kind) => {
      const node = button("", `class-${name}`, () => choose(kind));
      node.append(make("canvas", "mlpviz-draw-mark"), make("b", "", name), make("span", "mlpviz-draw-count", "0"));
      return node;
    });
    this.node = group("Class", this.buttons);
  }

  /**
   * @param {number} chosen
   * @param {number[]} counts
   * @param {string[]} colors of all classes
   */
  show(chosen, counts, colors) {
    this.buttons.forEach((node, kind) => {
      const [canvas, , count] = node.children;
      node.ariaPressed = String(kind === chosen);
      const points = counts[kind] === 1 ? "1 point" : `${counts[kind]} points`;
      node.ariaLabel = `Class ${this.names[kind]}, ${points}`;
      count.textContent = String(counts[kind]);
      mark(/** @type {HTMLCanvasElement} */ (canvas), this.symbols[kind], colors[kind]);
    });
  }
}

/** A button for each tool. */
export class ToolButtons {
  /** @param {(tool: Tool) => void} choose */
  constructor(choose) {
    this.buttons = Object.entries(TOOLS).map(([name, { title, help }]) => {
      const node = button(title, name, () => choose(/** @type {Tool} */ (name)));
      node.title = help;
      return node;
    });
    this.node = group("Tool", this.buttons);
  }

  /** @param {Tool} chosen */
  show(chosen) {
    for (const node of this.buttons) node.ariaPressed = String(node.dataset.part === chosen);
  }
}

/** The canvas, which takes the focus. */
export function canvasOf() {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "mlpviz-draw-plane"));
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-describedby", KEYS);
  return canvas;
}

/**
 * What the keyboard does there.
 * @param {number} classes
 */
export function keysHelp(classes) {
  const words = `Keys: arrows move the cross, Enter puts, 1 to ${classes} choose the class, Backspace erases, Ctrl+Z undoes.`;
  return Object.assign(make("p", "mlpviz-draw-keys", words), { id: KEYS });
}
