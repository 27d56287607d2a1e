"""What can be pressed is large enough on every page: 24 px for a mouse, 44 for fingers."""

import pytest

from mlpviz.workbench.pages import PAGES
from tests.browser.targets import too_small, use_fingers
from tests.data.tables.files import csv

SIDEBAR = ".stSidebar"
LINES = ".mlpviz-trace-parts"  # words of a formula, which 44 px would tear apart
# What is gone or skeleton while a page is drawn; and that all has been.
DRAWN = """title => document.title.startsWith(title)
  && document.querySelector('[data-test-script-state=notRunning]')
  && !document.querySelector('[data-testid=stSkeleton]')"""


def go(app, title):
    """Open a page by its name in the row and wait until all of it is drawn."""
    app.page.get_by_role("link", name=title, exact=True).click()
    app.page.wait_for_function(DRAWN, arg=title)


# The board's buttons whose words are not in the middle of their height.
ASKEW = """() => [...document.querySelectorAll('.mlpviz-button')].filter(node => {
  if (!node.checkVisibility() || !node.textContent) return false;
  const words = document.createRange();
  words.selectNodeContents(node);
  const [text, box] = [words, node].map(part => part.getBoundingClientRect());
  return Math.abs(text.top + text.bottom - box.top - box.bottom) > 4;
}).map(node => node.textContent)"""


# What opens each dialog: a button in the sidebar or in the transport.
DIALOGS = ("share", "your_data", "draw", "take_away")


def in_dialogs(app, least):
    for key in DIALOGS:
        if key != "share":
            app.open_sidebar()
        app.page.locator(f"[class*='st-key-{key}'] button:visible").first.click()
        dialog = app.page.get_by_role("dialog")
        dialog.get_by_role("button").nth(1).wait_for()  # besides the one that closes it
        if key == "your_data":
            given = {"name": "mine.csv", "mimeType": "text/csv", "buffer": csv()}
            dialog.locator("input[type=file]").set_input_files(given)
            app.page.locator(".mlpviz-preview").wait_for()
        yield from (f"{key}: {one}" for one in too_small(app, least, "[role=dialog]"))
        dialog.get_by_role("button", name="Close", exact=True).first.click()
        dialog.wait_for(state="detached")


def in_guide(app, least):
    """The targets of a preset's guide, folded and open."""
    app.open(preset="mnist-optimizers")
    app.wait_rest()
    yield from too_small(app, least, ".mlpviz-guide-bar")
    app.page.locator(".mlpviz-guide-bar button").click()
    app.page.locator(".mlpviz-answer summary").click()
    yield from too_small(app, least, ".st-key-guide")


def in_sliders(app, least):
    """The sliders of a sample's features."""
    app.open("predict", v=1, data="iris", layers="4")
    app.page.locator(".mlpviz-sliders input").first.wait_for()
    return too_small(app, least, ".mlpviz-sliders")


def in_a_frame(app, least):
    """What a page has in the frame of another one: the way out of it."""
    app.open(v=1, data="iris", layers="4", embed="true")
    app.page.locator(".mlpviz-whole").wait_for()
    return too_small(app, least, ".stMain", outside=".mlpviz-board")


def in_sidebar(app, least):
    app.open_more()
    found = app.page.locator(f"{SIDEBAR} button:visible, {SIDEBAR} input:visible")
    assert found.count() > 20
    return too_small(app, least, SIDEBAR)


def on_pages(app, least):
    for row in PAGES.values():
        go(app, row.title)
        found = too_small(app, least, outside=f"{SIDEBAR}, {LINES}")
        yield from (f"{row.title}: {one}" for one in [*found, *too_small(app, 24, LINES)])


def test_a_mouse(visit):
    app = visit(on=True, width=1280, height=800)
    app.press("step")
    assert in_sidebar(app, 24) == []
    assert list(on_pages(app, 24)) == []
    go(app, "Train")
    assert list(in_dialogs(app, 24)) == []
    assert list(in_guide(app, 24)) == []
    assert in_sliders(app, 24) == []
    assert in_a_frame(app, 24) == []


@pytest.fixture
def phone(visit):
    app = visit(width=390, height=844, scheme="dark")
    use_fingers(app)
    yield app
    use_fingers(app, False)


def test_fingers(phone):
    phone.press("step")
    phone.press("pin")
    assert phone.page.evaluate(ASKEW) == []
    assert list(on_pages(phone, 44)) == []
    go(phone, "Train")
    assert list(in_dialogs(phone, 44)) == []
    assert in_sidebar(phone, 44) == []
    assert list(in_guide(phone, 44)) == []
    assert in_sliders(phone, 44) == []
    assert in_a_frame(phone, 44) == []
