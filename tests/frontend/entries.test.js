import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { listeners } from "./page.js";

/** A history that counts its entries. */
const history = {
  entries: [],
  pushState: (state, title, url) => history.entries.push(url),
  replaceState: (state, title, url) => history.entries.splice(-1, 1, url),
};
globalThis.location = {
  get href() {
    return new URL(history.entries.at(-1), "http://host").href;
  },
};
globalThis.window.history = history;
await import("../../mlpviz/ui/board/frontend/entries.js");

const slider = new globalThis.Element('[role="slider"]');
const press = (target, repeat = false) => listeners.keydown({ key: "x", target, repeat });
const click = () => listeners.pointerdown({ target: new globalThis.Element("button") });

beforeEach(() => {
  history.entries = ["/"];
});

test("what nobody did makes no entry", () => {
  history.pushState({}, "", "/?a");
  assert.deepEqual(history.entries, ["/?a"]);
});

test("a click makes one entry, however often the address changes", () => {
  click();
  for (const url of ["/page", "/page?a", "/page?b"]) history.pushState({}, "", url);
  assert.deepEqual(history.entries, ["/", "/page?b"]);
  click();
  history.pushState({}, "", "/page?c");
  assert.deepEqual(history.entries, ["/", "/page?b", "/page?c"]);
});

test("a slider that keys move makes one entry", () => {
  for (const url of ["/?1", "/?2", "/?3"]) {
    press(slider);
    history.pushState({}, "", url);
  }
  assert.deepEqual(history.entries, ["/", "/?3"]);
  press(new globalThis.Element("input"));
  press(new globalThis.Element("input"), true);
  history.pushState({}, "", "/?4");
  assert.deepEqual(history.entries, ["/", "/?3", "/?4"]);
});

test("the address that is there already makes no entry, and what was done still makes one", () => {
  click();
  history.pushState({}, "", "/");
  assert.deepEqual(history.entries, ["/"]);
  history.pushState({}, "", "/?a");
  assert.deepEqual(history.entries, ["/", "/?a"]);
});
