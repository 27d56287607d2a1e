"""axe finds nothing to complain about, in whatever state the page is."""

from functools import partial

import pytest

from tests.browser.axe import run_axe, violations
from tests.browser.test_check_my_code_page import upload
from tests.data.tables.files import csv
from tests.gradcheck.any_code.test_without_loss import Numbers
from tests.workbench.check_my_code.test_session import content

# Both layouts and both schemes; colours do not depend on the layout.
LOOKS = {"desk-light": (1280, 800, "light"), "phone-dark": (390, 844, "dark")}


def close_sidebar(app):
    """On a phone the open sidebar covers the page."""
    if app.page.viewport_size["width"] < 640:
        app.page.get_by_test_id("stSidebar").hover()
        app.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        app.page.get_by_test_id("stExpandSidebarButton").wait_for()


@pytest.fixture(params=LOOKS, scope="module")
def look(request):
    """One look after the other, each for all tests, so that they can share their pages."""
    width, height, scheme = LOOKS[request.param]
    return {"width": width, "height": height, "scheme": scheme}


@pytest.fixture
def open_app(look, visit):
    """Go on to an address in one of the looks, as the visitor of the tests before."""
    return partial(visit, on=True, **look)


def test_from_first_load_to_a_trained_network(visit, look):
    app = visit(**look)
    assert violations(app) == []
    app.open_more()
    assert violations(app, "[data-testid=stSidebar]") == []
    close_sidebar(app)
    app.figure(app.charts[-1])
    app.press("step")
    app.figure("curves")
    app.card("curves").locator(".mlpviz-about").click()
    assert violations(app) == []


def test_check_my_code(open_app):
    app = open_app()
    opener = app.page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
    app.page.get_by_role("link", name="Check my code").click()
    app.page.locator(".mlpviz-output").last.wait_for()
    app.page.locator("pre code").first.wait_for()
    assert violations(app) == []
    upload(app, content(Numbers(bug="no-slope")))
    app.figure("heatmap")
    assert violations(app) == []


def test_dialogs(open_app):
    app = open_app(v=1, data="moons", layers="4")
    app.open_sidebar()
    app.page.locator("[class*='st-key-your_data'] button:visible").first.click()
    dialog = app.page.get_by_role("dialog")
    given = {"name": "mine.csv", "mimeType": "text/csv", "buffer": csv()}
    dialog.locator("input[type=file]").set_input_files(given)
    app.page.locator(".mlpviz-preview").wait_for()
    assert app.button("your_data_begin").is_enabled()
    assert violations(app, "[role=dialog]") == []
    refuse(app, dialog, "Seed of the split")
    assert violations(app, "[role=dialog]") == []
    dialog.get_by_role("button", name="Close", exact=True).click()
    dialog.wait_for(state="detached")
    close_sidebar(app)


def refuse(app, place, label):
    """Type what is no number, and wait for what is said of it."""
    field = place.get_by_role("textbox", name=label).first
    field.fill("abc")
    field.press("Enter")
    place.get_by_role("alert").filter(has_text=f"{label} = abc").wait_for()


def test_refusals(open_app):
    app = open_app(v=1, data="moons", layers="4")
    app.open_sidebar()
    sidebar = app.page.get_by_test_id("stSidebar")
    for label in ("Samples", "Hidden layer 1", "Learning rate"):
        refuse(app, sidebar, label)
    assert violations(app, "[data-testid=stSidebar]") == []
    close_sidebar(app)


def test_messages(open_app):
    app = open_app(dataset="nope")
    app.page.get_by_test_id("stAlert").wait_for()
    assert violations(app, ".stMain") == []
    app.follow(lr="100")
    app.press("step")
    app.press("step")  # a message is of what two looks have found
    assert app.message["kind"] == "warning"
    assert violations(app, ".mlpviz-board") == []


def test_the_gradients_page(open_app):
    app = open_app(path="gradients", dataset="iris", preprocessing="standardize")
    app.wait_paused()
    app.press("step")
    app.figure("bars")
    assert violations(app) == []


@pytest.mark.parametrize("data", ["digits", "iris", "moons"])
def test_the_predict_page(open_app, data):
    app = open_app("predict", v="1", data=data, layers="4")
    app.wait_rest()
    app.press("step")
    app.figure("change")
    app.figure("samples")
    assert violations(app) == []


def test_while_playing(visit):
    app = visit(on=True, dataset="moons", preprocessing="none")
    app.play()
    app.wait_epoch(2)
    assert violations(app) == []


def test_the_bug_lab(open_app):
    app = open_app(path="bug-lab")
    app.press("bug_lab_step")
    assert violations(app) == []
    modes = app.page.locator(".st-key-bug_lab_mode")
    modes.get_by_text("Challenge", exact=True).click()
    app.button("bug_lab_hint").click()
    app.page.locator(".st-key-bug_lab_card").get_by_test_id("stAlert").wait_for()
    assert violations(app, ".stMain") == []
    modes.get_by_text("Buggy checkers").click()
    app.page.locator(".mlpviz-table").first.wait_for()
    app.page.locator(".st-key-bug_lab_card code").first.wait_for()
    assert violations(app, ".stMain") == []


def test_the_race(open_app):
    app = open_app(path="compare", dataset="iris", preprocessing="standardize")
    app.button("compare_race_play").click()
    app.page.wait_for_function(
        "() => document.querySelector('.mlpviz-board')?.textContent.includes('No winner')"
    )
    assert violations(app) == []


def test_the_presets(open_app):
    app = open_app(preset="mnist-optimizers")
    assert violations(app, ".st-key-guide") == []
    guide = app.page.locator(".st-key-guide")
    guide.get_by_role("button", expanded=False).click()
    guide.get_by_text("What is behind it").click()
    app.page.locator(".st-key-guide_close button").wait_for()
    assert violations(app, ".st-key-guide") == []
    app.page.locator(".st-key-guide_all button").click()
    app.page.locator(".st-key-open_sine button").wait_for()
    assert violations(app) == []
    app.page.locator(".st-key-presets_choice button", has_text="Experiments").first.click()
    app.page.locator(".st-key-preset_cifar-relu summary").click()
    app.page.locator(".st-key-card_cifar-relu_case_0 button").wait_for()
    app.page.locator(".st-key-warm_up_logistic_loss summary").click()
    app.page.locator(".mlpviz-table").wait_for()
    assert violations(app) == []


FAULTS = """<button></button><p style="font-size: 10px">small</p>
<p style="color: #999; background: #fff">faint</p>"""


def test_axe_applies_its_rules_and_faults_are_seen(visit_again):
    app = visit_again()
    passed = run_axe(app)["passes"]
    assert {"color-contrast", "button-name", "label"} <= {rule["id"] for rule in passed}
    app.page.evaluate(
        """html => document.querySelector('.mlpviz-words').insertAdjacentHTML(
          'beforeend', `<div id="faults">${html}</div>`)""",
        FAULTS,
    )
    for place in ("html", ".mlpviz-words"):
        found = violations(app, place)
        assert [line.split(":")[0].split(" (")[0] for line in found] == [
            "10px",
            "contrast 2.8",
            "button-name",
            "color-contrast",
        ]
    app.page.evaluate("() => document.querySelector('#faults').remove()")
