import assert from "node:assert/strict";
import { test } from "node:test";

import { happening } from "./page.js";
const { listenForShortcuts } = await import("../../mlpviz/ui/board/frontend/keyboard.js");

const button = new Element("button");
document.querySelector = (selector) => (selector === ".st-key-step button" ? button : null);
listenForShortcuts(() => ({ s: "step", " ": "step", g: "gone" }), new AbortController().signal);

function pressed(values) {
  const before = button.clicks;
  const { prevented } = happening("keydown", { target: new Element("main"), ...values });
  assert.equal(prevented, button.clicks > before);
  return button.clicks - before;
}

test("a key clicks its button", () => {
  assert.equal(pressed({ key: "s" }), 1);
  assert.equal(pressed({ key: "S" }), 1);
});

test("other keys, keys with others held, and keys whose button is not there do nothing", () => {
  assert.equal(pressed({ key: "x" }), 0);
  assert.equal(pressed({ key: "g" }), 0);
  for (const held of ["ctrlKey", "metaKey", "altKey", "shiftKey", "repeat", "defaultPrevented"]) {
    assert.equal(pressed({ key: "s", [held]: true }), 0, held);
  }
});

test("where one types, letters are letters; on a button or a table, only Space has a meaning of its own", () => {
  assert.equal(pressed({ key: "s", target: new Element("textarea") }), 0);
  for (const kind of ["summary", "canvas[tabindex]"]) {
    assert.equal(pressed({ key: "s", target: new Element(kind) }), 1);
    assert.equal(pressed({ key: " ", target: new Element(kind) }), 0);
  }
  assert.equal(pressed({ key: " " }), 1);
});
