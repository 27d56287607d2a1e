import assert from "node:assert/strict";
import { test } from "node:test";

import { Strokes } from "../../mlpviz/ui/board/frontend/drawing/strokes.js";

test("a stroke of many points is undone and done again as one", () => {
  const strokes = new Strokes([1]);
  strokes.begin();
  strokes.set([1, 2]);
  strokes.set([1, 2, 3]);
  strokes.end();
  assert.ok(strokes.undo());
  assert.deepEqual(strokes.points, [1]);
  assert.ok(strokes.redo());
  assert.deepEqual(strokes.points, [1, 2, 3]);
  assert.ok(!strokes.redo());
});

test("a stroke that changes nothing is none", () => {
  const strokes = new Strokes([1, 2]);
  strokes.begin();
  strokes.set([1, 2]);
  strokes.end();
  strokes.set([1, 2]);
  assert.ok(!strokes.undo());
});

test("what is drawn after an undo is the end of what was undone", () => {
  const strokes = new Strokes([]);
  strokes.set([1]);
  strokes.set([1, 2]);
  strokes.undo();
  strokes.set([1, 3]);
  assert.ok(!strokes.redo());
  strokes.undo();
  strokes.undo();
  assert.deepEqual(strokes.points, []);
  assert.ok(!strokes.undo());
});

test("an undo in the middle of a stroke takes that stroke back", () => {
  const strokes = new Strokes([1]);
  strokes.begin();
  strokes.set([1, 2]);
  strokes.undo();
  strokes.end();
  assert.deepEqual(strokes.points, [1]);
});

test("so many strokes can be undone that memory stays bounded", () => {
  const strokes = new Strokes([]);
  for (let i = 1; i <= 1000; i++) strokes.set([i]);
  assert.equal(strokes.past.length, 200);
});
