// @ts-check
/** @import { Payload } from "./protocol.js" */
/** @import { Send } from "./types.js" */

import { styleSheet } from "./assets.js";
import { element } from "./elements.js";

/** The place of a trace above the cards. Its modules are loaded with the first frame that has one. */
export class Pane {
  /** @param {Send} send */
  constructor(send) {
    this.send = send;
    this.node = element("div", "mlpviz-pane");
    /** @type {Promise<import("./trace/trace.js").Trace> | undefined} */
    this.trace = undefined;
  }

  /**
   * Show the trace of a frame, if it has one.
   * @param {Payload} payload
   */
  async show({ trace, ways }) {
    if (!trace) return;
    this.trace ??= this.load();
    (await this.trace).show(trace, ways);
  }

  async load() {
    const style = styleSheet(new URL("trace/trace.css", import.meta.url).href);
    const { Trace } = await import("./trace/trace.js");
    await style;
    const trace = new Trace(this.send);
    this.node.append(trace.node);
    return trace;
  }

  close() {
    this.trace?.then((trace) => trace.close());
  }
}
