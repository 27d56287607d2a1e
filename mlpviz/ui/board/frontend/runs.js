// @ts-check
/** @import { Act } from "./types.js" */
/** @import { Row, Table } from "./protocol.js" */

import { actionButton, element, setText } from "./elements.js";

/**
 * The table of runs: for each its line in the curves, its name, its figures, and buttons. One that
 * folds lies over the charts when it is open.
 */
export class Runs {
  /** @param {Act} act called with action and argument of a button that was clicked */
  constructor(act) {
    this.act = act;
    this.drawn = ""; // all but the figures, which change with every frame
    this.body = element("tbody", "");
    this.region = element("div", "mlpviz-runs-table");
    this.region.tabIndex = 0; // it scrolls sideways on narrow screens
    this.region.setAttribute("role", "region");
    this.summary = element("summary", "mlpviz-button");
    this.node = element("details", "mlpviz-runs", this.summary, this.region);
    this.node.hidden = true;
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.summary.hidden) return;
      this.node.open = false;
      this.summary.focus();
    });
  }

  /** @param {Table | undefined} table without one there is nothing to see */
  show(table) {
    this.node.hidden = !table;
    if (!table) return;
    const { caption, head, rows, folds } = table;
    setText(this.summary, folds);
    this.summary.hidden = !folds;
    if (!folds) this.node.open = true;
    const wanted = JSON.stringify([caption, head, rows.map((row) => [row.color, row.second, row.buttons])]);
    if (wanted !== this.drawn) {
      this.drawn = wanted;
      this.region.setAttribute("aria-label", caption);
      const titles = head.map((title) => heading(title, "col"));
      const top = element("thead", "", element("tr", "", ...titles, element("td", "")));
      this.body = element("tbody", "", ...rows.map((row) => this.row(row)));
      this.region.replaceChildren(element("table", "", top, this.body));
    }
    rows.forEach(({ cells, buttons }, index) => {
      const [first, ...others] = this.body.children[index].children;
      setText(first.children[1], cells[0]);
      cells.slice(1).forEach((text, part) => setText(others[part], text));
      // Every row has the same buttons: the run's name tells them apart for those who only hear them.
      buttons.forEach(({ title }, part) =>
        others[others.length - 1].children[part].setAttribute("aria-label", `${title}: ${cells[0]}`),
      );
    });
  }

  /** @param {Row} row */
  row({ color, second, cells, buttons }) {
    const mark = element("span", second ? "mlpviz-line mlpviz-lines" : "mlpviz-line");
    if (color) mark.style.setProperty("--line", color);
    if (second) mark.style.setProperty("--second", second);
    const name = heading("", "row");
    name.append(mark, element("span", ""));
    const figures = cells.slice(1).map(() => element("td", ""));
    const made = buttons.map((entry) => actionButton(entry, this.act));
    return element("tr", "", name, ...figures, element("td", "", ...made));
  }
}

/**
 * @param {string} text
 * @param {"col" | "row"} scope
 */
function heading(text, scope) {
  const node = element("th", "", text);
  node.scope = scope;
  return node;
}
