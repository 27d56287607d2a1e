// @ts-check
/** @import { Fan, Level, Quantity, Stage, Tracing } from "../protocol.js" */
/** @import { Box, Column } from "./layout.js" */

import { element } from "../elements.js";
import { decoded, number } from "../numbers.js";
import { cursor } from "./cursor.js";
import { layout, shownColumns } from "./layout.js";
import { channels, largest, svg, tint } from "./svg.js";

const HEIGHT = 236; // px, unless cards need more
const FINE = 8; // px, of cells that have no rims
const LOW = 116; // below a strip of norms
const FINGER = 44; // px, of a column that can be pressed, at least
const LINE = 15; // px from one number of a card to the next
const THICK = 3; // px across the heaviest weight
const SHORT = 4; // digits of what stands on the page
const LONG = 9; // and of what is told of a number that is pointed at

/** @typedef {(quantity: Quantity, k: number, unit: number, digits?: number) => string} Told a unit's number */

/** The network: columns of units with their numbers, weights between them, chosen by a click. */
export class Diagram {
  /**
   * @param {object} tells
   * @param {(level: number, unit: number) => void} tells.unit a unit was chosen
   * @param {(name: string, index: number[]) => void} tells.weight a weight was chosen
   * @param {(place: string) => void} tells.point a place is pointed at
   */
  constructor(tells) {
    this.tells = tells;
    this.node = element("div", "mlpviz-trace-diagram");
    /** @type {Map<number, { key: string, node: SVGElement }>} columns of cells as they were drawn */
    this.drawn = new Map();
  }

  /**
   * @param {Tracing} view
   * @param {Stage} stage
   * @param {(place: string) => boolean} hides
   * @param {string} hidden what is hidden, as a key
   */
  show(view, stage, hides, hidden) {
    const width = Math.max(260, this.node.clientWidth);
    const style = getComputedStyle(this.node);
    const ground = channels(style.getPropertyValue("--st-background-color"));
    const shown = shownColumns(view.levels.length, stage.level);
    const { columns, height } = layout(view.levels, shown, width, view.norms.length ? LOW : HEIGHT);
    const focused = [...this.node.querySelectorAll("[role=slider]")].indexOf(
      /** @type {Element} */ (document.activeElement),
    );
    const backward = isBackward(view, stage);
    const drawing = svg("svg", { width, height, role: "group", "aria-label": "The network" });
    drawing.setAttribute("class", backward ? "mlpviz-backward" : "mlpviz-forward");
    for (const fan of view.fans) drawing.append(...this.edges(fan, columns, view));
    for (const column of columns) {
      const { index, x, width: wide, level } = column;
      const key = [view.key, x, wide, active(level, stage).name, ground, hidden].join("|");
      const kept = column.cards ? undefined : this.drawn.get(index);
      const node = kept?.key === key ? kept.node : this.column(column, stage, hides, ground, height);
      this.drawn.set(index, { key, node });
      drawing.append(node);
    }
    this.node.replaceChildren(drawing);
    if (focused < 0) return;
    /** @type {NodeListOf<HTMLElement>} */
    const drawn = this.node.querySelectorAll("[role=slider]");
    drawn[focused]?.focus({ preventScroll: true }); // the column that had it
  }

  /**
   * The lines of a fan, if both of its columns are drawn.
   * @param {Fan} fan
   * @param {Column[]} columns
   * @param {Tracing} view
   * @returns {SVGElement[]}
   */
  edges({ level, quantity, rows, columns: units, values }, columns, view) {
    const to = columns.find(({ index }) => index === level);
    const from = columns.find(({ index }) => index === level - 1);
    if (!to || !from) return [];
    const weights = decoded(values);
    const most = largest(weights);
    const drawn = [];
    for (const [i, row] of rows.entries()) {
      for (const [j, unit] of units.entries()) {
        const start = from.units[row - from.level.first];
        const end = to.units[unit - to.level.first];
        if (!start || !end) continue;
        const value = weights[i * units.length + j];
        const chosen = view.name === quantity && view.index[0] === row && view.index[1] === unit;
        drawn.push({ chosen, node: this.edge(start, end, from, { quantity, row, unit, value, most, chosen }) });
      }
    }
    drawn.sort((one, other) => Number(one.chosen) - Number(other.chosen)); // that one lies on top
    return drawn.map(({ node }) => node);
  }

  /**
   * @param {Box} start
   * @param {Box} end
   * @param {Column} from
   * @param {{ quantity: string, row: number, unit: number, value: number, most: number, chosen: boolean }} weight
   */
  edge(start, end, from, { quantity, row, unit, value, most, chosen }) {
    const x1 = from.cards ? start.x + start.width : start.x + start.width / 2;
    const y1 = start.y + start.height / 2;
    const [x2, y2] = [end.x, end.y + end.height / 2];
    const sign = value < 0 ? "mlpviz-negative" : "mlpviz-positive";
    const at = `${quantity}:${row},${unit}`;
    const visible = svg("line", {
      x1, y1, x2, y2,
      class: `mlpviz-trace-edge ${sign}${chosen ? " mlpviz-chosen" : ""}`,
      "stroke-width": (0.6 + (THICK * Math.abs(value)) / most).toFixed(2),
      "stroke-opacity": (0.3 + (0.7 * Math.abs(value)) / most).toFixed(2),
      "data-place": at,
    });
    const reach = svg("line", { x1, y1, x2, y2, class: "mlpviz-trace-reach", "data-place": at },
      svg("title", {}, `${quantity}[${row}, ${unit}] = ${number(value, LONG)}`));
    reach.addEventListener("click", () => this.tells.weight(quantity, [row, unit]));
    return svg("g", {}, visible, reach);
  }

