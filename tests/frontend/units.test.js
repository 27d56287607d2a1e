import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { about, name, shades } from "../../mlpviz/ui/board/frontend/units.js";

const node = (level, unit, ...words) => ({ level, unit, words });

test("an edge tells its weight by NumPy's index, and what it connects", () => {
  const edge = { from: node(0, 1, "input x2"), to: node(1, 3, "unit 3 of layer 1", "b1[3] = 0"), value: -0.51234 };
  assert.deepEqual(about({ edge }), ["W1[1, 3] = -0.512", "input x2 → unit 3 of layer 1"]);
  assert.deepEqual(about({ node: edge.to }), ["unit 3 of layer 1", "b1[3] = 0"]);
});

test("no two targets have the same name", () => {
  const [a, b, c] = [node(0, 1), node(1, 0), node(1, 1)];
  const targets = [{ node: a }, { node: b }, { node: c }, { edge: { from: a, to: b } }, { edge: { from: a, to: c } }, null];
  assert.equal(new Set(targets.map(name)).size, targets.length);
});

test("a picture has the colour of the sign, and nothing where it is zero", () => {
  const pixels = [...shades([0, 127, 254], "#ff0000", "#0000ff")];
  assert.deepEqual(pixels.slice(0, 3), [255, 0, 0]);
  assert.deepEqual(pixels.slice(4, 8), [0, 0, 0, 0]);
  assert.deepEqual(pixels.slice(8, 11), [0, 0, 255]);
  assert.equal(pixels[3], pixels[11]);
  assert.ok(pixels[3] > 200);
});
