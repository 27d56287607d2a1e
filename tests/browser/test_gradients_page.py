"""The Gradients page in a real browser: check, select, click, step, play, cancel."""

import pytest

from tests.browser.tables import wait_table

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}
# A check of 16 samples takes seconds: one that waits to be asked for, with time to cancel it.
WIDE = {"dataset": "mnist", "hidden_sizes": "[784,784,392]"}


@pytest.fixture
def page(visit_again):
    """The page on a small problem, when nothing is left to do."""
    app = visit_again("gradients", **SMALL)
    app.wait_paused()
    return app


def verdict(app):
    return app.page.locator(".mlpviz-verdict").inner_text()


def element(app):
    return app.page.locator(".mlpviz-element").inner_text()


def wait_text(app, place, text):
    app.page.wait_for_function(
        "([place, text]) => document.querySelector(place)?.innerText.includes(text)",
        arg=[f".mlpviz-{place}", text],
    )


def wait_checked(app, text):
    """Wait until a check says so; one that took long, as all do on a busy machine, is asked for."""
    app.page.wait_for_function(
        """text => document.querySelector('.mlpviz-verdict')?.innerText.includes(text)
          || document.querySelector('.st-key-gradients_ask button')""",
        arg=text,
    )
    if text not in (verdict(app) if app.page.locator(".mlpviz-verdict").count() else ""):
        app.button("gradients_ask").click()
    wait_text(app, "verdict", text)


def wait_heatmap(app, text):
    """Wait until the heatmap shows ``text``: the page's own words are there before the board's."""
    app.card("heatmap").scroll_into_view_if_needed()
    app.page.wait_for_function(
        """text => {
          const plot = document.querySelector("[data-figure-id='heatmap'] .mlpviz-plot");
          return JSON.stringify([plot?.data, plot?.layout?.annotations]).includes(text);
        }""",
        arg=text,
    )


def click_table(app, row, x):
    """Click the table in line ``row``, the head being line 0, at ``x`` pixels from its left."""
    grid = app.page.locator("[data-testid=stDataFrame]")
    wait_table(grid)
    box = grid.bounding_box()
    height = box["height"] / 5
    app.page.mouse.click(box["x"] + x, box["y"] + (row + 0.5) * height)


def test_first_sight_and_a_step_that_checks_the_new_weights(page):
    assert "All 4 gradients pass" in verdict(page)
    assert "epoch 0" in verdict(page)
    assert page.charts == ["heatmap", "scatter", "sweep", "bars", "history"]
    assert page.too_wide() == [0, 0]
    before = page.figures()
    page.wait_paused()
    before["sweep"] = page.figure("sweep")  # it is begun when it comes into sight
    assert "complex step" in before["sweep"]
    for figure in before.values():
        assert len(figure) > 200
    page.press("step")
    wait_text(page, "verdict", "epoch 1 ")
    page.wait_paused()
    after = page.figures()
    assert [chart for chart in before if after[chart] == before[chart]] == []


def test_playing_draws_the_error_over_training(page):
    page.card("history").scroll_into_view_if_needed()
    page.play()
    page.page.wait_for_function(
        "() => JSON.stringify(document.querySelector('[data-figure-id=history] .mlpviz-plot')"
        "?.layout?.annotations)?.includes('of an epoch')"
    )
    seq = page.seq
    page.wait_after(seq + 3)
    page.button("play").click()
    page.wait_paused()
    page.page.wait_for_function(
        "() => document.querySelector('.mlpviz-verdict')?.innerText.includes('earlier result')"
        " === false"
    )


def test_the_run_goes_on_on_the_other_page(page):
    page.press("step")
    wait_text(page, "verdict", "epoch 1 ")
    page.page.get_by_role("link", name="Train").click()
    page.page.locator(".mlpviz-metrics dd").first.wait_for()
    page.wait_epoch(1)
    page.press("step")
    page.page.get_by_role("link", name="Gradients").click()
    wait_text(page, "verdict", "epoch 2 ")


