// @ts-check
// Run with the page, before any board is there: evaluates plotly.js while the page waits for the
// first run of the script, of which Streamlit asks the server as soon as it is connected.
import "./entries.js";

const CONNECTED = "[data-test-connection-state=CONNECTED]";
const PATIENCE = 10_000; // ms, after which a board will have asked for plotly.js itself
/** @type {HTMLLinkElement | null} */
const announced = document.querySelector('link[rel="modulepreload"][href*="/plotly"]');

const watch = new MutationObserver(() => {
  if (!announced || !document.querySelector(CONNECTED)) return;
  watch.disconnect();
  // After what is due now: the request itself. What fails here, the board says.
  setTimeout(() => import(announced.href).catch(() => undefined));
});
const attributes = ["data-test-connection-state"];
watch.observe(document, { subtree: true, childList: true, attributeFilter: attributes });
setTimeout(() => watch.disconnect(), PATIENCE);
