import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Error, Page, sync_playwright

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
TIMEOUT = 90_000  # ms; the machine may be busy
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages that live for seconds earn no optimised machine code: a tenth of the time, measured.
    "--js-flags=--no-maglev,--no-opt",
)
INSTALL = (
    "no Chromium found. `make test` installs one; by hand: python -m playwright install chromium"
)


@pytest.fixture(scope="package")
def server(tmp_path_factory):
    """The address of the app, started once; what it logs must hold no traceback."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", HOST, "--server.port", str(port)]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(f"http://{HOST}:{port}/_stcore/health", process, log)
            yield f"http://{HOST}:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()[-3000:]


def _wait_until_healthy(address, process, log):
    end = time.monotonic() + TIMEOUT / 1000
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
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
        shared = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=list(FLAGS), reduced_motion="reduce"
        )
        shared.add_init_script("localStorage.clear()")  # whether the sidebar was open
        yield shared
        shared.close()


@pytest.fixture
def visit(context, server, request):
    """Open the app: ``visit(dataset="moons", width=390)``; each call is another visitor.

    ``path`` is that of a page, such as "gradients"; by default the first one is opened.
    At the end of the test no page may have logged an error or a warning, thrown, or asked any
    other host for anything.
    """
    pages, problems = [], []

    def open_page(path="", *, width=1280, height=800, scheme="light", **query):
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(TIMEOUT)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        watch(page, problems)
        app = App(page)
        app.open(server + path, query)
        return app

    yield open_page
    for page in pages:
        if request.node.stash.get(FAILED, False):
            print(describe(page))
        page.close()
    assert problems == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Have the fixtures know whether the test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def describe(page: Page) -> str:
    """What a page showed at the end of a failed test, in one line for the test's report."""
    script = """() => JSON.stringify({
      address: location.href,
      hidden: document.hidden,
      run: document.querySelector('[data-testid=stApp]')?.dataset.testScriptState,
      boards: [...document.querySelectorAll('.mlpviz-board')].map(board => ({ ...board.dataset })),
      cards: [...document.querySelectorAll('.mlpviz-card')].map(card => ({ ...card.dataset })),
      text: document.body.innerText.slice(0, 500),
    })"""
    try:
        page.set_default_timeout(5_000)
        return page.evaluate(script)
    except Error as error:
        return f"the page does not answer: {error}"


# What Streamlit says when a change in the sidebar meets a tick. The page then redraws itself as a
# whole: test_a_structural_change_while_playing_starts_over_and_plays_on.
EXPECTED = "Multiple different fragmentIds detected"


def is_search_for_the_server(address: str) -> bool:
    """Whether Streamlit asks below a page's own path for the server before it asks at the root."""
    path = urlsplit(address).path
    return "/_stcore/" in path and not path.startswith("/_stcore/")


