import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.app import ONE_CHART, TIMEOUT, App
from tests.browser.problems import describe
from tests.browser.small import SMALL
from tests.browser.tab import Tab
from tests.serving import serving

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
INSTALL = (
    "no Chromium found. `make test` installs one; by hand: python -m playwright install chromium"
)


# Pages of this site may have the app in a frame: to a browser it is another one than 127.0.0.1.
COURSE = "self http://localhost:*"
# Of the browser's profile: cookies and storage are denied to what stands in another site's page.
PREFERENCES = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app, started once; Ctrl-C ends it quietly, and it logs no traceback."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(log, MLPVIZ_FRAME_ANCESTORS=COURSE) as address:
        yield f"{address}/"
    assert "Traceback" not in log.read_text(), log.read_text()[-3000:]


@pytest.fixture(scope="session")
def context(tmp_path_factory):
    """A Chromium: the system's, else Playwright's own. Without one the tests fail.

    It has a profile on disk, for which it keeps the scripts of the app compiled.
    """
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, CHROMIUM)), None)
        if path is None and not Path(own).exists():
            pytest.fail(INSTALL)
        profile = tmp_path_factory.mktemp("profile")
        (profile / "Default").mkdir()
        (profile / "Default" / "Preferences").write_text(json.dumps(PREFERENCES))
        shared = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=list(FLAGS), reduced_motion="reduce"
        )
        shared.set_default_timeout(TIMEOUT)
        # Whether the sidebar was open; a page in another one's frame has no storage.
        shared.add_init_script("try { localStorage.clear() } catch {}")
        yield shared
        shared.close()


@pytest.fixture(scope="session")
def resting():
    """The tab that the last test left: at most one, and none after a failure."""
    return []


@pytest.fixture
def visit(context, server, resting, request):
    """Open the app: ``visit(dataset="moons", width=390)``; each call is another visitor.

    ``path`` is that of a page, such as "gradients"; by default the first one is opened. With
    ``again`` it may be a visitor who has been here before: the page that an earlier test left, if
    Reset or the browser's history makes it as it was when it was opened. With ``on`` that visitor
    goes on to this address, with whatever an earlier test has left behind, the run of this very
    address included. One test after the other has the same tab, which opens a page in half of the
    time; after a failure there is a new one. At the end of the test no page may have logged an
    error or a warning, thrown, or asked any other host for anything.
    """
    tabs = []

    def open_page(
        path="", *, again=False, on=False, width=1280, height=800, scheme="light", **query
    ):
        tab = resting.pop() if resting else Tab(App(context.new_page(), server))
        tabs.append(tab)
        tab.app.look(width=width, height=height, scheme=scheme)
        tab.open((path, tuple(query.items()), width, height, scheme), again, on)
        return tab.app

    yield open_page
    failed = request.node.stash.get(FAILED, False)
    if failed:
        print(*(describe(tab.app.page) for tab in tabs), sep="\n")
    else:
        for tab in tabs:
            tab.rest()
    problems = [problem for tab in tabs for problem in tab.app.problems]
    kept = 0 if failed or problems else 1
    resting += tabs[:kept]
    for tab in tabs[kept:]:
        tab.app.page.close()
    assert problems == []


@pytest.fixture
def visit_again(visit):
    """``visit`` for a page that an earlier test may have used and left."""
    return partial(visit, again=True)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Have the fixtures know whether the test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def small(visit_again):
    """The page on a small problem, with one chart in sight: its frames are quick."""
    return visit_again(**ONE_CHART, **SMALL)
