"""Replicas table: two servers behind nginx, one of them killed among its visitors.

nginx runs by itself with ``deploy/nginx.conf``, in which only the ports are filled in.
"""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from websockets.exceptions import ConnectionClosed

from benchmarks.browser import ROOT, chromium, link, server
from benchmarks.protocol import Visitor
from benchmarks.table import render
from mlpviz import RunConfig

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
PORTS = ("8501", "8502", "8080")  # in it: the replicas', and nginx's own
COOKIE = "mlpviz_replica"
BEFORE, AFTER = "before", "after"
HEAD = (
    *("replica", "visitors", "steps answered before", "and after", "back", "in their run"),
    *("s until then", "now at"),
)
# In the page: the numbers above the charts, and that the board asks for no more.
NUMBERS = "document.querySelector('.mlpviz-board').innerText.split('Learning curves')[0]"
RESTING = "document.querySelector('.mlpviz-board').dataset.playing === 'false'"
VISITORS = 20
STEPS = 3
PATIENCE = 30.0  # s until a visitor is back
DATASETS = ("moons", "circles", "spiral3", "iris", "wine")


class Place(NamedTuple):
    """nginx's address, and the process of each replica by its name in the cookie."""

    address: str
    pids: dict[str, int]


class Someone:
    """A visitor who comes by a link of his own, and by the same again if his replica goes."""

    def __init__(self, number: int) -> None:
        dataset = DATASETS[number % len(DATASETS)]
        self.link = RunConfig(dataset=dataset, seed=number, hidden_sizes=(4 + number,)).to_query()
        self.cookie = self.home = ""  # home: the replica that he came to first
        self.steps: dict[str, list[bool]] = {BEFORE: [], AFTER: []}  # whether each was answered
        self.begun: Any = None
        self.lost = False
        self.away: float | None = None  # s until his run was back
        self.same = False
        self.visitor: Visitor | None = None

    async def come(self, address: str, stack: AsyncExitStack) -> None:
        """Open the page as a browser does: the page itself, then the socket, with its cookie."""
        self.cookie = await asyncio.to_thread(fetch, address, self.cookie) or self.cookie
        opened = Visitor.at(address, cookie=self.cookie, **self.link)
        self.visitor = await stack.enter_async_context(opened)
        self.cookie = own(self.visitor.cookies) or self.cookie

    @property
    def replica(self) -> str:
        """The one that his cookie names."""
        return self.cookie.removeprefix(f"{COOKIE}=")

    @property
    def run(self) -> Any:
        """The run's link, and what the board shows of it: its numbers, curves and weights."""
        if self.visitor is None:
            return None
        payload = self.visitor.payload
        return self.visitor.query, payload["header"], payload["figures"]

    async def step(self, when: str) -> None:
        """Step, and note whether it was answered."""
        answered = False
        if self.visitor is not None:
            with suppress(ConnectionClosed, OSError):
                await self.visitor.click("step")
                answered = True
        self.steps[when].append(answered)
        self.lost = not answered

    async def come_back(self, address: str, stack: AsyncExitStack) -> None:
        """Open the link again until it answers; note how long that took, and if it is his run."""
        started = time.monotonic()
        while time.monotonic() < started + PATIENCE:
            with suppress(ConnectionClosed, OSError, LookupError):
                await self.come(address, stack)
                self.away = time.monotonic() - started
                self.same = self.run == self.begun
                self.lost = False
                return
            await asyncio.sleep(0.1)


def fetch(address: str, cookie: str) -> str:
    """Ask for the page; the cookie that comes with it."""
    headers = {"Cookie": cookie, "Sec-Fetch-Mode": "navigate"}
    with urlopen(Request(address, headers=headers), timeout=10) as answer:
        return own(answer.headers.get_all("Set-Cookie", []))


def own(cookies: list[str]) -> str:
    """That of nginx, name=value; empty if it is not among them."""
    pairs = (cookie.partition(";")[0] for cookie in cookies)
    return next((pair for pair in pairs if pair.startswith(f"{COOKIE}=")), "")