def watch(page: Page, problems: list[str]) -> None:
    """Note everything that a quiet page on its own machine does not do."""

    def on_console(message):
        known = EXPECTED in message.text or is_search_for_the_server(message.location["url"])
        if message.type in ("error", "warning") and not known:
            problems.append(f"console {message.type}: {message.text}")

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != HOST:
            problems.append(f"request to {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("websocket", on_request)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("crash", lambda _: problems.append("the page crashed"))


class App:
    """A page as a visitor uses it. Waits are for frames, never for time."""

    def __init__(self, page: Page):
        self.page = page

    def open(self, address: str, query: Mapping[str, str]) -> None:
        self.page.goto(f"{address}?{urlencode(query)}" if query else address)
        self.wait_board()

    def wait_board(self) -> None:
        """Wait until a board shows its first frame; charts below the window are not drawn yet."""
        self.page.wait_for_function(
            "() => document.querySelector('.mlpviz-board')?.dataset.seq !== undefined"
        )

    # What is on the page

    @property
    def board(self):
        return self.page.locator(".mlpviz-board")

    @property
    def seq(self) -> int:
        return int(self.board.get_attribute("data-seq"))

    @property
    def playing(self) -> bool:
        return self.board.get_attribute("data-playing") == "true"

    @property
    def metrics(self) -> dict[str, str]:
        return self.page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('.mlpviz-metrics > div')]"
            ".map(row => [row.children[0].textContent, row.children[1].textContent]))"
        )

    @property
    def epoch(self) -> int:
        return int(self.metrics["Epoch"].replace(",", ""))

    @property
    def message(self) -> dict[str, str]:
        message = self.page.locator(".mlpviz-message")
        words = message.locator(".mlpviz-words").text_content()
        return {"kind": message.get_attribute("data-kind"), "text": words}

    @property
    def charts(self) -> list[str]:
        """Ids of the cards in order."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('.mlpviz-card')].map(c => c.dataset.figureId)"
        )

    def card(self, chart: str):
        return self.page.locator(f"[data-figure-id='{chart}']")

    def figure(self, chart: str) -> str:
        """Data and annotations of a chart as Plotly has them, once the present frame is drawn."""
        self.card(chart).scroll_into_view_if_needed()
        self.page.wait_for_function(
            """chart => {
              const board = document.querySelector('.mlpviz-board');
              const card = board.querySelector(`[data-figure-id='${chart}']`);
              return card.dataset.drawnSeq === board.dataset.seq;
            }""",
            arg=chart,
        )
        return self.page.evaluate(
            """chart => {
              const { data, layout } = document.querySelector(
                `[data-figure-id='${chart}'] .mlpviz-plot`);
              return JSON.stringify([data, layout.annotations, layout.shapes, layout.images]);
            }""",
            chart,
        )

    def figures(self) -> dict[str, str]:
        """All charts, scrolled into view one after the other."""
        return {chart: self.figure(chart) for chart in self.charts}

    def axis(self, name: str, chart: str = "curves") -> dict:
        """Type and range of an axis, as numbers on the screen."""
        return self.page.evaluate(
            """([chart, name]) => {
              const { type, range } = document.querySelector(
                `[data-figure-id='${chart}'] .mlpviz-plot`)._fullLayout[name];
              return { type, range: [...range] };
            }""",
            [chart, name],
        )

    def too_wide(self) -> list[int]:
        """How many pixels the page, and what scrolls in it, is too wide."""
        return self.page.evaluate(
            "() => [document.documentElement, document.querySelector('.stMain')]"
            ".map(node => node.scrollWidth - node.clientWidth)"
        )

    # What the visitor does

    def button(self, key: str):
        """A button of the transport; one with a help text is in the page twice, once hidden."""
        return self.page.locator(f".st-key-{key} button:visible").first

    def press(self, key: str) -> None:
        """Click a button of the transport and wait for the frame that answers."""
        before = self.seq
        self.button(key).click()
        self.wait_after(before)

    def wait_after(self, seq: int) -> None:
        """Wait until a frame later than ``seq`` is drawn."""
        self.page.wait_for_function(
            "seq => +document.querySelector('.mlpviz-board').dataset.seq > seq", arg=seq
        )

    def wait_epoch(self, epoch: int) -> None:
        self.page.wait_for_function(
            "epoch => +document.querySelector('.mlpviz-metrics dd').textContent"
            ".replace(',', '') >= epoch",
            arg=epoch,
        )

    def wait_playing(self, on: bool) -> None:
        self.page.wait_for_function(
            "on => document.querySelector('.mlpviz-board').dataset.playing === String(on)", arg=on
        )

    def play(self) -> None:
        self.button("play").click()
        self.wait_playing(True)

    def pause(self) -> int:
        """Pause, and return the epoch that is on the page then."""
        self.button("play").click()
        self.wait_playing(False)
        return self.epoch

    def tab(self, name: str) -> None:
        """Open a tab of the sidebar, and the sidebar itself where it is closed."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()
        tab = self.page.get_by_role("tab", name=name)
        tab.click()
        self.page.wait_for_function(
            "tab => tab.getAttribute('aria-selected') === 'true'", arg=tab.element_handle()
        )

    def select(self, label: str, option: str) -> None:
        """Choose an option and wait for the new run."""
        before = self.seq
        self.page.get_by_role("combobox", name=label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.wait_after(before)

    def slider(self, label: str):
        return self.page.get_by_role("slider", name=label)

    def toggle(self, key: str) -> None:
        switch = self.page.locator(f".st-key-{key}").get_by_role("switch")
        before = switch.is_checked()
        self.page.locator(f".st-key-{key} label p:visible").first.click()
        self.page.wait_for_function(
            "([node, before]) => node.checked !== before", arg=[switch.element_handle(), before]
        )

    def set_log(self) -> None:
        """Switch between the linear and the logarithmic loss axis, a whole trip to the server."""
        before = self.axis("yaxis")["type"]
        self.toggle("log")
        self.page.wait_for_function(
            "before => document.querySelector(\"[data-figure-id='curves'] .mlpviz-plot\")"
            "._fullLayout.yaxis.type !== before",
            arg=before,
        )

    def query(self) -> dict:
        """The choices in the page's address."""
        return self.page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
