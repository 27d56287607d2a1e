"""The Compare page's race as a visitor uses it."""

import json

import pytest

SMALL = {
    "dataset": "moons",
    "dataset_options": '{"n_samples": 1000}',
    "hidden_sizes": "[6]",
    "lr": "0.01",
    "batch_size": "16",
}
RUNS = ["SGD", "Momentum", "RMSProp", "Adam"]


@pytest.fixture
def open_page(visit):
    """Open the Compare page, as a phone or a desk shows it."""
    return lambda **choices: visit("compare", **(SMALL | choices))


def race(app):
    """Start, and wait for the end."""
    app.button("compare_race_play").click()
    app.page.wait_for_function(
        "() => document.querySelector('.mlpviz-metrics dd')?.textContent === '20 / 20'"
    )
    app.wait_paused()


def hover(app, x=0.5, y=0.3):
    """Point at the chart; the lines of the label that appears."""
    app.card("race").scroll_into_view_if_needed()
    box = app.card("race").locator(".mlpviz-plot").bounding_box()
    app.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"] - 2)
    app.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    label = app.card("race").locator(".hoverlayer .legend")
    label.wait_for()
    return label.locator("text").all_text_contents()


def table(app):
    """Head and rows of the table, as texts."""
    return app.page.evaluate(
        "() => [...document.querySelectorAll('.mlpviz-runs tr')]"
        ".map(row => [...row.children].map(cell => cell.textContent))"
    )


def test_from_start_to_the_winner_in_train(open_page):
    app = open_page()
    race(app)
    data, *_ = json.loads(app.figure("race"))
    assert [t["name"] for t in data if t.get("showlegend")] == RUNS
    texts = hover(app)
    for name in RUNS:
        assert any(text.endswith(f"loss, {name}") for text in texts)
        assert any(text.endswith(f"accuracy, {name}") for text in texts)
    assert sum(text.startswith("epoch ") for text in texts) == 1
    assert len(texts) == 1 + 2 * len(RUNS)
    assert len(hover(app, y=0.8)) == len(texts), "the lower plot shows all of it too"

    head, *rows = table(app)
    assert head[:4] == ["Run", "Epochs", "Train loss", "Test loss"]
    (winner,) = [row[0].removesuffix(" ★ best") for row in rows if "★" in row[0]]
    assert app.message["text"].startswith(f"{winner} wins")
    app.page.locator(".mlpviz-runs tr", has_text="★").get_by_role("button").click()
    app.card("curves").wait_for()
    app.page.wait_for_function("() => !location.pathname.endsWith('/compare')")
    assert app.query()["opt"] == winner.lower()
    assert app.epoch == 0


def test_a_learning_rate_is_typed_and_one_run_hidden(open_page):
    app = open_page()
    app.pick(app.page.get_by_role("combobox", name="Vary"), "Learning rate")
    rows = app.page.locator(".mlpviz-runs tr")
    rows.filter(has_text="lr ").first.wait_for()
    rates = [row[0] for row in table(app)[1:]]
    values = app.page.get_by_role("textbox", name="Further values")
    values.fill("0,7")
    values.press("Enter")
    rows.filter(has_text="lr 0.7").wait_for()
    assert [row[0] for row in table(app)[1:]] == [*rates, "lr 0.7"]
    bottom = rows.last.bounding_box()
    assert bottom["y"] + bottom["height"] <= 800, "the table is in the window"
    chips = app.page.locator(".st-key-compare_values .stButtonGroup button")
    assert all(chip.evaluate("n => n.scrollWidth <= n.clientWidth") for chip in chips.all())
    race(app)
    app.card("race").scroll_into_view_if_needed()
    app.card("race").locator(".legendtoggle").last.click()
    app.page.wait_for_function(
        """() => {
          const traces = document.querySelector("[data-figure-id='race'] .mlpviz-plot")?._fullData;
          const hidden = traces?.filter(({ visible }) => visible === 'legendonly');
          return hidden?.filter(({ name }) => name === 'lr 0.7').length >= 2;
        }"""
    )
    assert not any("lr 0.7" in text for text in hover(app))


def test_on_a_phone_nothing_is_too_wide_and_all_runs_are_told(open_page):
    app = open_page(width=390, height=844, scheme="dark")
    race(app)
    assert len(hover(app)) == 1 + 2 * len(RUNS)
    wide = app.page.evaluate(
        """() => [document.documentElement, document.querySelector('.stMain'),
          document.querySelector('.mlpviz-board')].map(n => n.scrollWidth - n.clientWidth)"""
    )
    assert max(wide) <= 0
    metrics = app.page.evaluate(
        """() => [...document.querySelectorAll('.mlpviz-metrics > div')].map(row =>
          Math.max(...[...row.children].map(n => n.scrollWidth - row.clientWidth)))"""
    )
    assert max(metrics) <= 0
