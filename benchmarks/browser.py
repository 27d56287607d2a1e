"""The app under a stopwatch: a server of its own, and a page in headless Chromium."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from mlpviz import RunConfig
from mlpviz.workbench.speed import SPEEDS

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")  # Debian's, if it is installed; else Playwright's own
FLAGS = ("--no-sandbox", "--disable-gpu")

# In the page, so that no round trip to the test driver is part of a time.
STOPWATCH = """
(() => {
  const board = document.querySelector('.mlpviz-board');
  const button = (key) =>
    [...document.querySelectorAll(`.st-key-${key} button`)].find((b) => b.offsetParent);
  const clickUntil = (key, done) => new Promise((resolve) => {
    const started = performance.now();
    const look = () => {
      if (!done()) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - started));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body,
      { attributes: true, childList: true, characterData: true, subtree: true });
    button(key).click();
  });
  window.stopwatch = {
    step: () => { const seq = board.dataset.seq;
                  return clickUntil('step', () => board.dataset.seq !== seq); },
    pause: () => clickUntil('play', () =>
      board.dataset.playing === 'false' && button('play').innerText.includes('Play')),
    label: () => button('play').innerText,
    seq: () => Number(board.dataset.seq),
    epoch: () => Number(board.innerText.match(/Epoch\\s+([\\d,]+)/)[1].replaceAll(',', '')),
  };
})()
"""


@contextmanager
def server(root: Path = ROOT) -> Iterator[tuple[str, int]]:
    """Run ``streamlit run app.py`` in ``root`` on a free port: its address and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(f"{address}/_stcore/health", process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_healthy(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60.0
    while time.monotonic() < until and process.poll() is None:
        try:
            if urlopen(url, timeout=2).status == 200:
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the app did not start: try `streamlit run app.py`")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM) if CHROMIUM.exists() else None,
            args=FLAGS,
        )
        yield browser
        browser.close()


def link(address: str, **choices: Any) -> str:
    """The address that opens the app with these choices of a ``RunConfig``."""
    query = RunConfig(**choices).to_query()
    return f"{address}/?{urlencode(query)}" if query else address


class AppPage:
    """One open page of the app; ``received`` counts the bytes that its websocket has brought."""

    def __init__(self, browser: Browser, url: str, height: int) -> None:
        self.received = 0
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": height})
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        self.page.goto(url)
        self.page.wait_for_selector(".mlpviz-board[data-seq]", timeout=60_000)
        self.page.wait_for_timeout(1500)
        self.page.evaluate(STOPWATCH)

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)

    def step(self) -> float:
        """Click on Step; milliseconds until every chart on screen shows the new epoch."""
        milliseconds = float(self.page.evaluate("stopwatch.step()"))
        self.page.wait_for_timeout(100)
        return milliseconds

    def play(self) -> None:
        """Click on Play and wait until the button says Pause."""
        self.page.locator(".st-key-play button:visible").click()
        self.page.wait_for_function("() => stopwatch.label().includes('Pause')")

    def pause(self) -> float:
        """Click on Pause; milliseconds until it says Play and the board has stopped.

        Raises RuntimeError if a frame still comes after that.
        """
        milliseconds = float(self.page.evaluate("stopwatch.pause()"))
        seq = self.number("seq")
        self.page.wait_for_timeout(500)
        if self.number("seq") != seq:
            raise RuntimeError("a frame came after Pause")
        return milliseconds

    def play_fast(self) -> None:
        """Switch from one epoch a frame to as many as fit into its time budget."""
        self.page.get_by_role("combobox", name="Speed", exact=True).click()
        self.page.get_by_role("option", name=SPEEDS["full"].title, exact=True).click()
        self.page.wait_for_function("() => location.search.includes('speed=full')")

    def number(self, name: str) -> int:
        """``seq``, the number of the frame on screen, or ``epoch``, the one that it shows."""
        return int(self.page.evaluate(f"stopwatch.{name}()"))

    def close(self) -> None:
        """Leave the page."""
        self.page.close()


def memory(pid: int) -> float:
    """Resident memory of a process in MB."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return int(output) / 1024


def cores() -> int:
    """Cores that server and browser share."""
    return os.cpu_count() or 1