def test_a_cell_shows_its_numbers_and_a_line_of_the_table_its_parameter(page):
    page.figure("heatmap")
    box = page.card("heatmap").locator(".nsewdrag").first.bounding_box()
    cell = box["width"] / 4, box["height"] / 4  # W1 is 4 x 4
    page.page.mouse.click(box["x"] + 2.5 * cell[0], box["y"] + 1.5 * cell[1])
    wait_text(page, "element", "W1[1, 2]")
    table = page.page.locator(".mlpviz-table").first.inner_text()
    assert table.count("e-") >= 6, "three numbers of 17 digits, with their bounds"
    click_table(page, 3, 15)
    wait_text(page, "element", "W2[")
    wait_heatmap(page, "W2")
    click_table(page, 2, 120)
    wait_text(page, "element", "b1[")


def test_choices_take_effect_at_once(page):
    page.page.get_by_role("button", name="central differences").click()
    page.page.wait_for_function(
        "() => document.querySelector('.mlpviz-table')?.innerText.includes('central') === false"
    )
    page.pick(page.page.get_by_role("combobox", name="Precision").first, "float32")
    wait_text(page, "verdict", "float32")


def test_a_choice_in_the_sidebar_starts_over(page):
    page.press("step")
    wait_text(page, "verdict", "epoch 1 ")
    page.choose_dataset("Moons")
    wait_text(page, "verdict", "epoch 0 ")
    page.page.wait_for_function("() => location.search.includes('data=moons')")
    assert page.page.url.split("?")[0].endswith("/gradients")


def test_a_long_check_waits_runs_and_is_cancelled(visit):
    app = visit("gradients", on=True, **WIDE)
    assert app.page.locator(".mlpviz-verdict").count() == 0
    app.button("gradients_ask").click()
    app.page.get_by_role("progressbar").wait_for()
    app.button("gradients_cancel").click()
    app.button("gradients_ask").wait_for()
    assert app.page.get_by_role("progressbar").count() == 0
    assert app.page.locator(".mlpviz-verdict").count() == 0


def test_784_by_50(visit):
    app = visit("gradients", on=True, dataset="mnist", hidden_sizes="[50]")
    wait_checked(app, "All 4 gradients pass")
    assert "784" in app.figure("heatmap")
    app.press("step")
    wait_checked(app, "epoch 1 ")


def test_on_a_phone_nothing_scrolls_sideways_and_the_table_is_there(visit):
    app = visit("gradients", on=True, width=390, height=844, **SMALL)
    wait_text(app, "verdict", "pass")
    wait_table(app.page.locator("[data-testid=stDataFrame]"))
    assert app.too_wide() == [0, 0]


# Choices of the check that begin a row though the one above has room for them, the last one with
# what comes and goes beside it, which is as wide as it has to be.
BROKEN = """least => {
  const row = document.querySelector('.st-key-gradients_choices');
  const gap = parseFloat(getComputedStyle(row).columnGap);
  const end = row.getBoundingClientRect().right;
  const parts = [...row.children].filter(node => node.offsetWidth);
  return parts.filter((node, i) => {
    if (!i) return false;
    const [before, box] = [parts[i - 1], node].map(part => part.getBoundingClientRect());
    const wide = node.querySelector('.st-key-gradients_state') ? least : box.width;
    return box.top > before.top + 1 && before.right + gap + wide <= end;
  }).map(node => node.textContent);
}"""


def test_choices_stand_beside_each_other_where_they_fit(page):
    least = 24.75 * 16
    for width in (700, 768, 820, 900, 1024, 1280, 1920):
        page.look(width=width)
        assert page.page.evaluate(BROKEN, least) == [], width
    page.look(width=768)
    tops = page.page.locator(".st-key-element_choice > *").evaluate_all(
        "nodes => nodes.map(node => Math.round(node.getBoundingClientRect().bottom))"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1, "list, list and button in a row"
