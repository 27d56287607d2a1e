import ast
import asyncio
import resource
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
import uvicorn

from mlpviz.ui.server import life

ROOT = Path(__file__).parents[3]


def test_the_server_begins_with_the_preload(monkeypatch):
    begun = Event()
    monkeypatch.setattr(life, "preload_all", lambda ended: begun.set())

    async def live():
        async with life.lifespan(None):
            return await asyncio.to_thread(begun.wait, 60)

    assert asyncio.run(live())


@pytest.mark.parametrize(
    ("options", "opened"),
    [
        ({"server.headless": True}, []),
        ({"server.headless": False}, ["http://localhost:8501"]),
        ({"server.headless": False, "server.address": "127.0.0.1"}, ["http://127.0.0.1:8501"]),
        ({"server.headless": False, "server.address": "0.0.0.0"}, ["http://localhost:8501"]),
        ({"server.headless": False, "browser.serverAddress": "nn.org"}, ["http://nn.org:8501"]),
    ],
)
def test_the_browser_of_whoever_starts_the_server_opens(monkeypatch, options, opened):
    seen = []
    defaults = {"browser.serverAddress": "localhost"}
    monkeypatch.setattr(life, "preload_all", lambda ended: None)
    monkeypatch.setattr(life, "open_browser", seen.append)
    monkeypatch.setattr(life.st, "get_option", (defaults | options).get)

    async def live():
        async with life.lifespan(None):
            await asyncio.sleep(0)

    asyncio.run(live())
    assert seen == opened


FIRST_RUN = """
import sys
import app
from streamlit.testing.v1 import AppTest
from mlpviz.ui.preload import preload
{preload}
before = set(sys.modules)
test = AppTest.from_file("app.py", default_timeout=120).run()
assert not test.exception
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(sorted(new - set(sys.stdlib_module_names) - {{"streamlit", "packaging"}}))
"""


def imported_by_the_first_run(preload):
    command = [sys.executable, "-c", FIRST_RUN.format(preload=preload)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout)


def test_the_first_visitor_waits_for_no_import():
    assert imported_by_the_first_run("preload()") == []


def test_that_would_show():
    without = set(imported_by_the_first_run(""))
    assert {"PIL", "pandas"} <= without
    assert not {"sklearn", "scipy", "torch"} & without  # which take longer than all the rest


def test_ctrl_c_ends_the_server_and_nothing_is_raised_afterwards():
    running = uvicorn.Server(uvicorn.Config(lambda: None))
    with running.capture_signals():  # as it does while it serves
        assert life.running() is running
        life.end_quietly(running)
        signal.raise_signal(signal.SIGINT)
        assert (running.should_exit, running.force_exit) == (True, False)
        signal.raise_signal(signal.SIGINT)
        assert (running.should_exit, running.force_exit) == (True, True)


def test_another_server_is_left_alone():
    assert life.running() is None


def test_a_message_that_is_on_its_way_is_bounded(monkeypatch):
    monkeypatch.setattr(life, "get_max_widget_state_size_bytes", lambda: 1000)
    server = uvicorn.Server(uvicorn.Config(lambda: None, ws_max_size=4000))
    life.bound_messages(server)
    assert server.config.ws_max_size == 1000


def test_more_files_may_be_open_than_many_systems_begin_with():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    _, hard = before
    enough = life.OPEN_FILES if hard == resource.RLIM_INFINITY else min(life.OPEN_FILES, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, enough), hard))
        life.allow_open_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (enough, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        life.allow_open_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard), "never fewer"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
