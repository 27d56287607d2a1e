// @ts-check
/** @import { Metric } from "./protocol.js" */

import { element, setText } from "./elements.js";

/** The numbers above the charts. */
export class Metrics {
  constructor() {
    this.node = element("dl", "mlpviz-metrics");
  }

  /** @param {Metric[]} metrics */
  show(metrics) {
    const { children } = this.node;
    while (children.length > metrics.length) children[children.length - 1].remove();
    metrics.forEach(({ label, value }, index) => {
      const row =
        children[index] ??
        this.node.appendChild(element("div", "", element("dt", ""), element("dd", "")));
      [label, value].forEach((text, part) => setText(row.children[part], text));
    });
  }
}
