// @ts-check
/** @import { Assign } from "./protocol.js" */
/** @import { Edge, NetworkFigure, Node, Places, Target } from "./types.js" */

import { element, setText } from "./elements.js";
import { number } from "./numbers.js";
import { about, name } from "./units.js";

const LONGEST = 40; // characters of a number; workbench/events.py takes no more
const DIGITS = 6;
const TELLS = "Weights and biases as numbers";
const BIAS = "bias"; // the entry of the list that is no weight

/**
 * Sets a weight or a bias by hand: a unit and what comes into it are chosen in two lists, or by a
 * click on the diagram, and the value is typed. Python reads the number.
 */
export class Editor {
  /**
   * @param {(element: Omit<Assign, "figure">) => void} assign called with what is to be set
   * @param {(target: Target | null) => void} choose called with what is chosen, null when it closes
   */
  constructor(assign, choose) {
    this.assign = assign;
    this.choose = choose;
    /** @type {Places} */
    this.places = { columns: [], edges: [] };
    this.listed = ""; // the units in the list
    this.bias = false; // whether the network has biases
    this.typed = false; // whether the value is the user's
    this.opener = element("button", "mlpviz-set", "Set…");
    Object.assign(this.opener, { type: "button", title: "Set a weight or bias by hand" });
    this.opener.setAttribute("aria-label", "Set a weight or bias by hand");
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.tabIndex = -1; // the arrow keys lead to it, as to all tools of a card
    this.unit = list("Unit");
    this.from = list("Weight or bias");
    this.value = element("input", "");
    Object.assign(this.value, { type: "text", inputMode: "decimal", maxLength: LONGEST, autocomplete: "off" });
    this.value.setAttribute("aria-label", "Value");
    this.button = element("button", "mlpviz-button", "Set");
    this.close = element("button", "mlpviz-button", "×");
    this.close.type = "button";
    this.close.setAttribute("aria-label", "Close");
    this.locked = element("p", "");
    const row = element("div", "", this.value, this.button, this.close);
    this.node = element("form", "mlpviz-editor", this.unit, this.from, row, this.locked);
    this.node.setAttribute("aria-label", "Set a weight or bias by hand");
    this.node.hidden = true;
    this.opener.addEventListener("click", () => (this.node.hidden ? this.open(null) : this.shut()));
    this.close.addEventListener("click", () => this.shut());
    this.unit.addEventListener("change", () => this.pick());
    this.from.addEventListener("change", () => this.pick(this.from.value));
    this.value.addEventListener("input", () => (this.typed = true));
    this.node.addEventListener("submit", (event) => this.submit(event));
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.shut());
  }

  /**
   * Follow the newest figure; what is being typed stays.
   * @param {NetworkFigure} figure
   * @param {Places} places
   */
  show({ diagram }, places) {
    this.places = places;
    this.bias = diagram.bias;
    setText(this.locked, diagram.locked);
    this.button.disabled = diagram.locked !== "" || diagram.fixed === true;
    if (diagram.fixed) this.onlyTell();
    if (this.node.hidden) return;
    const units = this.units();
    const names = JSON.stringify(units.map(({ words }) => words[0]));
    if (names !== this.listed) {
      const chosen = this.unit.value;
      this.listed = names;
      this.unit.replaceChildren(...units.map((node) => option(name({ node }), node.words[0])));
      if (units.some((node) => name({ node }) === chosen)) this.unit.value = chosen;
      this.pick();
      return;
    }
    this.tell();
  }

  /** Where nothing can be set at all, it tells what is there. */
  onlyTell() {
    setText(this.opener, "Values");
    this.opener.title = TELLS;
    for (const node of [this.opener, this.node]) node.setAttribute("aria-label", TELLS);
    this.value.readOnly = true;
    this.button.hidden = true;
  }

  /** All units that something comes into. */
  units() {
    return this.places.columns.slice(1).flat();
  }

  /**
   * @param {Target | null} target null: what was chosen last, or the first unit's bias
   */
  open(target) {
    this.node.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    const units = this.units();
    this.listed = JSON.stringify(units.map(({ words }) => words[0]));
    const chosen = this.unit.value;
    this.unit.replaceChildren(...units.map((node) => option(name({ node }), node.words[0])));
    const to = target && ("node" in target ? target.node : target.edge.to);
    if (to?.level) this.unit.value = name({ node: to });
    else if (units.some((node) => name({ node }) === chosen)) this.unit.value = chosen;
    this.pick(target && "edge" in target ? name(target) : BIAS);
    if (target) this.value.select();
    this.value.focus({ preventScroll: true });
  }

  shut() {
    this.node.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.focus({ preventScroll: true });
    this.choose(null);
  }

  /**
   * Take the unit that is chosen, and of what comes into it this one, or the first.
   * @param {string} from
   */
  pick(from = BIAS) {
    const node = this.chosenUnit();
    if (!node) return;
    const edges = this.places.edges.filter(({ to }) => to === node);
    const bias = this.bias ? [option(BIAS, `bias b${node.level}[${node.unit}]`)] : [];
    this.from.replaceChildren(
      ...bias,
      ...edges.map((edge) => option(name({ edge }), `${about({ edge })[0].split(" =")[0]} from ${edge.from.words[0]}`)),
    );
    if ([...this.from.options].some(({ value }) => value === from)) this.from.value = from;
    this.typed = false;
    this.tell();
  }

  /** Show the present value, unless another one is being typed. */
  tell() {
    const edge = this.chosenEdge();
    const node = this.chosenUnit();
    if (!this.typed) this.value.value = edge ? number(edge.value, DIGITS) : (this.bias && node?.words[1].split(" = ")[1]) || "";
    this.choose(edge ? { edge } : node ? { node } : null);
  }

  /** @returns {Node | undefined} */
  chosenUnit() {
    return this.units().find((node) => name({ node }) === this.unit.value);
  }

  /** @returns {Edge | undefined} */
  chosenEdge() {
    return this.places.edges.find((edge) => name({ edge }) === this.from.value);
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    const node = this.chosenUnit();
    const edge = this.chosenEdge();
    if (!node || this.button.disabled) return;
    const index = edge ? [edge.from.unit, node.unit] : [node.unit];
    this.typed = false;
    this.assign({ name: `${edge ? "W" : "b"}${node.level}`, index, value: this.value.value });
  }
}

/** @param {string} label */
function list(label) {
  const node = element("select", "");
  node.setAttribute("aria-label", label);
  return node;
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  const node = element("option", "", text);
  node.value = value;
  return node;
}
