// @ts-check
import { element } from "../elements.js";

/** Panels of which one is shown, chosen by tabs: arrow keys go from one tab to the next. */
export class Tabs {
  /** @param {Record<string, HTMLElement>} panels by their titles */
  constructor(panels) {
    this.list = element("div", "mlpviz-trace-tabs");
    this.list.setAttribute("role", "tablist");
    this.list.setAttribute("aria-label", "About this weight");
    this.panels = panels;
    this.node = element("div", "mlpviz-trace-tools", this.list, ...Object.values(panels));
    /** @type {Record<string, HTMLButtonElement>} */
    this.tabs = {};
    for (const [title, panel] of Object.entries(panels)) {
      const tab = element("button", "mlpviz-button", title);
      tab.type = "button";
      tab.id = `mlpviz-tab-${title.replaceAll(" ", "-").toLowerCase()}`;
      panel.id = `${tab.id}-panel`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", () => this.open(title));
      this.tabs[title] = tab;
      this.list.append(tab);
    }
    this.list.addEventListener("keydown", (event) => this.move(event));
    this.open(Object.keys(panels)[0]);
  }

  /** @param {string} title */
  open(title) {
    this.opened = title;
    for (const [name, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(name === title));
      tab.tabIndex = name === title ? 0 : -1;
      this.panels[name].hidden = name !== title;
    }
  }

  /**
   * Show or hide a tab.
   * @param {string} title
   * @param {boolean} there
   */
  offer(title, there) {
    this.tabs[title].hidden = !there;
    if (!there && this.opened === title) this.open(Object.keys(this.tabs)[0]);
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const there = Object.keys(this.tabs).filter((name) => !this.tabs[name].hidden);
    const next = there[(there.indexOf(this.opened ?? "") + by + there.length) % there.length];
    this.open(next);
    this.tabs[next].focus();
    event.preventDefault();
  }
}
