"""App tables: how soon the page opens, how it answers and plays, what it sends, what it keeps."""

import sys
import time
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser

from benchmarks import opening
from benchmarks.browser import AppPage, chromium, cores, link, memory, server
from benchmarks.table import render

STEPS, PAUSES, PLAY_SECONDS, SESSIONS, LATE_EPOCH = 30, 10, 5.0, 10, 5000

CASES: dict[str, dict[str, Any]] = {
    "digits 64-32-16-10": {},
    "spiral 2-8-8-2": {
        "dataset": "spiral",
        "hidden_sizes": (8, 8),
        "preprocessing": "none",
    },
    "MNIST 784-50-10": {"dataset": "mnist", "hidden_sizes": (50,)},
}
HEIGHTS = {"all charts": 2400, "1280 x 800": 800}

HEADER = (
    "page",
    "on screen",
    "Step: median, p95 ms",
    "frames/s",
    "epochs/s",
    "frames/s, Fast",
    "epochs/s, Fast",
    "Pause: median, p95 ms",
    "kB/frame",
)


def p95(values: list[float]) -> float:
    """95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def rates(page: AppPage) -> tuple[float, float]:
    """Frames and epochs per second while playing."""
    page.play()
    page.page.wait_for_timeout(700)
    seq, epoch, started = page.number("seq"), page.number("epoch"), time.perf_counter()
    page.page.wait_for_timeout(PLAY_SECONDS * 1000)
    seconds = time.perf_counter() - started
    result = (page.number("seq") - seq) / seconds, (page.number("epoch") - epoch) / seconds
    page.pause()
    return result


def bytes_per_frame(page: AppPage, frames: int = 5) -> float:
    """Bytes that the websocket brings per Step, before compression."""
    page.page.wait_for_timeout(500)
    before = page.received
    for _ in range(frames):
        page.step()
    page.page.wait_for_timeout(500)
    return (page.received - before) / frames


def pauses(page: AppPage) -> list[float]:
    """Times until Pause takes effect, in ms."""
    times = []
    for _ in range(PAUSES):
        page.play()
        page.page.wait_for_timeout(700)
        times.append(page.pause())
    return times


def measure(browser: Browser, address: str, case: str, screen: str) -> list[str]:
    """One line of the table."""
    page = AppPage(browser, link(address, **CASES[case]), HEIGHTS[screen])
    for _ in range(8):
        page.step()
    size = bytes_per_frame(page)  # around epoch 10
    steps = [page.step() for _ in range(STEPS)]
    slow = rates(page)
    stops = pauses(page)
    page.play_fast()
    fast = rates(page)
    page.close()
    return [
        case,
        screen,
        f"{median(steps):.0f}, {p95(steps):.0f}",
        *(f"{value:.1f}" for value in (*slow, *fast)),
        f"{median(stops):.0f}, {p95(stops):.0f}",
        f"{size / 1000:.1f}",
    ]


def growth(browser: Browser, address: str) -> list[list[str]]:
    """Bytes per frame at epoch 10 and at epoch 5,000 of the same run."""
    choices = CASES["spiral 2-8-8-2"] | {"batch_size": None}
    page = AppPage(browser, link(address, **choices), HEIGHTS["all charts"])
    for _ in range(8):
        page.step()
    early = bytes_per_frame(page)
    page.play_fast()
    page.play()
    while page.number("epoch") < LATE_EPOCH:
        page.page.wait_for_timeout(500)
    page.pause()
    late = bytes_per_frame(page)
    page.close()
    return [
        ["kB/frame at epoch 10 (spiral, all charts)", f"{early / 1000:.1f}"],
        [f"kB/frame at epoch {LATE_EPOCH:,}", f"{late / 1000:.1f}"],
    ]


def sessions(browser: Browser, address: str, pid: int) -> list[list[str]]:
    """Server memory per session, over ten that stay open after a step each."""
    pages, before = [], 0.0
    for number in range(SESSIONS + 2):
        if number == 2:  # the first two pay for caches that all share
            before = memory(pid)
        page = AppPage(browser, link(address), HEIGHTS["1280 x 800"])
        page.step()
        pages.append(page)
    grown = (memory(pid) - before) / SESSIONS
    for page in pages:
        page.close()
    return [
        ["server memory with two sessions, MB", f"{before:.0f}"],
        ["server memory per further session, MB", f"{grown:.1f}"],
    ]


def main() -> None:
    """Measure all cases and print the tables."""
    opening.main()
    print()
    with server() as (address, pid), chromium() as browser:
        extra = sessions(browser, address, pid)
        lines = []
        for case in CASES:
            for screen in HEIGHTS:
                print(f"measuring {case}, {screen} ...", file=sys.stderr)
                lines.append(measure(browser, address, case, screen))
        extra += growth(browser, address)
    title = (
        f"App: server and headless Chromium share {cores()} cores; Step is the time from the click "
        "until every chart on screen shows the new epoch."
    )
    print(render(title, HEADER, lines))
    print()
    print(render("Over time", ("what", "value"), extra))


if __name__ == "__main__":
    main()
