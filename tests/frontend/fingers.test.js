import assert from "node:assert/strict";
import { test } from "node:test";

import { withoutKeys } from "../../mlpviz/ui/board/frontend/fingers.js";

const text = "Press Play (Space) to train it, or Step (S) for one epoch. Loss (train): 2 (SGD).";

test("keys are named where there are some", () => {
  globalThis.matchMedia = () => ({ matches: false });
  assert.equal(withoutKeys(text), text);
});

test("keys are not named to fingers; what else stands in brackets stays", () => {
  globalThis.matchMedia = () => ({ matches: true });
  const rest = "Press Play to train it, or Step for one epoch. Loss (train): 2 (SGD).";
  assert.equal(withoutKeys(text), rest);
});
