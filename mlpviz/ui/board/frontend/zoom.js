// @ts-check
/** @import { Layout, Plot } from "./types.js" */

const AXIS = /^[xy]axis\d*/;

/**
 * The ranges that the user has chosen by zooming or panning a chart. Plotly's `uirevision` gives
 * them up as soon as a figure's own range changes, which that of a growing curve does every frame.
 */
export class Zoom {
  /** @type {Record<string, { type?: string, range: unknown[] }>} by axis */
  ranges = {};
  /** @type {string | null} */
  revision = null;
  /** @type {Layout} the figure's latest layout */
  own = {};

  /**
   * A figure's layout with the user's ranges in place of its own.
   * @param {Layout} layout
   * @param {string} revision another one forgets all ranges, as does an axis that changes its type
   */
  apply(layout, revision) {
    if (revision !== this.revision) this.ranges = {};
    this.revision = revision;
    this.own = layout;
    /** @type {Layout} */
    const result = { ...layout };
    for (const name of Object.keys(layout).filter((key) => AXIS.test(key))) {
      const axis = { ...layout[name], uirevision: false };
      const chosen = this.ranges[name];
      if (chosen && chosen.type === axis.type) axis.range = chosen.range;
      else delete this.ranges[name];
      result[name] = axis;
    }
    return result;
  }

  /**
   * Note what the user just did; plot.layout holds the outcome.
   * @param {Pick<Plot, "layout">} plot
   * @param {object | undefined} changes by path, such as "xaxis.range[0]"
   */
  remember(plot, changes) {
    for (const path of Object.keys(changes ?? {})) {
      const name = path.match(AXIS)?.[0];
      if (!name || !path.includes(".range")) continue;
      this.ranges[name] = { type: this.own[name]?.type, range: [...plot.layout[name].range] };
    }
  }

  /** Back to the figure's own ranges. */
  reset() {
    this.ranges = {};
  }
}
