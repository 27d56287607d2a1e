import assert from "node:assert/strict";
import { test } from "node:test";

import { template } from "../../mlpviz/ui/board/frontend/theme.js";

test("every colour of the template is the page's", () => {
  const page = { text: "T", background: "B", panel: "P", border: "L", font: "F" };
  const made = template(page);
  assert.equal(made.layout.font.color, "T");
  assert.equal(made.layout.font.family, "F");
  assert.equal(made.layout.yaxis.gridcolor, "L");
  assert.equal(made.data.scatter[0].marker.line.color, "B");
  const colours = JSON.stringify(made).match(/"[a-z]*color":"[^"]*"/g) ?? [];
  assert.ok(colours.length > 10);
  for (const colour of colours) assert.match(colour, /:"[TBPL]"|rgba\(0,0,0,0\)/);
});
