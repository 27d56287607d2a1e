import assert from "node:assert/strict";
import { test } from "node:test";

const SCRIPT = "../../mlpviz/ui/board/frontend/server.js";

/** What Streamlit is told on a page with this address. */
async function told(address) {
  globalThis.window = { __streamlit: { kept: 1 } };
  globalThis.document = { baseURI: address };
  await import(`${SCRIPT}?${encodeURIComponent(address)}`);
  return globalThis.window.__streamlit;
}

test("the server is beside the page, whichever page it is, and below its base path", async () => {
  const root = { kept: 1, BACKEND_BASE_URL: "https://host/" };
  assert.deepEqual(await told("https://host/"), root);
  assert.deepEqual(await told("https://host/bug-lab?bug=skips-w2#here"), root);
  const below = await told("https://host/nn/gradients");
  assert.equal(below.BACKEND_BASE_URL, "https://host/nn/");
});
