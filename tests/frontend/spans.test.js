import assert from "node:assert/strict";
import { test } from "node:test";

import { columns, rows, spans } from "../../mlpviz/ui/board/frontend/spans.js";

/** @param {string} letters a card each: w is wide */
const group = (letters) => [...letters].map((letter) => ({ wide: letter === "w" }));

test("as many columns as fit, one at least and three at most", () => {
  assert.deepEqual([0, 255, 511, 512, 768, 5000].map(columns), [1, 1, 1, 2, 3, 3]);
});

test("the first screen has as few rows as possible, and what is left over goes to the wide card", () => {
  assert.deepEqual(spans(group("w....."), 3, true), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(spans(group("w...."), 3, true), [2, 1, 1, 1, 1]);
  assert.deepEqual(spans(group("w...."), 2, true), [2, 1, 1, 1, 1]);
  assert.deepEqual(spans(group("w...."), 1, true), [1, 1, 1, 1, 1]);
});

test("elsewhere wide cards have two columns", () => {
  assert.deepEqual(spans(group("ww.w"), 3, false), [3, 3, 1, 2]);
  assert.deepEqual(spans(group("w.w"), 3, false), [3, 1, 2]);
  assert.deepEqual(spans(group("w"), 3, false), [3]);
  assert.deepEqual(spans([], 3, false), []);
});

test("no row has a hole, whatever the cards", () => {
  for (let n = 0; n < 2 ** 9; n++) {
    const cards = group(n.toString(2).replaceAll("0", ".").replaceAll("1", "w"));
    for (const count of [1, 2, 3]) {
      for (const packed of [true, false]) {
        let row = 0;
        const taken = spans(cards, count, packed);
        for (const span of taken) {
          assert.ok(span >= 1);
          row += span;
          assert.ok(row <= count);
          if (row === count) row = 0;
        }
        assert.equal(row, 0);
        assert.ok(Number.isInteger(rows(taken, count)));
      }
    }
  }
});
