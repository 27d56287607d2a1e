"""The drawing panel: mouse, finger and keyboard put points, and a run begins on them."""

import pytest

from mlpviz.data import decode_points
from tests.browser.app import ONE_CHART
from tests.browser.axe import violations
from tests.browser.targets import too_small, use_fingers

MOONS = {"v": "1", "data": "moons", "layers": "4"}
DIALOG = "[role=dialog]"


def open_panel(app):
    """Open it as a visitor who has not drawn anything yet; the plane."""
    app.open_sidebar()
    app.page.evaluate("() => sessionStorage.removeItem('mlpviz-drawing')")
    app.button("draw").click()
    plane = app.page.locator(".mlpviz-draw-plane")
    plane.wait_for()
    return plane


def at(plane, x, y):
    """Where a point of the plane is in the window."""
    box = plane.bounding_box()
    return box["x"] + (x + 2) / 4 * box["width"], box["y"] + (2 - y) / 4 * box["height"]


def drag(app, plane, *places):
    mouse = app.page.mouse
    mouse.move(*at(plane, *places[0]))
    mouse.down()
    for place in places[1:]:
        mouse.move(*at(plane, *place), steps=4)
    mouse.up()


def part(app, name):
    return app.page.locator(f".mlpviz-draw [data-part={name}]")


def counts(app):
    found = app.page.locator(".mlpviz-draw-count").all_inner_texts()
    return [int(text) for text in found]


def train(app):
    """Press the button and wait until the run plays or has played."""
    before = app.seq
    part(app, "train").click()
    app.page.wait_for_function("() => !document.querySelector('[role=dialog]')")
    app.wait_played(before)
    app.wait_epoch(1)


def test_a_mouse_draws_undoes_and_trains_and_the_link_has_the_points(visit):
    app = visit(**ONE_CHART, **MOONS)
    plane = open_panel(app)
    assert part(app, "train").is_disabled()
    drag(app, plane, (-1.5, 0.5), (-0.5, 0.8))
    assert counts(app)[0] >= 20
    assert "All points are of class A" in app.page.locator(".mlpviz-draw-lack").inner_text()
    part(app, "class-B").click()
    drag(app, plane, (1.5, -0.5), (0.5, -0.8))
    part(app, "class-C").click()
    part(app, "point").click()
    drag(app, plane, (1.5, 1.5), (-1.5, 1.5))
    drawn = counts(app)
    assert drawn[2] >= 20
    part(app, "eraser").click()
    drag(app, plane, (1.6, 1.5), (0, 1.5))
    assert 0 < counts(app)[2] < drawn[2]
    part(app, "undo").click()
    assert counts(app) == drawn
    part(app, "clear").click()
    assert counts(app) == [0, 0, 0, 0]
    part(app, "undo").click()
    train(app)
    query = app.query()
    X, labels = decode_points(query["data.points"])
    assert query["data"] == "drawn"
    assert [int((labels == k).sum()) for k in range(4)] == drawn
    assert abs(X[labels == 2][:, 1] - 1.5).max() < 0.05
    app.pause()
    shown = app.metrics
    app.open(**query)
    assert app.query() == query
    assert shown.keys() == app.metrics.keys()
    panel = app.page.locator(".mlpviz-draw-plane")
    app.button("draw").click()
    panel.wait_for()
    assert counts(app) == drawn


def test_a_keyboard_draws_and_screen_readers_hear_it(visit):
    app = visit(**ONE_CHART, **MOONS)
    plane = open_panel(app)
    keys, heard = app.page.keyboard, app.page.locator(".mlpviz-draw [role=status]")
    plane.focus()
    keys.press("p")
    for _ in range(4):
        keys.press("ArrowRight")
        keys.press("Enter")
    assert heard.inner_text() == "A at x1 0.40, x2 0.00. 4 A."
    keys.press("2")
    for _ in range(4):
        keys.press("Shift+ArrowUp")
        keys.press(" ")
    assert heard.inner_text() == "B at x1 0.40, x2 0.08. 4 A, 4 B."
    keys.press("Control+z")
    assert heard.inner_text() == "Undone. 4 A, 3 B."
    keys.press("Control+Shift+z")
    keys.press("Control+z")
    keys.press("Control+y")
    assert counts(app) == [4, 4, 0, 0]
    keys.press("b")
    keys.press("Backspace")
    assert counts(app)[1] == 0, "it erases where the cross is, whatever the tool"
    keys.press("Control+z")
    assert not app.playing
    assert app.epoch == 0, "Space and S are the panel's own here"
    assert part(app, "train").is_enabled()
    train(app)
    assert len(app.query()["data.points"]) == 4 * 8


def test_a_finger_draws_and_does_not_scroll(visit):
    app = visit(width=390, height=600, **MOONS)
    use_fingers(app)
    plane = open_panel(app)
    assert too_small(app, 44, ".mlpviz-draw") == []
    plane.evaluate(
        "node => node.scrollIntoView({ block: 'center' })"
    )  # the look at targets scrolls
    top = plane.bounding_box()["y"]
    session = app.page.context.new_cdp_session(app.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, y in (("touchStart", 1), ("touchMove", 0), ("touchMove", -1), ("touchEnd", None)):
        fingers = [] if y is None else [dict(zip("xy", at(plane, 0, y), strict=True))]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    assert counts(app)[0] >= 50
    session.detach()
    assert plane.bounding_box()["y"] == top
    use_fingers(app, on=False)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk-light", "phone-dark"]
)
def test_the_panel_is_accessible_fits_and_keeps_an_unfinished_drawing(visit, width, scheme):
    app = visit(width=width, height=800, scheme=scheme, **MOONS)
    open_panel(app)
    assert violations(app, DIALOG) == []
    app.page.get_by_role("button", name="Moons", exact=True).last.click()
    drawn = counts(app)
    assert sum(drawn) == 300
    assert violations(app, DIALOG) == []
    assert app.page.evaluate(
        "() => { const d = document.querySelector('[role=dialog]');"
        " return d.scrollWidth <= d.clientWidth && d.getBoundingClientRect().right <= innerWidth }"
    )
    app.page.keyboard.press("Escape")
    app.page.wait_for_function("() => !document.querySelector('[role=dialog]')")
    assert app.query().get("data") == "moons"
    app.button("draw").click()
    app.page.locator(".mlpviz-draw-plane").wait_for()
    assert counts(app) == drawn
