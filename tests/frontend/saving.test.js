import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.js";
import { fileName } from "../../mlpviz/ui/board/frontend/saving.js";
import { Vector } from "../../mlpviz/ui/board/frontend/vector.js";

test("a file is called after the run, the chart and the epoch", () => {
  const pattern = "mlpviz-digits-{}-epoch-12";
  assert.equal(fileName(pattern, "Learning curves", "svg"), "mlpviz-digits-learning-curves-epoch-12.svg");
  assert.equal(fileName(pattern, "../W1: <b>errors</b>", "png"), "mlpviz-digits-w1-b-errors-b-epoch-12.png");
  assert.equal(fileName("mlpviz-{}", "ö", "png"), "mlpviz-chart.png");
});

test("what is drawn becomes paths and pictures on top of an SVG", () => {
  const context = new Vector();
  Object.assign(context, { strokeStyle: "#123", lineWidth: 2, globalAlpha: 0.5 });
  context.beginPath();
  context.moveTo(0, 1);
  context.lineTo(2.345, 6);
  context.stroke();
  context.beginPath();
  context.arc(10, 10, 3, 0, 2 * Math.PI);
  context.fillStyle = "rgb(1,2,3)";
  context.fill();
  context.beginPath();
  context.rect(1, 2, 3, 4);
  context.fill();
  context.drawImage({ toDataURL: () => "data:x" }, 5, 6, 7, 7);
  const text = context.into("<svg><svg></svg></svg>\n");
  assert.ok(text.startsWith("<svg><svg></svg><g>"));
  assert.ok(text.endsWith("</g></svg>"));
  assert.ok(text.includes('<path d="M0 1L2.35 6" fill="none" stroke="#123" stroke-width="2" opacity="0.5"/>'));
  assert.ok(text.includes('<path d="M7 10a3 3 0 1 0 6 0a3 3 0 1 0 -6 0" fill="rgb(1,2,3)"/>'));
  assert.ok(text.includes('<path d="M1 2h3v4h-3z" fill="rgb(1,2,3)"/>'));
  assert.ok(text.includes('<image x="5" y="6" width="7" height="7" preserveAspectRatio="none" href="data:x"/>'));
});

test("nothing is drawn by a path without an end", () => {
  const context = new Vector();
  context.beginPath();
  context.stroke();
  context.fill();
  assert.equal(context.into("<svg></svg>"), "<svg><g></g></svg>");
});
