"""The network's card in a real browser: units and edges are pointed at, and set by hand."""

import re

from tests.browser.axe import violations

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[3]", "lr": "0.3"}

# Where a unit is on the page, from Plotly's own axes.
PLACE = """([column, index]) => {
  const plot = document.querySelector("[data-figure-id='network'] .mlpviz-plot");
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  const { x, y } = plot.data[0];
  const heights = y.filter((_, i) => x[i] === column);
  return [
    box.left + xaxis._offset + xaxis.d2p(column),
    box.top + yaxis._offset + yaxis.d2p(heights[index]),
  ];
}"""


def place(app, column, unit):
    return app.page.evaluate(PLACE, [column, unit])


def between(app, column, start, end, share):
    """A point on an edge."""
    (x0, y0), (x1, y1) = place(app, column, start), place(app, column + 1, end)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def surface(app):
    """The surface's heading and picture."""
    return app.page.evaluate(
        "() => { const { layout } = document.querySelector("
        "\"[data-figure-id='decision'] .mlpviz-plot\");"
        " return [layout.annotations[0].text, layout.images[0].source]; }"
    )


def value(app):
    return app.page.get_by_label("Value", exact=True)


def assign(app, typed):
    before = app.seq
    value(app).fill(typed)
    app.page.keyboard.press("Enter")
    app.wait_after(before)


def test_pointing_at_units_and_edges_tells_and_shows_them(visit):
    app = visit(**SMALL)
    tip, own = app.page.locator(".mlpviz-tip"), surface(app)
    app.page.mouse.move(*place(app, 1, 2))
    tip.get_by_text("unit 2 of layer 1").wait_for()
    assert re.fullmatch(
        r"unit 2 of layer 1\nb1\[2\] = 0\nactivation from -?[\d.]+ to -?[\d.]+", tip.inner_text()
    )
    app.page.wait_for_function(
        "() => document.querySelector(\"[data-figure-id='decision'] .mlpviz-plot\")"
        "?.layout?.annotations[0]?.text.startsWith('unit 2 of layer 1: from ')"
    )
    assert surface(app)[1] != own[1]
    words = re.compile(r"W2\[2, 1\] = -?[\d.]+\nunit 2 of layer 1 → output lower")
    for share in (0.35, 0.5, 0.65):  # all along the line
        app.page.mouse.move(*between(app, 1, 2, 1, share))
        tip.get_by_text("W2[2, 1]").wait_for()
        assert words.fullmatch(tip.inner_text())
    app.page.mouse.move(5, 5)
    tip.wait_for(state="hidden")
    app.page.wait_for_function(
        "own => document.querySelector(\"[data-figure-id='decision'] .mlpviz-plot\")"
        "?.layout?.annotations[0]?.text === own",
        arg=own[0],
    )
    assert surface(app) == own


def test_a_click_opens_what_sets_a_weight_or_bias(visit_again):
    app = visit_again(**SMALL)
    loss = app.metrics["Train loss"]
    app.page.mouse.click(*between(app, 0, 1, 2, 0.5))
    assert app.page.get_by_label("Unit", exact=True).input_value() == "1 2"
    chosen = app.page.get_by_label("Weight or bias", exact=True)
    assert chosen.evaluate("node => node.selectedOptions[0].text") == "W1[1, 2] from input x2"
    assign(app, "-2,5")
    assert value(app).input_value() == "-2.5"
    assert app.metrics["Train loss"] != loss
    assert violations(app, "[data-figure-id='network']") == []
    app.page.mouse.click(*place(app, 2, 0))
    assert chosen.evaluate("node => node.selectedOptions[0].text") == "bias b2[0]"
    assign(app, "x")
    assert app.message["kind"] == "error"
    assert "b2[0]" in app.message["text"]


def test_the_keyboard_does_all_of_it(visit_again):
    app = visit_again(**SMALL)
    app.page.get_by_role("button", name="Set a weight or bias by hand").focus()
    app.page.keyboard.press("Enter")
    value(app).wait_for()
    app.page.keyboard.press("Shift+Tab")
    app.page.keyboard.press("ArrowDown")
    app.page.keyboard.press("Tab")
    assign(app, "1e-3")
    chosen = app.page.get_by_label("Weight or bias", exact=True)
    assert chosen.evaluate("n => n.selectedOptions[0].text") == "W1[0, 0] from input x1"
    assert value(app).input_value() == "0.001"
    app.page.keyboard.press("Escape")
    value(app).wait_for(state="hidden")
    focused = app.page.evaluate("() => document.activeElement.ariaLabel")
    assert focused == "Set a weight or bias by hand"
