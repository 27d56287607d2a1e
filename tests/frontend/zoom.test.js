import assert from "node:assert/strict";
import { test } from "node:test";

import { Zoom } from "../../mlpviz/ui/board/frontend/zoom.js";

const layout = (type = "linear") => ({ title: "t", xaxis: { type, range: [0, 1] }, yaxis2: {} });

function zoomed() {
  const zoom = new Zoom();
  zoom.apply(layout(), "run 1");
  zoom.remember({ layout: { xaxis: { range: [2, 3] } } }, { "xaxis.range[0]": 2 });
  return zoom;
}

test("a figure's own ranges are left until the user chooses some", () => {
  const applied = new Zoom().apply(layout(), "run 1");
  assert.deepEqual(applied.xaxis, { type: "linear", range: [0, 1], uirevision: false });
  assert.deepEqual(applied.yaxis2, { uirevision: false });
  assert.equal(applied.title, "t");
});

test("what the user has chosen stays while the figure changes its own ranges", () => {
  const grown = { ...layout(), xaxis: { type: "linear", range: [0, 9] } };
  assert.deepEqual(zoomed().apply(grown, "run 1").xaxis.range, [2, 3]);
  assert.deepEqual(grown.xaxis.range, [0, 9], "the figure itself is not touched");
});

test("another run, another type of axis and a reset forget it", () => {
  assert.deepEqual(zoomed().apply(layout(), "run 2").xaxis.range, [0, 1]);
  const zoom = zoomed();
  assert.deepEqual(zoom.apply(layout("log"), "run 1").xaxis.range, [0, 1]);
  assert.deepEqual(zoom.apply(layout(), "run 1").xaxis.range, [0, 1]);
  const reset = zoomed();
  reset.reset();
  assert.deepEqual(reset.apply(layout(), "run 1").xaxis.range, [0, 1]);
});

test("what is no range is not remembered", () => {
  const zoom = new Zoom();
  zoom.apply(layout(), "run 1");
  zoom.remember({ layout: {} }, { "xaxis.title": "x", dragmode: "pan" });
  zoom.remember({ layout: {} }, undefined);
  assert.deepEqual(zoom.ranges, {});
});
