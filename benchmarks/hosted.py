"""A hosted server under load: a process of its own, its memory, and what it says of itself."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Client
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from benchmarks.inside import KEY, TRACED
from mlpviz.workbench.turns import Turns

ROOT = Path(__file__).parent.parent
SECONDS_TO_START = 60.0
SECONDS_TO_END = 20.0


@dataclass(frozen=True)
class Server:
    """Where it is: its address, its process, and the door at which its figures are asked."""

    address: str
    pid: int
    door: str

    def ask(self, what: str) -> Any:
        """What ``inside.answer`` says."""
        with Client(self.door, authkey=KEY) as asking:
            asking.send(what)
            told = asking.recv()
        if isinstance(told, Exception):
            raise told
        return told

    @property
    def figures(self) -> dict[str, Any]:
        """Sessions, threads, open files."""
        return dict(self.ask("figures"))

    @property
    def turns(self) -> Turns:
        """What is known of the gate's turns."""
        turns: Turns = self.ask("turns")
        return turns

    @property
    def computed(self) -> float:
        """Seconds for which it has had a processor; those do not hang on who else wants it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> float:
        """Memory that it takes, in MB."""
        return self._megabytes("status", ("VmRSS:",))

    @property
    def own(self) -> float:
        """Memory that it alone takes, in MB: its unique set size."""
        return self._megabytes("smaps_rollup", ("Private_Clean:", "Private_Dirty:"))

    def _megabytes(self, file: str, names: tuple[str, ...]) -> float:
        rows = Path(f"/proc/{self.pid}/{file}").read_text().splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith(names)) / 1000


@contextmanager
def hosted(*, traced: bool = False, **numbers: float) -> Iterator[Server]:
    """Start the app as strangers use it, on a free port of this machine, and end it.

    ``numbers`` are those of the profile, such as ``sessions=200``; ``traced`` asks for the places
    that allocate memory.
    """
    with TemporaryDirectory() as home:
        port, door = _free_port(), str(Path(home) / "door")
        settings = {f"MLPVIZ_{name.upper()}": str(value) for name, value in numbers.items()}
        environment = {**os.environ, "MLPVIZ_HOSTED": "1", **settings}
        environment |= {TRACED: "1"} if traced else {}
        process = subprocess.Popen(
            _command(door, port), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        server = Server(f"http://127.0.0.1:{port}", process.pid, door)
        try:
            _wait(f"{server.address}/_stcore/health", process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _command(door: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.inside", door, "run", "app.py"]
    options: Mapping[str, object] = {
        "server.headless": "true",
        "server.address": "127.0.0.1",
        "server.port": port,
        "logger.level": "error",
    }
    return command + [f"--{name}={value}" for name, value in options.items()]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            if urlopen(url, timeout=2).status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("the app did not start: try `streamlit run app.py`")