  /**
   * @param {Column} column
   * @param {Stage} stage
   * @param {(place: string) => boolean} hides
   * @param {number[]} ground
   * @param {number} height of the drawing
   */
  column(column, stage, hides, ground, height) {
    const { level, index } = column;
    const { title, first, names, quantities, chosen } = level;
    const numbers = quantities.map(({ values }) => decoded(values));
    const group = svg("g", { class: "mlpviz-trace-column" });
    const more = Math.max(0, (FINGER - column.width) / 2);
    group.append(svg("rect", { x: column.x - more, y: 0, width: column.width + 2 * more, height, class: "mlpviz-trace-ground" }));
    group.append(svg("text", { x: column.x + column.width / 2, y: 12, class: "mlpviz-trace-title" }, title));
    /** @type {Told} */
    const text = (quantity, k, unit, digits = SHORT) => {
      if (hides(place(quantity, first + unit))) return "?";
      return (digits === SHORT && quantity.texts[unit]) || number(numbers[k][unit], digits);
    };
    cursor(group, {
      label: title,
      count: names.length,
      at: chosen - first,
      row: column.cards ? 1 : level.columns,
      words: (unit) => `${names[unit]}: ${quantities.map((q, k) => `${q.label} ${text(q, k, unit)}`).join(", ")}`,
      point: (unit) => this.tells.point(place(active(level, stage), first + unit)),
      choose: (unit) => this.tells.unit(index, first + unit),
    });
    if (column.cards) this.cards(group, column, stage, text);
    else this.cells(group, column, stage, numbers, hides, ground);
    return group;
  }

  /**
   * @param {SVGElement} group
   * @param {Column} column
   * @param {Stage} stage
   * @param {Told} text
   */
  cards(group, { level, index, units }, stage, text) {
    for (const [unit, { x, y, width, height }] of units.entries()) {
      const on = level.chosen === level.first + unit ? " mlpviz-chosen" : "";
      const card = svg("g", { class: `mlpviz-trace-unit${on}` });
      card.append(svg("rect", { x, y, width, height, rx: 4 }));
      for (const [k, quantity] of level.quantities.entries()) {
        const now = quantity.name === stage.quantity ? " mlpviz-now" : "";
        const back = quantity.delta ? " mlpviz-delta" : "";
        const at = { y: y + 13 + LINE * k, "data-place": place(quantity, level.first + unit) };
        const words = text(quantity, k, unit);
        card.append(
          svg("text", { ...at, x: x + 5, class: `mlpviz-trace-label${now}${back}` }, quantity.label + (index ? "" : level.first + unit)),
          svg("text", { ...at, x: x + width - 5, class: `mlpviz-trace-number${now}${back}` }, words,
            svg("title", {}, `${level.names[unit]}: ${quantity.label} ${text(quantity, k, unit, LONG)}`)),
        );
      }
      card.addEventListener("click", () => this.tells.unit(index, level.first + unit));
      group.append(card);
    }
  }

  /**
   * @param {SVGElement} group
   * @param {Column} column
   * @param {Stage} stage
   * @param {ArrayLike<number>[]} numbers
   * @param {(place: string) => boolean} hides
   * @param {number[]} ground
   */
  cells(group, { level, index, units, bars }, stage, numbers, hides, ground) {
    const shown = active(level, stage);
    const values = numbers[level.quantities.indexOf(shown)];
    const most = largest(values);
    for (const [unit, { x, y, width, height }] of units.entries()) {
      const at = place(shown, level.first + unit);
      const on = level.chosen === level.first + unit ? " mlpviz-chosen" : "";
      const fine = width < FINE ? " mlpviz-trace-fine" : "";
      const fill = hides(at) ? tint(0, ground) : tint(values[unit] / most, ground);
      group.append(svg("rect", { x, y, width, height, fill, class: `mlpviz-trace-cell${fine}${on}`, "data-place": at }));
    }
    const delta = level.quantities.findIndex((quantity) => quantity.delta);
    const longest = delta < 0 ? 1 : largest(numbers[delta]);
    for (const [unit, { x, y, width, height }] of bars.entries()) {
      const at = place(level.quantities[delta], level.first + unit);
      const part = hides(at) ? 0 : numbers[delta][unit] / longest;
      const middle = x + width / 2;
      const long = (Math.abs(part) * width) / 2;
      const sign = part < 0 ? "mlpviz-negative" : "mlpviz-positive";
      group.append(
        svg("rect", { x, y, width, height, class: "mlpviz-trace-bar-room", "data-place": at }),
        svg("rect", {
          x: part < 0 ? middle - long : middle, y: y + 0.5, width: long, height: Math.max(1, height - 1),
          class: `mlpviz-trace-bar ${sign}`, "data-place": at,
        }),
      );
    }
    group.addEventListener("click", ({ target }) => {
      const at = target instanceof SVGElement ? target.dataset.place : undefined;
      if (at) this.tells.unit(index, Number(at.split(":")[1]));
    });
  }
}

/**
 * @param {Quantity} quantity
 * @param {number} unit
 */
function place(quantity, unit) {
  return `${quantity.name}:${unit}`;
}

/**
 * The quantity whose numbers a column's cells have with a step: the step's own, else what goes on
 * from the column, or comes out of it.
 * @param {Level} level
 * @param {Stage} stage
 */
function active({ quantities }, stage) {
  const forward = quantities.filter(({ name, delta }) => !delta && name !== "y");
  return forward.find(({ name }) => name === stage.quantity) ?? forward[forward.length - 1];
}

/**
 * Whether a step belongs to the backward pass: those after the loss.
 * @param {Tracing} view
 * @param {Stage} stage
 */
export function isBackward({ stages }, stage) {
  return stages.indexOf(stage) > stages.findIndex(({ quantity }) => quantity === "L");
}
