// @ts-check
// Sent with every frame, so it only finds the real front end: addresses are relative to the place
// that Streamlit's own script came from, which holds behind any base path, proxy or page address.
/** @type {HTMLScriptElement | null} */
const entry = document.querySelector('script[type="module"][src*="static/js/"]');
const root = entry ? new URL("../../", entry.src) : new URL("./", document.baseURI);
/** @type {Promise<typeof import("./board.js")> | undefined} */
let front;

/** @param {import("./types.js").Component} component */
export default async function (component) {
  front ??= import(new URL(component.data.assets.board, root).href);
  return (await front).show(component, root);
}
