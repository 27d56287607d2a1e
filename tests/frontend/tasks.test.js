import assert from "node:assert/strict";
import { test } from "node:test";

import { inTime, nextScreen, nextTask } from "../../mlpviz/ui/board/frontend/tasks.js";

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

test("what is drawn is shown with the next screen, and a hidden page waits for none", async () => {
  const frames = [];
  globalThis.requestAnimationFrame = (callback) => frames.push(callback);
  globalThis.document = { hidden: true };
  await nextScreen();
  assert.equal(frames.length, 0);
  globalThis.document.hidden = false;
  let shown = false;
  const waits = nextScreen().then(() => (shown = true));
  await nextTask();
  assert.ok(!shown);
  frames.pop()();
  await waits;
});
