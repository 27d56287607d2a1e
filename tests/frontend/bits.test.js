import assert from "node:assert/strict";
import test from "node:test";

import { packed, stroke, unpacked } from "../../mlpviz/ui/board/frontend/bits.js";

const SIDE = 64;

test("bits come back as they were", () => {
  const bits = new Uint8Array(SIDE * SIDE);
  for (const k of [0, 31, 32, 100, SIDE * SIDE - 1]) bits[k] = 1;
  const words = packed(bits);
  assert.equal(words.length, 128);
  assert.deepEqual(unpacked(words), bits);
});

test("words are whole numbers without a sign, the lowest bit first", () => {
  const bits = new Uint8Array(SIDE * SIDE);
  bits[0] = bits[2] = bits[63] = 1;
  assert.deepEqual(packed(bits).slice(0, 2), [5, 2 ** 31]);
});

test("a stroke is as wide as the pen and ends with a round", () => {
  const bits = new Uint8Array(SIDE * SIDE);
  stroke(bits, SIDE, { x: 10, y: 32 }, { x: 50, y: 32 }, 8);
  const column = (/** @type {number} */ x) => Array.from({ length: SIDE }, (_, y) => bits[y * SIDE + x]).filter(Boolean);
  assert.equal(column(30).length, 8);
  assert.equal(column(4).length, 0);
  assert.ok(column(7).length < 8);
});

test("a stroke beyond the edge stays on the pad", () => {
  const bits = new Uint8Array(SIDE * SIDE);
  stroke(bits, SIDE, { x: -20, y: -20 }, { x: 90, y: 90 }, 6);
  assert.equal(bits.length, SIDE * SIDE);
  assert.equal(bits[0] + bits[SIDE * SIDE - 1], 2);
});

test("a press without a move is a dot", () => {
  const bits = new Uint8Array(SIDE * SIDE);
  stroke(bits, SIDE, { x: 20, y: 20 }, { x: 20, y: 20 }, 4);
  const ink = bits.reduce((sum, bit) => sum + bit, 0);
  assert.ok(ink >= 12 && ink <= 16);
});
