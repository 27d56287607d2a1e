"""One server for strangers, shared by all tests of what they may send it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
PATIENCE = 120.0  # s


class Server:
    """A hosted server: its ``address``, and its log."""

    def __init__(self, address, log):
        self.address, self._log = address, log

    def __str__(self):
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self):
        """The log's lines that are objects: all but what Streamlit itself says at the start."""
        return [json.loads(line) for line in str(self).splitlines() if line.startswith("{")]

    @property
    def errors(self):
        """The lines that have a traceback."""
        return [line for line in self.lines if "traceback" in line]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Started once. Ctrl-C ends it as a normal end."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "tests" / "hosted" / "start.py"), "run", "app.py"]
    command += ["--server.headless", "true", "--server.address", HOST, "--server.port", str(port)]
    log = tmp_path_factory.mktemp("hosted") / "log"
    env = os.environ | {"MLPVIZ_HOSTED": "1", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            started = Server(f"http://{HOST}:{port}", log)
            wait_until_healthy(started, process)
            yield started
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    assert process.returncode == 0


def wait_until_healthy(server, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{server}")
