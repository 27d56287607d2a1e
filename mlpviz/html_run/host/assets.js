// @ts-check
/** @import { Plotly } from "../../ui/board/frontend/types.js" */

/** plotly.js and the styles are in the page already. */
export function load() {
  return Promise.resolve(window.Plotly);
}
