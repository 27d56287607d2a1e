import assert from "node:assert/strict";
import { test } from "node:test";

import { happening } from "./page.js";

let now = 0; // ms; whatever the machine does, the tests take no time
performance.now = () => now;

const { isLeaving, isResting, noteExits, noteQuestion, place } =
  await import("../../mlpviz/ui/board/frontend/streamlit.js");

const train = { path: "train", first: true };
const lab = { path: "bug-lab", first: false };
const click = (target, values) => happening("click", { target, ...values });

test("a page's place is the last part of its address", () => {
  assert.equal(place({ pathname: "/bug-lab" }), "bug-lab");
  assert.equal(place({ pathname: "/behind/a/proxy/bug-lab" }), "bug-lab");
  assert.equal(place({ pathname: "/behind/a/proxy/" }), "");
});

test("a link leaves every page but its own", () => {
  click(new HTMLAnchorElement("/base/bug-lab"));
  assert.ok(isLeaving(train));
  assert.ok(!isLeaving(lab));
  click(new HTMLAnchorElement("/base/bug-lab", "")); // Streamlit's address of the first page
  assert.ok(!isLeaving(train));
  assert.ok(isLeaving(lab));
});

test("buttons lead out where the board or Python says so", () => {
  const stay = () => click(new HTMLAnchorElement("/bug-lab"));
  stay();
  click(new Element("[data-leaves]"));
  assert.ok(isLeaving(lab));
  stay();
  click(new Element(".st-key-guide .stButton button"));
  assert.ok(!isLeaving(lab), "nobody has named it");
  noteExits(["guide"]);
  click(new Element(".st-key-guide .stButton button"));
  assert.ok(isLeaving(lab));
  stay();
  noteExits([]);
  click(new Element(".st-key-guide .stButton button"));
  assert.ok(!isLeaving(lab));
});

test("a click that opens another tab leaves nothing", () => {
  click(new HTMLAnchorElement("/bug-lab"));
  click(new HTMLAnchorElement("/presets"), { ctrlKey: true });
  assert.ok(!isLeaving(lab));
});

test("a click waits for a question that is on its way out", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  noteQuestion();
  const way = new HTMLAnchorElement("/presets");
  assert.ok(click(way).prevented);
  assert.equal(way.clicks, 0);
  context.mock.timers.tick(20);
  assert.equal(way.clicks, 1);
  assert.ok(!click(way).prevented);
});

test("back and forward leave every page, for two seconds", () => {
  happening("popstate", {});
  assert.ok(isLeaving(train));
  assert.ok(isLeaving(lab));
  now += 2001;
  assert.ok(!isLeaving(train));
});

test("Streamlit rests unless it says that something runs", () => {
  assert.ok(isResting());
  const app = { dataset: { testScriptState: "running" } };
  document.querySelector = () => app;
  assert.ok(!isResting());
  app.dataset.testScriptState = "notRunning";
  assert.ok(isResting());
});
