"""The Predict page in a real browser: draw, slide and drag, by mouse, finger and keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.targets import use_fingers

DIGITS = {"v": "1", "data": "digits", "layers": "8"}
IRIS = {"v": "1", "data": "iris", "prep": "standardize", "layers": "4"}
MOONS = {"v": "1", "data": "moons", "layers": "4"}

# The board rests on what was asked last: what Python has of the input is what is on the page.
ANSWERED = """want => {
  const rests = document.querySelector('[data-test-script-state=notRunning]');
  const cells = [...document.querySelectorAll('.mlpviz-metrics > div')];
  const truth = cells.find(cell => cell.children[0].textContent === 'Truth');
  return rests && (truth?.children[1].textContent === 'unknown') === want;
}"""


def ink(app):
    """How many cells of the pad are inked."""
    return int(app.page.locator(".mlpviz-sheet canvas").get_attribute("data-ink"))


def wait_changed(app, changed=True):
    """Wait until the answer is that of an input of one's own, or of the sample again."""
    app.page.wait_for_function(ANSWERED, arg=changed)


def sample_in_address(app):
    """The sample that the address names, once it is another one than the first."""
    app.page.wait_for_function("() => +new URLSearchParams(location.search).get('sample') > 0")
    return int(app.query()["sample"])


def answer(app):
    """What the bars of the answer show."""
    return app.figure("answer")


@pytest.fixture
def digits(visit_again):
    app = visit_again("predict", **DIGITS)
    app.wait_rest()
    return app


def test_a_stroke_of_the_mouse_is_answered_and_taken_back(digits):
    app, pad = digits, digits.page.locator(".mlpviz-sheet canvas")
    before = answer(app)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    mouse = app.page.mouse
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    mouse.up()
    wait_changed(app)
    assert ink(app) > 200
    drawn = answer(app)
    assert drawn != before
    assert "As the network sees it" in app.card("input").inner_text()
    app.page.get_by_role("button", name="Undo").click()
    wait_changed(app, changed=False)
    assert ink(app) == 0
    assert answer(app) == before


def test_the_keyboard_draws_and_does_not_play(digits):
    app, pad = digits, digits.page.locator(".mlpviz-sheet canvas")
    pad.focus()
    pad.press("Space")
    for _ in range(5):
        pad.press("ArrowDown")
    wait_changed(app)
    down = ink(app)
    assert down > 60
    assert app.page.get_by_text("The pen is down").count() == 1
    pad.press("Space")
    pad.press("ArrowRight")
    assert ink(app) == down
    pad.press("Delete")
    wait_changed(app, changed=False)
    assert ink(app) == 0
    assert not app.playing
    assert app.epoch == 0


def drag(app, node, *places):
    """Draw a finger over a node, from one place to the next, in shares of its sides."""
    box, tells = node.bounding_box(), app.page.context.new_cdp_session(app.page)
    for k, (x, y) in enumerate(places):
        at = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if k else "touchStart"
        tells.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    tells.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tells.detach()


def wait_said(app, text):
    """Wait until the address says so of the input, and nothing is on its way."""
    app.page.wait_for_function(
        "text => location.search.includes(text)"
        " && document.querySelector('[data-test-script-state=notRunning]')",
        arg=f"&input={text}",
    )


def test_a_finger_draws_on_a_phone_and_the_link_has_it(visit):
    app = visit("predict", width=390, height=844, **DIGITS)
    use_fingers(app)
    app.wait_rest()
    assert app.too_wide() == [0, 0]
    app.look_at("input")
    pad, bar = app.page.locator(".mlpviz-sheet canvas"), app.page.locator(".st-key-transport")
    scrolled = app.page.evaluate("() => document.querySelector('.stMain').scrollTop")
    assert scrolled == 0
    box = pad.bounding_box()
    assert box["y"] + box["height"] < bar.bounding_box()["y"], "all of it in sight"
    drag(app, pad, (0.5, 0.2), (0.5, 0.35), (0.5, 0.5), (0.5, 0.65), (0.5, 0.8))
    wait_said(app, "")
    wait_changed(app)
    inked, answered = ink(app), app.metrics
    assert inked > 200
    assert app.page.evaluate("() => document.querySelector('.stMain').scrollTop") == 0
    app.page.reload()
    app.wait_board()
    wait_changed(app)
    assert (ink(app), app.metrics) == (inked, answered)
    app.look_at("confusion")
    app.page.locator("[data-figure-id=confusion] .nsewdrag").click()
    app.page.wait_for_function(
        "() => document.querySelector('[data-figure-id=samples]')?.checkVisibility()"
    )
    use_fingers(app, False)


def test_a_finger_drags_a_point_and_back_takes_it_back(visit):
    app = visit("predict", width=390, height=844, **MOONS)
    use_fingers(app)
    app.wait_rest()
    app.look_at("input")
    plane = app.page.locator(".mlpviz-plane canvas")
    before = plane.get_attribute("aria-label")
    drag(app, plane, (0.25, 0.25), (0.5, 0.4), (0.75, 0.5))
    wait_said(app, "0_")
    assert plane.get_attribute("aria-label") != before
    app.page.go_back()
    app.page.wait_for_function(
        "label => document.querySelector('.mlpviz-plane canvas')?.ariaLabel === label", arg=before
    )
    use_fingers(app, False)


def test_sliders_move_by_keys_and_the_way_back(visit_again):
    app = visit_again("predict", **IRIS)
    app.wait_rest()
    slider = app.page.get_by_role("slider", name="petal length (cm)", exact=True)
    before, drawn = slider.get_attribute("aria-valuetext"), answer(app)
    slider.focus()
    slider.press("PageUp")
    slider.press("ArrowRight")
    wait_changed(app)
    assert float(slider.get_attribute("aria-valuetext")) > float(before)
    assert answer(app) != drawn
    slider.press("End")
    app.page.wait_for_function("() => location.search.includes('input=2_6.9')")
    app.wait_rest()
    app.button("predict_again").click()
    wait_changed(app, changed=False)
    app.page.wait_for_function(
        "([node, text]) => node.getAttribute('aria-valuetext') === text",
        arg=[slider.element_handle(), before],
    )
    assert answer(app) == drawn


def test_the_point_is_dragged_and_moved_by_keys(visit_again):
    app = visit_again("predict", **MOONS)
    app.wait_rest()
    plane = app.page.locator(".mlpviz-plane canvas")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    app.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    app.page.mouse.up()
    wait_changed(app)
    first = plane.get_attribute("aria-label")
    plane.press("ArrowUp")
    expect(plane).not_to_have_attribute("aria-label", first)
    app.wait_rest()
    assert answer(app)


def test_a_class_lists_its_samples_and_one_of_them_becomes_the_input(visit_again):
    app = visit_again("predict", **IRIS)
    app.wait_rest()
    app.figure("classes")
    app.page.locator("[data-figure-id=classes] .nsewdrag").click()
    app.page.wait_for_function(
        "() => JSON.stringify(document.querySelector('[data-figure-id=samples] .mlpviz-plot')"
        "?.layout?.annotations ?? '').includes('versicolor')"
    )
    app.page.locator("[data-figure-id=samples] .nsewdrag").click()
    sample_in_address(app)


def test_an_image_of_the_list_becomes_the_input(digits):
    app = digits
    app.figure("samples")
    app.page.locator("[data-figure-id=samples] .nsewdrag").click()
    sample = sample_in_address(app)
    app.card("input").filter(has_text=f"Test sample {sample}").wait_for()
