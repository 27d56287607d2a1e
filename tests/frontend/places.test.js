import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { at, places } from "../../mlpviz/ui/board/frontend/places.js";

const floats = (...values) => ({ dtype: "f4", bdata: Buffer.from(new Float32Array(values).buffer).toString("base64") });
const SIZE = { width: 240, height: 160 };

/** Two inputs at the heights 25 and 75, one unit at 50; weights 1 and -0.01. */
function figure(changes = {}) {
  return {
    data: [
      {
        y: [25, 75, 50],
        marker: { line: { color: "" } },
      },
    ],
    layout: { margin: { l: 20, r: 20, t: 10, b: 10 }, xaxis: { range: [0, 1] }, yaxis: { range: [100, 0] } },
    diagram: {
      units: [[0, 1], [0]],
      words: [["input a < b"], ["input x2"], ["unit 0 of layer 1", "b1[0] = 0.5"]],
      tint: { color: [0, 0, 0.5], cmax: 1, colorscale: [] },
      weights: [floats(1, -0.01)],
      pictures: [],
      shape: null,
      widths: [],
      faintest: 0.1,
      ...changes,
    },
  };
}

test("units stand where the axes put them, with their words", () => {
  const { columns } = places(figure(), SIZE);
  assert.deepEqual(
    columns.flat().map(({ level, unit, x, y }) => [level, unit, x, y]),
    [
      [0, 0, 20, 45],
      [0, 1, 20, 115],
      [1, 0, 220, 80],
    ],
  );
  assert.deepEqual(columns[0][0].words, ["input a < b"]);
  assert.deepEqual(columns[1][0].words, ["unit 0 of layer 1", "b1[0] = 0.5"]);
  assert.equal(columns[1][0].tint, 0.5);
});

test("every weight has its ends and its share of the largest", () => {
  const { edges } = places(figure(), SIZE);
  assert.deepEqual(
    edges.map(({ from, to, share }) => [from.unit, to.unit, Number(share.toFixed(4))]),
    [
      [0, 0, 1],
      [1, 0, -0.01],
    ],
  );
});

test("a unit is found before an edge, and an edge along all of its line", () => {
  const found = places(figure(), SIZE);
  assert.equal(at(found, 0.1, 22, 47).node.unit, 0);
  for (const x of [40, 120, 200]) {
    const y = 45 + ((x - 20) / 200) * 35;
    assert.equal(at(found, 0.1, x, y + 3).edge.from.unit, 0);
    assert.equal(at(found, 0.1, x, y - 20), null);
  }
});

test("an edge that is too faint to be drawn is not found", () => {
  const found = places(figure(), SIZE);
  assert.equal(at(found, 0.1, 60, 108), null);
  assert.equal(at(found, 0, 60, 108).edge.from.unit, 1);
});

test("pictures are left out where there is no room for them", () => {
  const pictures = [{ dtype: "u1", bdata: Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]).toString("base64") }, null];
  const pictured = figure({ pictures, shape: [2, 2] });
  const { columns } = places(pictured, SIZE);
  assert.deepEqual([...columns[0][1].picture], [4, 5, 6, 7]);
  assert.equal(columns[0][1].side, 30);
  assert.equal(columns[1][0].picture, null);
  assert.equal(places(pictured, { width: 50, height: 160 }).columns[0][1].picture, null);
});
