import assert from "node:assert/strict";
import { test } from "node:test";

import { columns } from "../../mlpviz/ui/board/frontend/grid.js";

test("as many columns as fit, one at least and four at most", () => {
  assert.deepEqual([0, 261, 523, 524, 786, 5000].map(columns), [1, 1, 1, 2, 3, 4]);
});
