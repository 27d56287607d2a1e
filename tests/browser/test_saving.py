"""Charts saved from their own menus, in the app."""

import pytest

from tests.browser.saving import SVG, look_at_files

BACKGROUND = {"light": (255, 255, 255), "dark": (23, 22, 20)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_are_saved_as_they_are_on_the_page_in_its_colours(visit, scheme):
    app = visit(data="moons", v=1, scheme=scheme)
    app.press("step")
    app.wait_epoch(1)
    look_at_files(app, "curves", "mlpviz-moons-learning-curves-epoch-1", BACKGROUND[scheme])
    root = look_at_files(app, "network", "mlpviz-moons-network-epoch-1", BACKGROUND[scheme])
    (over,) = root.findall(f"{SVG}g")[-1:]
    assert len(over.findall(f"{SVG}image")) > 4  # a map in every unit
    assert any(node.get("fill") == "none" for node in over.findall(f"{SVG}path"))  # its weights


def test_a_chart_is_saved_by_the_keyboard(visit):
    app = visit("gradients", data="moons", v=1)
    (chart, *_) = app.charts
    app.look_at(chart)
    app.card(chart).locator(".mlpviz-about").focus()
    app.page.keyboard.press("ArrowLeft")
    with app.page.expect_download() as download:
        app.page.keyboard.press("Enter")
    name = download.value.suggested_filename
    assert name.startswith("mlpviz-moons-")
    assert name.endswith("-epoch-0.svg")
