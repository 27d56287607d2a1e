"""A download in a process of its own: it can be ended, and its memory is not the server's."""

import json
import os
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpviz.data.download import offer, remove_rest

if TYPE_CHECKING:  # a browser has no processes
    import subprocess

PATIENCE = 5.0  # seconds that a process which is to end is given


@dataclass(frozen=True)
class Underway:
    """What is known of the latest download: its dataset, and how far it is.

    ``size`` bytes of its file have arrived, ``complete``: all of them; ``over``: it has ended, well
    if there is no ``error``.
    """

    name: str
    size: int = 0
    complete: bool = False
    over: bool = False
    error: str | None = None


class Background:
    """One download at a time; ``latest`` is None before the first and after one was cancelled.

    Every method may be called from any thread.
    """

    def __init__(self) -> None:
        self.latest: Underway | None = None
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether a download is under way."""
        latest = self.latest
        return latest is not None and not latest.over

    def start(self, name: str) -> bool:
        """Begin to download the dataset ``name``; False if another one is under way.

        Raises ImportError where there are no processes: there nothing should be offered.
        """
        import subprocess

        with self._lock:
            if self.running:
                return False
            # the package may be on this process's path only
            here = str(Path(__file__).resolve().parents[2])
            path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), here]))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mlpviz.data", name, "--lines"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env=os.environ | {"PYTHONPATH": path},
            )
            self.latest = Underway(name)
            self._reader = threading.Thread(
                target=self._read, args=(name, self._process), daemon=True
            )
            self._reader.start()
            return True

    def cancel(self) -> None:
        """End the download under way, and forget it; nothing of it stays on the disk."""
        with self._lock:
            process, reader, latest = self._process, self._reader, self.latest
            if process is None or reader is None or latest is None or latest.over:
                return
            self._process = self.latest = None
            process.terminate()
            reader.join(PATIENCE)
            if reader.is_alive():
                process.kill()
                reader.join()

    def _read(self, name: str, process: "subprocess.Popen[str]") -> None:
        """Follow what a process says until it ends."""
        latest, last = Underway(name), ""
        with process:  # which closes what is read from
            for line in process.stdout or ():
                said = _facts(line)
                last = line.strip() or last
                if "size" in said:
                    latest = replace(latest, size=said["size"], complete=said["complete"])
                    self._tell(process, latest)
                elif "error" in said:
                    latest = replace(latest, error=said["error"])
            code = process.wait()
        remove_rest(name, process.pid)
        if code == 0:
            offer(name)
        elif latest.error is None:
            words = f"The download ended unexpectedly ({code}): {last[:300]}"
            latest = replace(latest, error=words)
        self._tell(process, replace(latest, over=True))

    def _tell(self, process: "subprocess.Popen[str]", latest: Underway) -> None:
        if process is self._process:  # not cancelled
            self.latest = latest


def _facts(line: str) -> dict[str, Any]:
    """A line of JSON; nothing for any other."""
    try:
        facts = json.loads(line)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
