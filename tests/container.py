"""Build and run the container without Docker: ``make container``.

The steps are those of the Dockerfile, read line by line: its RUN lines are run, its COPY lines copy
(.dockerignore is obeyed). The last stage is mounted read-only but for /tmp, and its CMD runs there
as its USER, without any capability, as with ``docker run --read-only --tmpfs /tmp``. A browser
opens the page and trains; the HEALTHCHECK is asked; what was written is listed. Once with torch,
once without.

That takes Linux and root, for ``unshare`` and ``chroot``. What differs from Docker: the packages of
the base image and its patch version of Python are this machine's.

    python tests/container.py                   both
    python tests/container.py --torch 0         without torch only
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # as pytest's pythonpath has it

from tests.browser.app import App  # noqa: E402
from tests.dockerfile import Stage, stages  # noqa: E402
from tests.image import Built, build, inside, missing  # noqa: E402

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 90.0  # s until the server answers
STOP = 10.0  # s that Docker gives a container to end


@contextmanager
def running(built: Built, command: list[str], memory: Path, log: Path) -> Iterator[None]:
    """The container: its command, sealed."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            inside(built, command, sealed=memory), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
            stop(process.pid)
            process.wait(timeout=STOP)
        finally:
            process.kill()  # and, by --kill-child, what is left in there
            process.wait()


def stop(pid: int) -> None:
    """As ``docker stop``: ask the first process in there to end, which unshare has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    os.kill(int(children[0]), signal.SIGTERM)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, log: Path) -> float:
    """Seconds until the server answers."""
    started = time.monotonic()
    while time.monotonic() < started + PATIENCE:
        try:
            urlopen(address, timeout=2).close()
            return time.monotonic() - started
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"no answer after {PATIENCE:.0f} s:\n{log.read_text('utf-8')[-3000:]}")


def use(address: str, torch: bool) -> str:
    """Open the page in a browser, train, check; the words that say what autograd came to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM) if CHROMIUM.exists() else None,
            args=["--no-sandbox", "--disable-gpu"],
        )
        app = App(browser.new_page(), address)
        app.open()
        before = app.seq
        app.button("step").click()
        app.page.wait_for_function(
            "seq => Number(document.querySelector('.mlpviz-board').dataset.seq) > seq", arg=before
        )
        app.open("/gradients", sources="autograd")
        words = "against autograd" if torch else "autograd is missing"
        app.page.get_by_text(re.compile(words)).first.wait_for()
        if app.problems:
            raise SystemExit(f"in the browser: {app.problems}")
        browser.close()
    return words


def weight(folder: Path) -> int:
    """What a folder takes on disk, in MB."""
    told = subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True)
    return int(told.stdout.split()[0])


def compiled(path: Path) -> bool:
    """Whether Python has its bytecode."""
    return any((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))


def reachable(url: str) -> bool:
    """Whether anybody answers there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 443), timeout=5).close()
    except OSError:
        return False
    return True


def arguments_for(torch: str, every: list[Stage]) -> dict[str, str]:
    """The build's arguments: the CPU index as the Dockerfile names it, where it can be reached."""
    given = {"TORCH": torch}
    for step in every[0].steps:
        name, _, url = step.text.partition("=")
        if step.word == "ARG" and name == "TORCH_INDEX" and torch != "0" and not reachable(url):
            print(f"  {url} is out of reach: torch comes from where pip looks on this machine")
            given[name] = "https://pypi.org/simple"
    return given


def asked(command: list[str]) -> "subprocess.CompletedProcess[str]":
    """What became of a command in the container."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def attempt(torch: str, place: Path) -> None:
    """Build and run one variant. Raises SystemExit that says what went wrong."""
    every = stages((ROOT / "Dockerfile").read_text("utf-8"))
    print(f"\n== docker build --build-arg TORCH={torch}", flush=True)
    built = build(every, arguments_for(torch, every), place)
    sizes = ", ".join(f"{path} {weight(built.root / path)} MB" for path in ("opt/venv", "app"))
    print(f"  on top of the base image: {sizes}")
    uncompiled = [path for path in (built.root / "app/mlpviz").rglob("*.py") if not compiled(path)]
    if uncompiled:
        raise SystemExit(f"not compiled: {uncompiled[:3]}")
    memory = place / "memory"
    memory.mkdir()
    memory.chmod(0o1777)
    run("--read-only --tmpfs /tmp", built, every[-1], memory, torch)
    written = [str(path.relative_to(memory)) for path in memory.rglob("*") if path.is_file()]
    print(f"  left in /tmp: {', '.join(written) or 'nothing'}")
    memory.chmod(0o555)
    run("--read-only", built, every[-1], memory, torch)


def run(how: str, built: Built, final: Stage, memory: Path, torch: str) -> None:
    """Use the app and its health check, sealed with ``memory`` at /tmp. Raises SystemExit."""
    health, command = final.last("HEALTHCHECK"), final.last("CMD")
    if health is None or command is None:
        raise SystemExit("the last stage has no HEALTHCHECK or no CMD")
    address, log = f"127.0.0.1:{(port := free_port())}", memory.parent / "log"
    own = {"STREAMLIT_SERVER_ADDRESS": "127.0.0.1", "STREAMLIT_SERVER_PORT": str(port)}
    built = built._replace(values=built.values | own)
    print(f"  docker run {how}, as user {built.user}", flush=True)
    healthy = inside(built, health.command, sealed=memory)
    if asked(healthy).returncode == 0:
        raise SystemExit("HEALTHCHECK passes where no server runs")
    with running(built, command.command, memory, log):
        seconds = wait_for(f"http://{address}/_stcore/health", log)
        said = use(f"http://{address}", torch != "0")
        told = asked(healthy)
        if told.returncode:
            raise SystemExit(f"HEALTHCHECK fails: {told.stderr}")
        tried = asked(inside(built, ["touch", "/app/x", "/opt/venv/x"], sealed=memory))
        if tried.stderr.count("Read-only file system") != 2:
            raise SystemExit(f"the image can be written: {tried.stderr}")
    lines = log.read_text("utf-8")
    if "Traceback" in lines or "Error" in lines:
        raise SystemExit(f"the log tells of an error:\n{lines}")
    print(f"  answers after {seconds:.1f} s; Step trains; the Gradients page: {said!r}")
    print("  HEALTHCHECK passes; it ends when it is asked to")


def main() -> int:
    """Build and run what was asked for; 1 if something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--torch", choices=("0", "1"), help="default: both")
    chosen = parser.parse_args().torch
    if why := missing():
        print(f"left out: the container: {why}. With Docker: docker build -t mlpviz .")
        return 0
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for torch in [chosen] if chosen else ["1", "0"]:
        with tempfile.TemporaryDirectory(prefix="mlpviz-container-") as folder:
            attempt(torch, Path(folder))
    print("\nThe container builds and runs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
