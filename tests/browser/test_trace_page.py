"""The Trace page in a real browser: choose, step, guess, nudge, by mouse and by keyboard alone."""

import pytest

from mlpviz.words import number
from tests.browser.axe import violations
from tests.browser.targets import too_small

SMALL = {
    "v": "1",
    "data": "moons",
    "layers": "4-2",
    "out": "sigmoid",
    "loss": "binary_cross_entropy",
    "weight": "W1-0-1",
}


@pytest.fixture
def page(visit):
    return visit("trace", **SMALL)


SIZE = {"width": 1280, "height": 800}


def trace(app):
    return app.page.locator(".mlpviz-trace")


def wait_step(app, step):
    app.page.wait_for_function(
        "step => document.querySelector('.mlpviz-trace')?.dataset.step === step", arg=str(step)
    )


def line(app, name):
    """A line of the present step, or of the results."""
    found = app.page.locator(f"[data-line='{name}'] .mlpviz-trace-parts").first
    return found.inner_text()


def wait_address(app, text):
    app.page.wait_for_function("text => location.search.includes(text)", arg=text)


def wait_weight(app, weight):
    app.page.wait_for_function(
        "weight => document.querySelector(\"[data-line='RESULT']\")?.innerText.includes(weight)",
        arg=f"d{weight} =",
    )


def test_steps_by_keyboard_alone_and_in_the_address(page):
    trace(page).wait_for()
    keys = page.page.keyboard
    for key, step in (
        ("End", 13),
        ("ArrowLeft", 12),
        ("ArrowLeft", 11),
        ("Home", 1),
        ("ArrowRight", 2),
    ):
        keys.press(key)
        wait_step(page, step)
    assert line(page, "symbols") == "z1[1] = x[0]*W1[0, 1] + x[1]*W1[1, 1] + b1[1]"
    wait_address(page, "at=2")
    column = page.page.get_by_role("slider", name="hidden 2")
    column.focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    wait_weight(page, "W2[1, 1]")
    wait_address(page, "weight=W2-1-1")
    assert page.page.locator(".mlpviz-trace-heading").inner_text() == "Layer 1: weighted sums"


def test_a_click_on_an_edge_a_unit_and_a_cell_chooses(page):
    trace(page).wait_for()
    page.page.locator(".mlpviz-trace-reach[data-place='W2:3,0']").dispatch_event("click")
    wait_weight(page, "W2[3, 0]")
    page.page.locator(".mlpviz-trace-unit").first.click()
    wait_weight(page, "W1[0, 0]")
    cells = page.page.locator(".mlpviz-trace-cells canvas").nth(1)
    box = cells.bounding_box()
    cells.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.9})
    wait_weight(page, "W1[1, 3]")
    cell = page.page.get_by_role("slider", name="dW1, a cell")
    cell.focus()
    for key in ("ArrowUp", "PageUp", "Enter"):  # a cell, and a row of four
        page.page.keyboard.press(key)
    wait_weight(page, "W1[0, 2]")


def test_what_is_pointed_at_is_lit_in_all_its_places(page):
    trace(page).wait_for()
    page.page.get_by_role("button", name="d1", exact=True).click()
    wait_step(page, 11)
    page.page.locator("[data-line='numbers'] [data-place='d2:0']").hover()
    lit = page.page.locator(".mlpviz-lit")
    places = set(lit.evaluate_all("nodes => nodes.map(node => node.dataset.place)"))
    assert places == {"d2:0", "d2"}, "the node, its term, and its place in the NumPy line"
    tags = set(lit.evaluate_all("nodes => nodes.map(node => node.tagName)"))
    assert {"text", "BUTTON", "SPAN"} <= tags
    node = page.page.locator("text.mlpviz-trace-number[data-place='d2:0']")
    long = node.locator("title").text_content().split()[-1]
    assert len(long) > 8
    assert node.text_content().startswith(number(float(long), 4))


def test_a_number_is_guessed_before_it_is_shown(page):
    trace(page).wait_for()
    page.page.get_by_role("button", name="d1", exact=True).click()
    right = line(page, "numbers").rpartition("= ")[2]
    page.page.get_by_role("button", name="Predict").click()
    assert line(page, "numbers").endswith("= ?")
    answer = page.page.locator(".mlpviz-trace-answer")
    page.page.get_by_label("What is d1[1]?").fill(f"-{right}")
    page.page.get_by_role("button", name="Check", exact=True).click()
    answer.filter(has_text="slip").wait_for()
    assert line(page, "numbers").endswith("= ?")
    page.page.get_by_label("What is d1[1]?").fill(right)
    page.page.keyboard.press("Enter")
    answer.filter(has_text="Right").wait_for()
    assert line(page, "numbers").endswith(right)


def test_a_weight_is_nudged_without_the_server(page):
    trace(page).wait_for()
    page.page.get_by_role("tab", name="Nudge").click()
    page.page.locator(".mlpviz-trace-nudge svg").wait_for()
    before = page.page.locator(".mlpviz-trace-nudge output").inner_text()
    slider = page.page.get_by_role("slider", name="Nudge the weight")
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    words = page.page.locator(".mlpviz-trace-nudge output").inner_text()
    assert words != before
    assert words == slider.get_attribute("aria-valuetext")
    assert "tangent" in words
    wait_step(page, 1)  # arrow keys in a field are not for the steps


def test_a_mistake_and_the_way_to_the_bug_lab_and_from_the_gradients(page):
    trace(page).wait_for()
    page.page.get_by_role("combobox", name="Mistake").select_option("no-slope")
    page.page.locator(".mlpviz-trace-changed").wait_for()
    assert page.page.locator(".mlpviz-trace-changed tbody tr").count() > 2
    wait_address(page, "mistake=no-slope")
    page.page.get_by_role("tab", name="This weight").click()
    page.page.get_by_role("button", name="All gradients checked").click()
    page.page.wait_for_url("**/gradients*")
    page.page.get_by_role("button", name="Trace this number").click()
    page.page.wait_for_url("**/trace*")
    wait_step(page, 12)
    wait_weight(page, "W1[0, 1]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_all_of_it_in_its_width(visit, scheme):
    app = visit("trace", width=390, height=844, scheme=scheme, **SMALL, at="11")
    trace(app).wait_for()
    wait_step(app, 11)
    assert app.too_wide() == [0, 0]
    assert too_small(app, 44, ".mlpviz-trace", outside=".mlpviz-trace-parts") == []
    assert too_small(app, 28, ".mlpviz-trace-parts") == []
    assert violations(app) == []
    app.page.locator("[data-line='numbers'] button[data-place='W2:1,0']").click()
    wait_weight(app, "W2[1, 0]")


def test_the_numpy_line_of_a_deep_network_is_above_the_fold(visit):
    layers = "-".join(["8"] * 16)
    app = visit("trace", **SMALL | {"layers": layers, "act": "sigmoid", "at": "46"}, **SIZE)
    trace(app).wait_for()
    wait_step(app, 46)
    box = app.page.locator("[data-line='NumPy']").bounding_box()
    assert box["y"] + box["height"] < 800 - 40, "with a line or two to spare"


def test_a_large_network_is_drawn_as_images_and_bars_for_everybody(visit):
    app = visit("trace", v="1", data="mnist", layers="50", weight="W1-402-7", at="9")
    trace(app).wait_for()
    wait_step(app, 9)
    assert app.page.locator(".mlpviz-trace-cell").count() == 784 + 50 + 10
    assert app.page.locator(".mlpviz-trace-bar").count() >= 60
    assert violations(app, ".mlpviz-board") == []
    assert too_small(app, 24, ".mlpviz-trace") == []
