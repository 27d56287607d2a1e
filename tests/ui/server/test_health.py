"""The health page says how the server is, at once."""

import json
import threading

import pytest
from starlette.routing import Router

import mlpviz
from mlpviz.limits.room import Memory
from mlpviz.ui.server import health, stack
from mlpviz.workbench.gate import gate
from mlpviz.workbench.visitors import Visitors
from tests.ui.asgi import ask


@pytest.fixture
def server(monkeypatch):
    """One that is preloaded, takes 59 of its 100 bytes, and has one visitor and one who waits."""
    own = Visitors(lambda _: True)
    own.admit("a", 1)
    own.admit("b", 1)
    monkeypatch.setattr(health, "visitors", own)
    monkeypatch.setattr(health, "is_preloaded", lambda: True)
    monkeypatch.setattr(health, "memory", lambda: Memory(59, 100))
    monkeypatch.setenv("MLPVIZ_PROCESS_SHARE", "0.6")
    return monkeypatch


def asked(method="GET"):
    status, headers, body = ask(Router(stack.routes()), "/health", method)
    assert headers["content-type"] == "application/json"
    assert headers["cache-control"] == "no-store"
    return status, json.loads(body)


def test_all_is_well(server):
    assert asked() == (
        200,
        {
            "status": "ok",
            "version": mlpviz.__version__,
            "preloaded": True,
            "sessions": 1,
            "memory": 59,
            "memory_limit": 60,
        },
    )


def test_a_server_that_starts_is_not_ready(server):
    server.setattr(health, "is_preloaded", lambda: False)
    status, said = asked()
    assert (status, said["status"], said["preloaded"]) == (503, "starting", False)


@pytest.mark.parametrize(("share", "used", "status"), [("0.58", 59, 503), ("inf", 100, 200)])
def test_a_server_beyond_its_share_of_memory_is_full(server, share, used, status):
    server.setenv("MLPVIZ_PROCESS_SHARE", share)
    server.setattr(health, "memory", lambda: Memory(used, 100))
    assert asked()[0] == status
    assert asked()[1]["status"] == ("full" if status == 503 else "ok")


def test_it_waits_for_nobody_at_the_gate(server):
    answered = []
    with gate:
        thread = threading.Thread(target=lambda: answered.append(asked()[0]))
        thread.start()
        thread.join(60)
    assert answered == [200]
