// @ts-check
// Sent with the dialog: it only finds the real front end, as the board's loader does.
/** @type {HTMLScriptElement | null} */
const entry = document.querySelector('script[type="module"][src*="static/js/"]');
const root = entry ? new URL("../../", entry.src) : new URL("./", document.baseURI);
/** @type {Promise<typeof import("./board/frontend/drawing/panel.js")> | undefined} */
let front;

/** @param {import("./board/frontend/drawing/types.js").Component} component */
export default async function (component) {
  front ??= import(new URL(component.data.assets.panel, root).href);
  return (await front).show(component, root);
}
