// @ts-check
/** @import { Plotly } from "./types.js" */

/** @type {Promise<Plotly> | undefined} */
let plotly;

/**
 * Load plotly.js and the style sheet, once per page.
 * @param {URL} root
 * @param {Record<string, string>} assets addresses relative to `root`
 * @returns {Promise<Plotly>}
 */
export function load(root, assets) {
  plotly ??= Promise.all([
    import(new URL(assets.plotly, root).href), // it has no exports, but puts itself into the window
    styleSheet(new URL(assets.style, root).href),
  ]).then(() => window.Plotly);
  plotly.catch(() => (plotly = undefined)); // the next board tries again
  return plotly;
}

/**
 * Add a style sheet to the page's head and wait until it has loaded.
 * @param {string} href
 * @returns {Promise<unknown>}
 */
export function styleSheet(href) {
  return new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    node.onload = resolve;
    node.onerror = () => reject(new Error(`could not load ${href}`));
    document.head.append(node);
  });
}
