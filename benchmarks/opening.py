"""Opening table: how long a visitor waits for the first chart."""

import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.browser import CHROMIUM, FLAGS, ROOT, cores, server
from benchmarks.line import slow_line
from benchmarks.table import render

REPEATS = 5
SIZE = {"width": 1280, "height": 800}
VISITS = (
    "first visitor after the server's start",
    "later, empty cache",
    "later, warm cache",
    "later, empty cache, 10 Mbit/s and 40 ms",
)

# Notes when the first chart is on screen; the page's clock starts when it is asked for.
FIRST_CHART = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-drawn-seq]")) return;
  observer.disconnect();
  requestAnimationFrame(() => (window.firstChart = performance.now()));
}).observe(document, { subtree: true, childList: true, attributes: true })
"""


def visit(context: BrowserContext, address: str) -> float:
    """Open the app in a new tab; seconds until its first chart is on screen."""
    page = context.new_page()
    page.set_viewport_size(SIZE)
    page.add_init_script(FIRST_CHART)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.firstChart", timeout=60_000)
    seconds = float(page.evaluate("window.firstChart")) / 1000
    page.wait_for_timeout(1500)  # the browser puts away what it has compiled
    page.close()
    return seconds


def visits(root: Path = ROOT) -> dict[str, float]:
    """Seconds of each of ``VISITS``, to a server of its own in ``root``."""
    with server(root) as (address, _), sync_playwright() as playwright:

        def times(count: int, address: str = address) -> list[float]:
            """Of visits with one browser, whose cache is empty at first."""
            with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                context = playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=str(CHROMIUM) if CHROMIUM.exists() else None,
                    args=FLAGS,
                )
                seconds = [visit(context, address) for _ in range(count)]
                context.close()
                return seconds

        first = times(1)[0]
        empty, _, warm = times(3)  # scripts are kept compiled from their second use on
        with slow_line(address) as far:
            (distant,) = times(1, far)
    return dict(zip(VISITS, (first, empty, warm, distant), strict=True))


def repeated(count: int) -> Mapping[str, list[float]]:
    """The seconds of each kind of visit, ``count`` times in turn."""
    rounds = []
    for number in range(count):
        print(f"opening the page, round {number + 1} of {count} ...", file=sys.stderr)
        rounds.append(visits())
    return {name: [times[name] for times in rounds] for name in VISITS}


def main() -> None:
    """Measure and print the table."""
    rows = [
        [name, f"{median(times):.2f}", f"{min(times):.2f}", f"{max(times):.2f}"]
        for name, times in repeated(REPEATS).items()
    ]
    title = (
        f"Opening: seconds until the first chart, 1280 x 800; server and headless Chromium share "
        f"{cores()} cores; {REPEATS} rounds."
    )
    print(render(title, ("visitor", "median", "fastest", "slowest"), rows))


if __name__ == "__main__":
    main()
