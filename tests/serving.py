"""The app's real server, for tests that need one."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
PATIENCE = 120.0  # s; the machine may be busy


@contextlib.contextmanager
def serving(log, program=("-m", "streamlit"), **environment):
    """Start the app, and end it by Ctrl-C, as a normal end: gives its address.

    ``program`` is what Python runs; whatever it prints goes to the file ``log``.
    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, *program, "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", HOST, "--server.port", str(port)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | environment
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://{HOST}:{port}"
            _wait_until_healthy(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    assert (process.returncode, "Aborted" in log.read_text()) == (0, False)


def _wait_until_healthy(address, process, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return
        time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text()}")
