// @ts-check
import { element } from "../elements.js";

/** Panels of which one is shown, chosen by tabs: arrow keys go from one tab to the next. */
export class Tabs {
  /**
   * @param {Record<string, [string, HTMLElement]>} panels titles and panels, by their names
   * @param {(name: string) => void} asked a tab was opened by a visitor
   */
  constructor(panels, asked) {
    this.asked = asked;
    this.list = element("div", "mlpviz-trace-tabs");
    this.list.setAttribute("role", "tablist");
    this.list.setAttribute("aria-label", "About this weight");
    const nodes = Object.entries(panels).map(([name, [, panel]]) => [name, panel]);
    /** @type {Record<string, HTMLElement>} */
    this.panels = Object.fromEntries(nodes);
    this.node = element("div", "mlpviz-trace-tools", this.list, ...Object.values(this.panels));
    /** @type {Record<string, HTMLButtonElement>} */
    this.tabs = {};
    for (const [name, [title, panel]] of Object.entries(panels)) {
      const tab = element("button", "mlpviz-button", title);
      tab.type = "button";
      tab.id = `mlpviz-tab-${name}`;
      panel.id = `${tab.id}-panel`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", () => this.ask(name));
      this.tabs[name] = tab;
      this.list.append(tab);
    }
    this.list.addEventListener("keydown", (event) => this.move(event));
    this.open(Object.keys(panels)[0]);
  }

  /** @param {string} wanted the name of a tab */
  open(wanted) {
    this.opened = wanted;
    for (const [name, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(name === wanted));
      tab.tabIndex = name === wanted ? 0 : -1;
      this.panels[name].hidden = name !== wanted;
    }
  }

  /** @param {string} name a visitor's: what it holds is still to come */
  ask(name) {
    if (name === this.opened) return;
    this.open(name);
    this.asked(name);
  }

  /**
   * Show or hide a tab.
   * @param {string} name
   * @param {boolean} there
   */
  offer(name, there) {
    this.tabs[name].hidden = !there;
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const there = Object.keys(this.tabs).filter((name) => !this.tabs[name].hidden);
    const next = there[(there.indexOf(this.opened ?? "") + by + there.length) % there.length];
    this.ask(next);
    this.tabs[next].focus();
    event.preventDefault();
  }
}
