"""Look at a built site as a visitor does: ``python static/smoke.py FOLDER``.

Serves the folder as GitHub Pages does, below a path and with its 404 page, opens it in Chromium and
goes through all pages. Prints how long things take; ends with 1 if something is amiss. It needs the
network: Python's own files and packages come from Pyodide's CDN and from PyPI.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.pages import Page as Row
from tests.browser.app import App

BELOW = "/mlpviz/"  # as the site of a project
PATIENCE = 300_000  # ms, for whatever is waited for
EPOCHS = 10


def main() -> int:
    """Go through the site in the folder that the command line names."""
    with serving(Path(sys.argv[1])) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"))
        faults = smoke(browser.new_page(), address)
        browser.close()
    print("\n".join(faults) or "All is well.")
    return bool(faults)


def smoke(page: Page, address: str) -> list[str]:
    """What is wrong with the site at this address; how long it took is printed."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"thrown: {error}"))
    app = App(page, address)
    page.set_default_timeout(PATIENCE)
    timed("first frame", app.open)
    timed("Step", partial(app.press, "step"))
    if app.epoch != 1:
        faults.append(f"after a Step the epoch is {app.epoch}")
    timed(f"{EPOCHS} epochs", partial(play, app, EPOCHS))
    for path, row in PAGES.items():
        if not row.first:
            timed(row.title, partial(go_to, app, row))
        if path == "compare":
            timed("three frames of a race", partial(race, app))
        if path == "gradients":
            app.page.locator(".mlpviz-verdict").first.wait_for()
    timed("a page's own link", partial(app.open, "gradients", dataset="moons"))
    if not page.url.startswith(f"{address}gradients?"):
        faults.append(f"the link to gradients ends at {page.url}")
    if "moons" not in page.url:
        faults.append(f"the link's query is lost: {page.url}")
    return faults


def timed(name: str, do: Callable[[], object]) -> None:
    """Do it, and print how many seconds it took."""
    started = perf_counter()
    do()
    print(f"{name}: {perf_counter() - started:.1f} s", flush=True)


def play(app: App, epochs: int) -> None:
    """Play until some more epochs are done."""
    wanted = app.epoch + epochs
    app.play()
    app.wait_epoch(wanted)
    app.pause()


def race(app: App) -> None:
    """Let the race run for a few frames; it goes on when it is left."""
    before = app.seq
    app.button("compare_race_play").click()
    app.wait_after(before + 2)


def go_to(app: App, row: Row) -> None:
    """Click on a page's name, and wait until it is drawn."""
    app.page.get_by_role("link", name=row.title, exact=True).click()
    app.page.wait_for_url(f"**/{row.path}*")
    sign = ".mlpviz-board[data-seq]" if row.sidebar else "h1"
    app.page.locator(sign).first.wait_for()
    app.wait_rest()


class Handler(SimpleHTTPRequestHandler):
    """Plain files below ``BELOW``; any other path gets the 404 page."""

    def translate_path(self, path: str) -> str:
        """Where the file is; a name that no file has where it is not below ``BELOW``."""
        inside = path.removeprefix(BELOW)
        return super().translate_path("/" + inside if inside != path else "/no such file")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page."""
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the folder on this machine; the address of the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
