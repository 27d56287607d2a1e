import assert from "node:assert/strict";
import { test } from "node:test";

/** The script with a page that announces a module, which notes that it was run. */
let look = () => {};
let connected = false;
let watching = true;
globalThis.MutationObserver = class {
  constructor(callback) {
    look = callback;
  }

  observe() {}

  disconnect() {
    watching = false;
  }
};
const href = "data:text/javascript,globalThis.evaluated = true";
globalThis.window = { addEventListener: () => {}, history: { pushState: () => {} } };
globalThis.document = {
  querySelector: (selector) =>
    selector.startsWith("link") ? { href } : connected ? {} : null,
};
const set = globalThis.setTimeout;
globalThis.setTimeout = (callback, wait) => set(callback, wait).unref?.() ?? 0; // no wait at the end
await import("../../mlpviz/ui/board/frontend/early.js");
globalThis.setTimeout = set;

const task = () => new Promise((resolve) => set(resolve, 20));

test("plotly.js is evaluated once Streamlit is connected, and not before", async () => {
  look();
  await task();
  assert.equal(globalThis.evaluated, undefined);
  assert.ok(watching);
  connected = true;
  look();
  await task();
  assert.equal(globalThis.evaluated, true);
  assert.ok(!watching);
});
