import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { position } from "../../mlpviz/ui/board/frontend/about.js";

const card = (left, top, width = 300, height = 280) => ({ left, top, right: left + width, bottom: top + height });

test("a panel is beside its card: right, left, below or above, wherever there is room", () => {
  assert.equal(position(card(300, 100), 1280, 800).left, "604px");
  assert.equal(position(card(960, 100), 1280, 800).right, "324px");
  assert.equal(position(card(20, 100), 390, 800).top, "384px");
  assert.equal(position(card(20, 500), 390, 800).bottom, "304px");
});

test("a panel stays in the window, however small that is", () => {
  const high = position(card(300, 700), 1280, 800);
  assert.deepEqual([high.top, high.bottom], ["auto", "4px"]);
  assert.equal(position(card(300, -90), 1280, 800).top, "4px");
  assert.equal(position(card(0, 0, 320, 480), 320, 500).maxHeight, "225px");
  assert.equal(position(card(0, 0, 320, 480), 320, 500).width, "312px");
});
