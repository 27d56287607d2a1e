// @ts-check
/** @import { Card as Figure } from "./protocol.js" */

import { element, setText } from "./elements.js";

/** @type {string[]} ids of the charts that were chosen, the last one first: they hold on every page */
let chosen = [];

/**
 * Where one chart at a time is shown: the names of all, of which one is chosen. Tabs, of which the
 * chosen one is reached by the keyboard and arrows lead to the others.
 */
export class Chips {
  /** @param {() => void} changed called when another chart has been chosen */
  constructor(changed) {
    this.changed = changed;
    /** @type {string[]} ids of the charts */
    this.ids = [];
    this.node = element("div", "mlpviz-chips");
    this.node.setAttribute("role", "tablist");
    this.node.setAttribute("aria-label", "Charts");
    this.node.hidden = true;
    this.node.addEventListener("click", ({ target }) => {
      const clicked = target instanceof Element ? target.closest("button") : null;
      if (clicked) this.choose([...this.node.children].indexOf(clicked));
    });
    this.node.addEventListener("keydown", (event) => this.press(event));
  }

  /**
   * Offer these charts; the id of the one that is chosen, at first the first.
   * @param {Figure[]} figures
   */
  show(figures) {
    this.node.hidden = false;
    this.ids = figures.map(({ id }) => id);
    const { children } = this.node;
    while (children.length > figures.length) children[children.length - 1].remove();
    figures.forEach(({ title }, k) => setText(children[k] ?? this.node.appendChild(chip()), title));
    const one = chosen.find((id) => this.ids.includes(id)) ?? this.ids[0];
    this.mark(this.ids.indexOf(one));
    return one;
  }

  /** Offer nothing: all charts are on the page. */
  hide() {
    this.node.hidden = true;
  }

  /** @param {number} place of the chart that is chosen */
  mark(place) {
    [...this.node.children].forEach((tab, k) => {
      const selected = String(k === place);
      if (tab.getAttribute("aria-selected") === selected) return;
      tab.setAttribute("aria-selected", selected);
      tab.setAttribute("tabindex", k === place ? "0" : "-1");
    });
  }

  /** @param {number} place */
  choose(place) {
    const id = this.ids[place];
    chosen = [id, ...chosen.filter((other) => other !== id)];
    this.mark(place);
    this.node.children[place].scrollIntoView({ block: "nearest", inline: "center" });
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const last = this.ids.length - 1;
    const place = [...this.node.children].findIndex((tab) => tab === document.activeElement);
    const to = { ArrowRight: place < last ? place + 1 : 0, ArrowLeft: place > 0 ? place - 1 : last, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || place < 0) return;
    event.preventDefault();
    this.choose(to);
    /** @type {HTMLElement} */ (this.node.children[to]).focus();
  }
}

function chip() {
  const button = element("button", "mlpviz-chip");
  button.type = "button";
  button.setAttribute("role", "tab");
  return button;
}
