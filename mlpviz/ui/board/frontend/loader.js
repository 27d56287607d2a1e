// Sent with every frame, so it only finds the real front end: addresses are relative to the place
// that Streamlit's own script came from, which holds behind any base path, proxy or page address.
const entry = document.querySelector('script[type="module"][src*="static/js/"]');
const root = entry ? new URL("../../", entry.src) : new URL("./", document.baseURI);
let front;

export default async function (component) {
  front ??= import(new URL(component.data.assets.board, root).href);
  return (await front).show(component, root);
}