def program() -> str:
    """Where nginx is. Raises SystemExit with the way to install it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SystemExit("The table of replicas needs nginx: apt-get install nginx")
    return found


@contextmanager
def nginx(ports: dict[str, int]) -> Iterator[str]:
    """nginx as a process of its own, with the ports of ``PORTS`` replaced; its address."""
    text = CONFIGURATION.read_text("utf-8")
    for written, port in ports.items():
        text = text.replace(f"127.0.0.1:{written}", f"127.0.0.1:{port}")
    with TemporaryDirectory(prefix="mlpviz-nginx-") as name, TemporaryFile() as log:
        folder = Path(name)
        folder.chmod(0o755)  # its workers are somebody else where it is started by root
        (folder / "nginx.conf").write_text(text, "utf-8")
        command = [program(), "-p", name, "-c", "nginx.conf", "-g", "daemon off;"]
        process = subprocess.Popen(command, stderr=log)
        address = f"http://127.0.0.1:{ports['8080']}"
        try:
            wait_for(f"{address}/_stcore/health", process)
            yield address
        except RuntimeError:
            log.seek(0)
            print(log.read().decode(), file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody answers. Raises RuntimeError if nobody does."""
    until = time.monotonic() + 20.0
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            urlopen(url, timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def replicas() -> Iterator[Place]:
    """Two servers for strangers, with one secret, behind nginx."""
    program()
    os.environ |= {"MLPVIZ_HOSTED": "1", "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex()}
    with server() as (first, one), server() as (second, two):
        ports = dict(zip(PORTS, [int(a.rsplit(":", 1)[1]) for a in (first, second)], strict=False))
        with nginx(ports | {"8080": free_port()}) as address:
            yield Place(address, {"1": one, "2": two})


async def trial(place: Place) -> tuple[str, list[Someone]]:
    """Twenty come and step; the first one's replica is killed; all step again."""
    everyone = [Someone(number) for number in range(VISITORS)]
    async with AsyncExitStack() as stack:
        for someone in everyone:
            await someone.come(place.address, stack)
            someone.home, someone.begun = someone.replica, someone.run
        for _ in range(STEPS):
            await asyncio.gather(*(someone.step(BEFORE) for someone in everyone))
        killed = everyone[0].home
        os.kill(place.pids[killed], signal.SIGKILL)
        await asyncio.gather(*(someone.step(AFTER) for someone in everyone))
        lost = [someone for someone in everyone if someone.lost]
        await asyncio.gather(*(someone.come_back(place.address, stack) for someone in lost))
        for _ in range(STEPS):
            await asyncio.gather(*(someone.step(AFTER) for someone in everyone))
    return killed, everyone


def in_a_browser(place: Place) -> float:
    """Play in a browser and kill its replica; seconds until the page is back in its run.

    Nobody touches the page meanwhile. Raises playwright's TimeoutError if it does not come back, or
    does not train then.
    """
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        page.goto(link(place.address, dataset="spiral3", seed=7, hidden_sizes=(9,)))
        page.wait_for_selector(".mlpviz-board[data-seq]")
        where = page.url
        begun = page.evaluate(NUMBERS)
        page.locator(".st-key-play button:visible").click()
        page.wait_for_function(f"begun => {NUMBERS} !== begun", arg=begun)
        named = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        os.kill(place.pids[named[COOKIE]], signal.SIGKILL)
        started = time.monotonic()
        page.wait_for_function(f"begun => {NUMBERS} === begun && {RESTING}", arg=begun)
        seconds = time.monotonic() - started
        if page.url != where:
            raise RuntimeError(f"the page went from {where} to {page.url}")
        page.locator(".st-key-step button:visible").click()
        page.wait_for_function(f"begun => {NUMBERS} !== begun", arg=begun)
        return seconds


def row(name: str, killed: str, everyone: list[Someone]) -> list[str]:
    """What became of the visitors of one replica."""
    own = [someone for someone in everyone if someone.home == name]
    back = [someone.away for someone in own if someone.away is not None]

    def share(when: str) -> str:
        answers = [answered for someone in own for answered in someone.steps[when]]
        return f"{sum(answers)} of {len(answers)}"

    gone = name == killed
    return [
        f"{name}, killed" if gone else name,
        str(len(own)),
        share(BEFORE),
        share(AFTER),
        f"{len(back)} of {len(own)}" if gone else "-",
        f"{sum(someone.same for someone in own)} of {len(own)}" if gone else "-",
        f"{median(back):.2f}, at most {max(back):.2f}" if back else "-",
        ", ".join(sorted({someone.replica for someone in own})),
    ]


def main() -> None:
    """Try it and print the table."""
    with replicas() as place:
        killed, everyone = asyncio.run(trial(place))
    rows = [row(name, killed, everyone) for name in place.pids]
    title = (
        f"Replicas: {VISITORS} visitors of two servers behind nginx, one of which is killed.\n"
        "In their run: the same numbers, curves and weights as when they first opened their link."
    )
    print(render(title, HEAD, rows))
    with replicas() as place:
        seconds = in_a_browser(place)
    print(f"\nA page that plays in a browser: back in its run {seconds:.1f} s after the kill")


if __name__ == "__main__":
    main()
