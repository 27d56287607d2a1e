// @ts-check
/** plotly.js and the styles are in the page already. */
export function load() {
  return Promise.resolve(window.Plotly);
}
