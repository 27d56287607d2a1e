import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";

/** As much of an element as a button has. */
function made() {
  return {
    children: [],
    dataset: {},
    attributes: {},
    append() {},
    toggleAttribute() {},
    setAttribute(name, value) {
      this.attributes[name] = value;
    },
    addEventListener(type, listener) {
      this[type] = listener;
    },
    replaceChildren(...nodes) {
      this.children.splice(0, Infinity, ...nodes); // the same list, as a browser's
    },
  };
}
document.createElement = made;
const { Switches } = await import("../../mlpviz/ui/board/frontend/switches.js");

test("a switch stays the same button and sends what the newest frame says", () => {
  const sent = [];
  const switches = new Switches((...words) => sent.push(words));
  const entry = { action: "look", title: "Flat", leaves: false };
  switches.show([{ ...entry, argument: "flat", pressed: false }]);
  const [button] = switches.node.children;
  button.click();
  switches.show([{ ...entry, argument: "smooth", pressed: true }]);
  button.click();
  assert.equal(switches.node.children[0], button);
  assert.equal(button.attributes["aria-pressed"], "true");
  assert.deepEqual(sent, [["look", "flat"], ["look", "smooth"]]);
  switches.show([]);
  assert.deepEqual(switches.node.children, []);
});
