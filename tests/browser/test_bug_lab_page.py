"""The Bug lab as a visitor uses it."""

import json

import pytest

from tests.browser.tables import wait_table
from tests.told import told

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[8,8]"}


@pytest.fixture
def open_lab(visit_again):
    """Open the Bug lab."""
    return lambda **choices: visit_again("bug-lab", **(SMALL | choices))


@pytest.fixture
def bug_lab(visit_again):
    return visit_again("bug-lab", **SMALL)


def go_to(app, page):
    app.page.get_by_role("link", name=page).click()


def mode(app, name):
    app.page.locator(".st-key-bug_lab_mode").get_by_text(name, exact=True).click()


def choose(app, label, option):
    """Choose an option, which may be some way down its list."""
    app.pick(app.page.get_by_role("combobox", name=label), option, exact=False, typed=True)


def wait_text(app, text):
    app.page.get_by_text(text).first.wait_for()


def names(app, chart):
    """Which parameters stand under the bars of a chart."""
    app.figure(chart)
    return app.page.evaluate(
        "chart => document.querySelector(`[data-figure-id=${chart}] .mlpviz-plot`)"
        ".layout.xaxis.ticktext",
        chart,
    )


def test_the_check_sees_what_the_curves_do_not(bug_lab):
    assert "W1" in names(bug_lab, "buggy")
    assert names(bug_lab, "healthy") == names(bug_lab, "buggy")
    buggy = bug_lab.page.locator("[data-figure-id=buggy]").get_by_role("img").first
    healthy = bug_lab.page.locator("[data-figure-id=healthy]").get_by_role("img").first
    assert "Wrong: W1 and b1." in buggy.get_attribute("aria-label")
    assert "Wrong" not in healthy.get_attribute("aria-label")


def test_play_trains_both_and_pause_stops(bug_lab):
    bug_lab.button("bug_lab_play").click()
    bug_lab.wait_epoch(4)
    bug_lab.button("bug_lab_play").click()
    bug_lab.wait_paused()
    epoch = bug_lab.epoch
    data = json.loads(bug_lab.figure("twins"))[0]
    assert {trace["name"] for trace in data} == {"healthy", "buggy"}
    assert {trace["line"]["dash"] for trace in data if trace["name"] == "buggy"} == {"dash"}
    assert f"After {epoch} epochs" in bug_lab.message["text"]


def test_the_keys_play_and_step(bug_lab):
    before = bug_lab.seq
    bug_lab.page.keyboard.press("s")
    bug_lab.wait_after(before)
    assert bug_lab.epoch == 1
    bug_lab.page.keyboard.press(" ")
    bug_lab.wait_epoch(3)
    bug_lab.page.keyboard.press(" ")
    bug_lab.wait_paused()


def test_leaving_and_coming_back(bug_lab):
    before = bug_lab.seq
    bug_lab.button("bug_lab_step").click()
    bug_lab.wait_after(before)
    go_to(bug_lab, "Check my code")
    wait_text(bug_lab, "nothing of it is executed")
    go_to(bug_lab, "Bug lab")
    bug_lab.page.wait_for_selector("[data-figure-id=twins] .main-svg")
    assert bug_lab.epoch == 1
    go_to(bug_lab, "Train")
    bug_lab.page.wait_for_selector("[data-figure-id=curves] .main-svg")
    assert bug_lab.epoch == 0


def test_the_heading_leads_to_ones_own_code(open_lab):
    app = open_lab()
    app.button("heading_way_on").click()
    wait_text(app, "nothing of it is executed")
    app.page.wait_for_function("() => location.pathname.endsWith('/check-my-code')")


def test_another_bug_and_a_network_where_it_shows(bug_lab):
    choose(bug_lab, "Bug", "L2 forgotten")
    wait_text(bug_lab, "Until then both twins compute the same")
    assert bug_lab.message["kind"] == "warning"
    bug_lab.button("bug_lab_cure").click()
    wait_text(bug_lab, "All weights")
    bug_lab.page.wait_for_function("() => location.search.includes('l2=0.001')")
    assert bug_lab.page.locator(".st-key-bug_lab_cure").count() == 0
    before = bug_lab.seq
    bug_lab.button("bug_lab_step").click()
    bug_lab.wait_after(before)
    assert bug_lab.query()["l2"] == "0.001"


