import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
const front = "../../mlpviz/ui/board/frontend/trace";
const { isCards, layout, shownColumns } = await import(`${front}/layout.js`);
const { goes, indices, quantity } = await import(`${front}/light.js`);
const { cellOf, indexOf } = await import(`${front}/matrices.js`);
const { channels, largest, tint } = await import(`${front}/svg.js`);

const column = (names, texts, more = {}) => ({
  names: Array.from({ length: names }, (_, k) => String(k)),
  rows: names,
  columns: 1,
  picture: false,
  first: 0,
  quantities: ["z1", "a1", "d1"].map((name) => ({ name, label: name[0], texts, delta: name === "d1" })),
  ...more,
});

test("a part is lit with its own place, and with the whole that it belongs to", () => {
  assert.ok(goes("d1:1", "d1:1"));
  assert.ok(goes("d1", "d1:1"), "the name in the NumPy line");
  assert.ok(goes("d1:1", "d1"));
  assert.ok(!goes("d1:1", "d1:2"));
  assert.ok(!goes("d1", "dW1:0,1"));
  assert.deepEqual([quantity("W1:0,3"), indices("W1:0,3"), indices("L")], ["W1", [0, 3], []]);
});

test("of a deep network the columns around the step's own are shown", () => {
  assert.deepEqual(shownColumns(5, 2), [0, 1, 2, 3, 4]);
  assert.deepEqual(shownColumns(18, 0), [0, 1, 2]);
  assert.deepEqual(shownColumns(18, 9), [8, 9, 10]);
  assert.deepEqual(shownColumns(18, 17), [15, 16, 17]);
});

test("cards stand below each other, whole, and cells in their rows", () => {
  const small = column(4, ["1", "2", "3", "4"]);
  assert.ok(isCards(small));
  const { columns, height } = layout([small, column(32, [], { rows: 16, columns: 2 })], [0, 1], 400, 200);
  const [cards, cells] = columns;
  assert.ok(height >= 200);
  for (const [k, { y }] of cards.units.entries()) {
    if (k) assert.ok(y >= cards.units[k - 1].y + cards.units[k - 1].height, "no card on another one");
  }
  assert.equal(cells.units[1].y, cells.units[0].y);
  assert.ok(cells.units[2].y > cells.units[1].y);
  assert.equal(cells.bars.length, 32);
  assert.ok(cells.x + cells.width <= 400);
});

test("a cell is the entry that it stands for, and back", () => {
  const whole = { rows: 2, columns: 4, column: -1, first: 0, pick: "W1" };
  const image = { rows: 28, columns: 28, column: 7, first: 784, pick: "W1" };
  const wide = { rows: 1, columns: 5, column: -1, first: 0, pick: "b1" };
  for (const [matrix, index, cell] of [
    [whole, [1, 3], [1, 3]],
    [image, [784 + 29, 7], [1, 1]],
    [wide, [3], [0, 3]],
  ]) {
    assert.deepEqual(indexOf(matrix, ...cell), index);
    assert.deepEqual(cellOf(matrix, index), cell);
  }
  assert.equal(cellOf(image, [784, 3]), null, "another unit's");
  assert.equal(cellOf(image, [3, 7]), null, "of another plane");
});

test("colours are the page's at zero, blue above and orange below", () => {
  assert.deepEqual(channels("#0e1117"), [14, 17, 23]);
  assert.deepEqual(channels("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.equal(tint(0, [14, 17, 23]), "rgb(14,17,23)");
  assert.equal(tint(1, [255, 255, 255]), "rgb(47,127,208)");
  assert.equal(tint(-1, [0, 0, 0]), "rgb(217,95,2)");
  assert.equal(tint(Number.NaN, [0, 0, 0]), "rgb(242,194,0)");
  assert.deepEqual([largest([0, 0]), largest([1, -3, Number.NaN])], [1, 3]);
});
