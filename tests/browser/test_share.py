"""The Share dialog, the lesson that it hands out, and the app inside another site's page."""

from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser.app import ONE_CHART
from tests.browser.problems import watch
from tests.browser.test_accessibility import violations

MOONS = {"v": "1", "data": "moons", "layers": "4"}
DIALOG = "[role=dialog]"


def share(app):
    """Open the dialog; the field with the link."""
    app.page.locator(".st-key-share button:visible").first.click()
    field = app.page.locator(f"{DIALOG} .mlpviz-copy textarea").first
    field.wait_for()
    app.page.locator(f"{DIALOG} .mlpviz-qr").wait_for()
    return field


def test_a_lesson_is_put_together_copied_and_opened(visit):
    app = visit(**ONE_CHART, **MOONS)
    field = share(app)
    dialog = app.page.locator(DIALOG)
    dialog.get_by_text("A sentence of your own").click()
    words = dialog.get_by_role("textbox", name="Your sentence")
    words.fill("<img src=x onerror=alert(1)> *Two* units?")
    words.press("Control+Enter")
    app.page.wait_for_function("field => field.value.includes('say=')", arg=field.element_handle())
    dialog.get_by_text("Plays at once").click()
    app.page.wait_for_function(
        "field => field.value.includes('play=1')", arg=field.element_handle()
    )
    button = dialog.get_by_role("button", name="Copy: Link")
    button.click()
    dialog.get_by_text("Copied").first.wait_for()
    link = field.input_value()
    app.page.emulate_media(reduced_motion="no-preference")
    app.page.goto(f"{link}&epochs=4&hide=data_tab")
    app.wait_epoch(4)
    app.wait_paused()
    assert "stopped at epoch 4" in app.message["text"]
    says = app.page.locator(".mlpviz-say")
    assert says.inner_text().endswith("<img src=x onerror=alert(1)> *Two* units?")
    assert says.locator("img, em").count() == 0
    sidebar = app.page.get_by_test_id("stSidebar")
    dataset = sidebar.locator(".st-key-dataset")
    for left in ("Hidden layers", "Learning rate"):
        assert sidebar.get_by_text(left, exact=True).first.is_visible()
    assert dataset.count() == 0
    app.button("show_all").click()
    dataset.wait_for()
    assert app.query().keys() >= {"say", "play", "epochs"}
    app.page.emulate_media(reduced_motion="reduce")


def test_where_motion_is_reduced_nothing_plays_by_itself(visit):
    app = visit(**ONE_CHART, **MOONS, play="1")
    app.figure("curves")
    app.press("step")
    assert (app.epoch, app.playing) == (1, False)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk-light", "phone-dark"]
)
def test_the_dialog_is_accessible_and_fits(visit, width, scheme):
    app = visit(width=width, height=800, scheme=scheme, **MOONS, say="Look", hide="lr")
    assert violations(app, ".st-key-lesson") == []
    share(app)
    app.page.locator(".st-key-share_iframe summary").click()
    app.page.locator(".mlpviz-copy textarea").nth(1).wait_for()
    assert violations(app, DIALOG) == []
    assert app.page.evaluate(
        "() => { const d = document.querySelector('[role=dialog]');"
        " return d.scrollWidth <= d.clientWidth && d.getBoundingClientRect().right <= innerWidth }"
    )
    app.page.keyboard.press("Escape")
    app.page.wait_for_function("() => !document.querySelector('[role=dialog]')")
    app.press("step")
    assert app.page.locator(DIALOG).count() == 0, "it stays closed"


# Whether nothing in the transport is below or right of what holds this.
LAST = """selector => {
  const parts = [...document.querySelector('.st-key-transport').children];
  const it = parts.find(part => part.querySelector(selector)).getBoundingClientRect();
  return parts.map(part => part.getBoundingClientRect())
    .every(({ left, top }) => left <= it.left || top < it.top - 20);
}"""


@pytest.fixture
def course(server):
    """Serve a course page, of another site, with the app in a frame; gives its port."""
    source = escape(f"{server}?v=1&data=moons&layers=4&embed=true")

    page = (
        '<!doctype html><html lang="en"><title>Course</title><link rel="icon" href="data:,">'
        f'<iframe src="{source}" title="mlpviz" width="860" height="700"></iframe>'
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        thread = Thread(target=partial(site.serve_forever, poll_interval=0.05))
        thread.start()
        yield site.server_port
        site.shutdown()
        thread.join()


@pytest.fixture
def tab(context):
    """A tab of its own, and what in it a quiet page does not do."""
    page, problems = context.new_page(), []
    watch(page, problems)
    yield page, problems
    page.close()


def test_the_app_works_inside_a_page_of_another_site_without_its_cookies(course, tab):
    page, problems = tab
    page.goto(f"http://localhost:{course}/")
    frame = page.frame_locator("iframe")
    frame.locator(".st-key-step button:visible").first.click()
    frame.locator(".mlpviz-metrics dd", has_text="1").first.wait_for()
    frame.locator("[data-figure-id=curves] .main-svg").first.wait_for()
    (inner,) = (inner for inner in page.frames if inner != page.main_frame)
    denied = "() => { try { return !localStorage } catch { return true } }"
    assert inner.evaluate(denied), "the browser should deny storage to the frame"
    for gone in ("stSidebar", "stMainMenu", "stExpandSidebarButton"):
        assert not frame.get_by_test_id(gone).is_visible(), gone
    assert not frame.locator(".st-key-pages").is_visible()
    top = inner.evaluate("() => document.querySelector('.st-key-transport').offsetTop")
    assert top < 40, "no room is left for what is not there"
    link = frame.get_by_role("link", name="Open in mlpviz")
    assert link.get_attribute("target") == "_blank"
    assert inner.evaluate(LAST, ".mlpviz-whole"), "what leads out of the page comes last"
    with page.context.expect_page() as opened:
        link.click()
    whole = opened.value
    whole.get_by_role("navigation", name="Pages").wait_for()
    assert "embed" not in whole.url
    assert "layers=4" in whole.url
    whole.close()
    assert [told for told in problems if not told.startswith("request to http://localhost:")] == []


def test_a_site_that_may_not_shows_nothing(course, tab):
    page, _ = tab
    with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
        page.goto(f"http://127.0.0.1:{course}/")  # another origin, and none of the list
    assert page.frame_locator("iframe").locator(".stApp").count() == 0
