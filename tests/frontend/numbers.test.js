import assert from "node:assert/strict";
import { test } from "node:test";

import { decoded, number } from "../../mlpviz/ui/board/frontend/numbers.js";

test("a number is written as mlpviz/words.py writes it", () => {
  const written = [
    [0, "0"],
    [0.12345, "0.123"],
    [-2.5, "-2.5"],
    [1, "1"],
    [4155.4, "4155"],
    [1.5e-7, "1.5e-7"],
    [12345, "1.23e+4"],
    [0.0001, "0.0001"],
    [9999.6, "1e+4"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "-∞"],
  ];
  for (const [value, text] of written) assert.equal(number(value), text);
  assert.equal(number(0.1234567, 6), "0.123457");
});

test("a typed array is what Python made it of", () => {
  const bytes = Buffer.from(new Float32Array([0.5, -2]).buffer).toString("base64");
  assert.deepEqual([...decoded({ dtype: "f4", bdata: bytes })], [0.5, -2]);
  assert.deepEqual([...decoded({ dtype: "u1", bdata: Buffer.from([0, 127, 254]).toString("base64") })], [0, 127, 254]);
});
