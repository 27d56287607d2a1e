import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { happening } from "./page.js";

mock.timers.enable({ apis: ["setTimeout"] });
const body = new Element("body");
const opener = { matches: () => true, focus: () => (document.activeElement = opener) };
const other = { matches: () => false };
let open = true;
Object.assign(document, { body, activeElement: body });
body.matches = () => false;
document.querySelector = (selector) => (selector.includes("groups") ? (open ? {} : null) : opener);
await import("../../mlpviz/ui/board/frontend/refocus.js");

const choose = () => happening("click", { target: new Element(".st-key-datasets_groups button") });

test("after a choice the focus goes to the button that opened the panel", () => {
  choose();
  mock.timers.tick(300);
  assert.equal(document.activeElement, body, "not as long as the panel is open");
  open = false;
  mock.timers.tick(100);
  assert.equal(document.activeElement, opener);
  document.activeElement = body; // Streamlit has made it anew
  mock.timers.tick(100);
  assert.equal(document.activeElement, opener);
});

test("where the visitor has gone on, it stays", () => {
  document.activeElement = other;
  mock.timers.tick(500);
  choose();
  mock.timers.tick(500);
  assert.equal(document.activeElement, other);
});

test("other clicks move nothing", () => {
  document.activeElement = body;
  happening("click", { target: new Element(".mlpviz-card") });
  mock.timers.tick(500);
  assert.equal(document.activeElement, body);
});

test("who presses anything meanwhile has gone on", () => {
  for (const pressed of ["pointerdown", "keydown"]) {
    document.activeElement = body;
    choose();
    happening(pressed, { target: opener });
    mock.timers.tick(500);
    assert.equal(document.activeElement, body);
  }
});

/** A list called "Element". */
function list() {
  const found = new Element("input[role=combobox]");
  const focus = () => (document.activeElement = found);
  return Object.assign(found, { isConnected: true, getAttribute: () => "Element", matches: () => false, focus });
}

test("a list that is made anew after Enter has the focus that the old one had", () => {
  const [old, renewed] = [list(), list()];
  const ask = document.querySelector;
  document.querySelector = (selector) => (selector.includes('[aria-label="Element"]') ? renewed : null);
  document.activeElement = old;
  happening("keydown", { key: "Enter", target: old });
  mock.timers.tick(300);
  assert.equal(document.activeElement, old, "nothing has become of it yet");
  old.isConnected = false;
  document.activeElement = body;
  mock.timers.tick(100);
  assert.equal(document.activeElement, renewed);
  document.activeElement = other;
  renewed.isConnected = false;
  mock.timers.tick(500);
  assert.equal(document.activeElement, other, "the visitor has gone on");
  document.activeElement = body;
  mock.timers.tick(500);
  assert.equal(document.activeElement, body);
  document.querySelector = ask;
});

test("other keys, and Enter elsewhere, move nothing", () => {
  const old = list();
  old.isConnected = false;
  document.querySelector = () => assert.fail("nothing is looked for");
  document.activeElement = body;
  happening("keydown", { key: "a", target: old });
  happening("keydown", { key: "Enter", target: new Element("button") });
  mock.timers.tick(500);
  assert.equal(document.activeElement, body);
});
