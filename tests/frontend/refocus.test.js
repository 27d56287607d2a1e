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