def test_buggy_checkers(bug_lab):
    mode(bug_lab, "Buggy checkers")
    wait_text(bug_lab, "A right gradient")
    choose(bug_lab, "Checker", "NaN replaced")
    wait_text(bug_lab, "NaN in W1")
    cells = bug_lab.page.locator(".mlpviz-table").nth(1).locator("tr").nth(1).locator("td")
    assert [text[0] for text in cells.all_text_contents()] == ["✓", "✗", "✗"]


def test_a_line_of_the_table_chooses_the_heatmap(open_lab):
    bug_lab = open_lab()
    assert "<b>W1</b>" in bug_lab.figure("errors")
    table = bug_lab.page.locator(".st-key-bug_lab_table")
    wait_table(table)
    box = table.bounding_box()
    bug_lab.page.mouse.click(box["x"] + 16, box["y"] + 3.5 * 35)
    bug_lab.page.wait_for_function(
        "() => JSON.stringify(document.querySelector('[data-figure-id=errors] .mlpviz-plot')"
        "?.layout?.annotations ?? '').includes('<b>W2</b>')"
    )


def test_a_challenge(open_lab):
    app = open_lab(l2="0.01", bias_std="0.3")
    mode(app, "Challenge")
    wait_text(app, "Which bug is it?")
    assert app.button("bug_lab_guess_button").is_disabled()
    before = app.seq
    app.page.keyboard.press("s")
    app.wait_after(before)
    app.page.wait_for_function("() => location.search.includes('challenge=1-')")
    app.button("bug_lab_hint").click()
    app.page.locator(".st-key-bug_lab_card").get_by_test_id("stAlert").wait_for()
    choose(app, "Which bug is it?", "Missing 1/n")
    app.button("bug_lab_guess_button").click()
    wait_text(app, "points in 1 challenge")
    assert app.page.locator(".st-key-bug_lab_card .katex").count() >= 2
    app.button("bug_lab_next").click()
    wait_text(app, "Which bug is it?")
    number = app.page.get_by_role("textbox", name="Challenge")
    assert number.input_value() == "2"


def test_every_width(open_lab):
    app = open_lab(height=844, bug="rmse", output="tanh", loss="mse")
    for width in (1280, 768, 390):
        app.look(width=width, height=844)
        with told(f"{width} px wide"):
            check_width(app)


def check_width(app):
    """Everything is in reach, and nothing of any mode too wide."""
    check_in_sight(app)
    assert formulas_beyond(app) == [False] * 2, "the longest ones"
    for name, sign in (
        ("Buggy checkers", ".st-key-bug_lab_checker"),
        ("Challenge", ".st-key-bug_lab_hint button:visible"),
        ("Learn", ".st-key-bug_lab_right"),
    ):
        mode(app, name)
        app.page.locator(sign).first.wait_for()
        assert max(app.too_wide()) <= 0, name
    app.figure("twins")  # on a phone the chart that was chosen last is still the one shown
    assert max(app.too_wide()) <= 0


def check_in_sight(app):
    """Choices are not covered at the top of the page; at its end the transport still works."""
    app.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 0)")
    assert on_top(app, ".st-key-bug_lab_mode button") == [True] * 3
    app.figure("errors")
    app.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 1e6)")
    for key in ("bug_lab_play", "bug_lab_step", "bug_lab_reset"):
        assert any(on_top(app, f".st-key-{key} button")), key
    before = app.epoch
    app.press("bug_lab_step")
    assert app.epoch == before + 1


def formulas_beyond(app):
    """Whether each formula, the wrong and the right one, reaches beyond the card."""
    return app.page.evaluate(
        """() => [...document.querySelectorAll('.st-key-bug_lab_card .katex-html')].map(node =>
          [...node.getClientRects()].some(box => box.right >
            node.closest('.st-key-bug_lab_card').getBoundingClientRect().right))"""
    )


def on_top(app, selector):
    """Whether the middle of each element that a selector finds is in view and not covered."""
    return app.page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
          .filter(node => node.getClientRects().length)
          .map(node => {
            const box = node.getBoundingClientRect();
            const top = document.elementFromPoint(
              (box.left + box.right) / 2, (box.top + box.bottom) / 2);
            return Boolean(top) && (node.contains(top) || top.contains(node));
          })""",
        selector,
    )
