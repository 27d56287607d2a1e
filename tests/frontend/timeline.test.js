import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
const { epochs } = await import("../../mlpviz/ui/board/frontend/timeline.js");

test("the slider has every epoch that is kept, and the newest one once", () => {
  assert.deepEqual(epochs(1, 3), [0, 1, 2, 3]);
  assert.deepEqual(epochs(4, 10), [0, 4, 8, 10]);
  assert.deepEqual(epochs(5, 10), [0, 5, 10]);
  assert.deepEqual(epochs(7, 7), [0, 7]);
});
