import assert from "node:assert/strict";
import { test } from "node:test";

import { inTime, nextTask } from "../../mlpviz/ui/board/frontend/tasks.js";

test("what comes in time is passed on, a failure too", async () => {
  assert.equal(await inTime(Promise.resolve(3)), 3);
  await assert.rejects(inTime(Promise.reject(new Error("no"))), /no/);
});

test("what never comes fails", async () => {
  await assert.rejects(inTime(new Promise(() => {}), 1), /not drawn in time/);
});

test("the next task comes after what is already due", async () => {
  const order = [];
  setTimeout(() => order.push("due"));
  await nextTask();
  order.push("next");
  assert.deepEqual(order, ["due", "next"]);
});
