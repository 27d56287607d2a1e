import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  HIGH,
  LOW,
  between,
  countsOf,
  decode,
  encode,
  kindOf,
  lack,
  onPlane,
  placeOf,
  point,
  spray,
  without,
} from "../../mlpviz/ui/board/frontend/drawing/points.js";

const SHARED = JSON.parse(readFileSync(new URL("drawings.json", import.meta.url), "utf8"));
const NAMES = ["A", "B", "C", "D"];

test("texts mean what they mean in Python", () => {
  for (const [text, points] of Object.entries(SHARED.points)) {
    const packed = points.map(([x, y, kind]) => point({ x, y }, kind));
    assert.equal(encode(packed), text);
    assert.deepEqual(decode(text), packed);
    assert.deepEqual(packed.map((each) => [placeOf(each).x, placeOf(each).y, kindOf(each)]), points);
  }
});

test("what is no text of points is none", () => {
  for (const text of ["AAA", "AAAAA", "A+AA", "left-out.1200", "AAAé"]) assert.deepEqual(decode(text), []);
});

test("what can be trained on is what Python takes", () => {
  for (const { counts, share, trains } of SHARED.counts) {
    const all = [...counts, 0, 0, 0, 0].slice(0, 4);
    assert.equal(lack(all, NAMES, share) === "", trains, `${counts} with ${share}`);
  }
});

test("what is lacking is told with its number", () => {
  assert.match(lack([18, 2, 0, 0], NAMES, 0.2), /Class B has 2 and needs 5/);
  assert.match(lack([9, 0, 9, 0], NAMES, 0.2), /Class B has no points, and C has/);
  assert.match(lack([0, 0, 4, 0], NAMES, 0.2), /class C/);
  assert.match(lack([2, 2, 0, 0], NAMES, 0.2), /3 for training and 1 for testing, and each needs 2/);
});

test("what lies outside is put on the edge", () => {
  assert.deepEqual(onPlane({ x: 9, y: -9 }), { x: HIGH, y: LOW });
  assert.deepEqual(placeOf(point({ x: 9, y: -9 }, 3)), { x: HIGH, y: LOW });
});

test("a spray stays within its reach and on the plane", () => {
  const corner = { x: 1.95, y: -1.95 };
  const places = spray(corner, 0.2, 200);
  assert.equal(places.length, 200);
  for (const { x, y } of places) {
    assert.ok(Math.hypot(x - corner.x, y - corner.y) <= 0.2 + 1e-12);
    assert.ok(x <= HIGH && y >= LOW);
  }
});

test("the eraser takes what is near, and points are counted by class", () => {
  const points = [point({ x: 0, y: 0 }, 0), point({ x: 0.1, y: 0 }, 1), point({ x: 1, y: 1 }, 1)];
  assert.deepEqual(countsOf(points, 4), [1, 2, 0, 0]);
  assert.deepEqual(without(points, { x: 0, y: 0 }, 0.12), [points[2]]);
  assert.deepEqual(without(points, { x: -1, y: 1 }, 0.12), points);
});

test("a pointer that leaps leaves no gaps, and one that hardly moves leaves nothing", () => {
  const from = { x: 0, y: 0 };
  const way = between(from, { x: 0.6, y: 0.8 }, 0.25);
  assert.equal(way.length, 4);
  const ends = [from, ...way].map(({ x, y }) => Math.hypot(x, y));
  ends.slice(1).forEach((end, i) => assert.ok(Math.abs(end - ends[i] - 0.25) < 1e-12));
  assert.deepEqual(between(from, { x: 0.1, y: 0 }, 0.25), []);
  assert.deepEqual(between(from, from, 0.25), []);
});
