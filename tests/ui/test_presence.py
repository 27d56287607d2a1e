"""Who has gone is forgotten, and work for them ends."""

import asyncio
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import StopException

from mlpviz.ui import presence
from mlpviz.ui.presence import BETWEEN, GROWTH, Housekeeping, leave_if_gone
from mlpviz.workbench.visitors import Visitors


class Server:
    """Streamlit's, as far as it is asked here: which tabs are connected, and which it closed."""

    def __init__(self):
        self.tabs, self.closed, self.drawn = {"a", "b"}, [], []

    def exists(self):
        return True

    def instance(self):
        return self

    def is_active_session(self, tab):
        return tab in self.tabs

    def close_session(self, tab):
        self.closed.append(tab)

    def get_app_session(self, tab):
        return SimpleNamespace(
            _client_state=f"of {tab}", request_rerun=lambda state: self.drawn.append((tab, state))
        )


@pytest.fixture
def server(monkeypatch):
    own = Server()
    monkeypatch.setattr(presence, "Runtime", own)
    monkeypatch.setattr(presence, "visitors", Visitors(own.is_active_session, lambda: 0.0))
    monkeypatch.setenv("MLPVIZ_FORGET_SECONDS", "0")
    own.used = 10**9
    monkeypatch.setattr(presence, "used_bytes", lambda: own.used)
    return own


def test_the_session_of_whoever_has_gone_is_closed_and_garbage_collected(server):
    for tab in sorted(server.tabs):
        presence.visitors.admit(tab, 9)
    keeping = Housekeeping()
    assert not keeping.look()
    server.tabs.remove("b")
    assert keeping.look()
    assert server.closed == ["b"]
    assert not keeping.look()


def test_a_tab_that_has_to_rest_is_told_so(server, monkeypatch):
    monkeypatch.setenv("MLPVIZ_SESSIONS", "1")
    for tab in sorted(server.tabs):
        presence.visitors.admit(tab, 1)
    keeping = Housekeeping()
    keeping.look()
    assert server.drawn == [], "unless a number says so, for good"
    monkeypatch.setenv("MLPVIZ_REST_SECONDS", "0")
    keeping.look()
    assert server.drawn == [("a", "of a")]
    keeping.look()
    assert len(server.drawn) == 1


def test_garbage_is_collected_where_memory_has_grown(server):
    keeping = Housekeeping()
    server.used += GROWTH
    assert not keeping.look()
    server.used += 1
    assert keeping.look()
    server.used -= GROWTH + 1  # what was large has gone by itself
    assert not keeping.look()
    server.used += GROWTH + 1
    assert keeping.look()


def test_it_is_done_every_now_and_then_for_good_whatever_fails(server, monkeypatch, caplog):
    looks, also = [], []

    async def sleep(_):
        if len(looks) == 3:
            raise asyncio.CancelledError

    def look():
        looks.append(1)
        return bool(1 // (len(looks) - 2))  # the second one fails

    monkeypatch.setattr(presence.asyncio, "sleep", sleep)
    keeping = Housekeeping(lambda: also.append(1))
    monkeypatch.setattr(keeping, "look", look)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keeping.run())
    assert len(looks) == len(also) == 3
    assert "housekeeping failed" in caplog.text


def test_memory_is_given_back_not_too_often(server, monkeypatch, make_clock):
    given, clock = [], make_clock(0.0)
    monkeypatch.setattr(presence, "give_back", lambda: given.append(clock.now))
    keeping = Housekeeping(clock=clock)
    answers = iter([True, True, False, False, False])
    monkeypatch.setattr(keeping, "look", lambda: next(answers))
    for now in (1.0, 2.0, 3.0, 1.0 + BETWEEN, 1.0 + 2 * BETWEEN):
        clock.now = now
        asyncio.run(keeping.keep())
    assert given == [1.0, 1.0 + BETWEEN], "what was due meanwhile is done later"


def test_a_page_ends_where_its_visitor_has_gone(server, monkeypatch):
    monkeypatch.setattr(presence, "tab", lambda: "b")
    leave_if_gone()
    server.tabs.remove("b")
    with pytest.raises(StopException):
        leave_if_gone()


def test_long_work_asks_whether_its_visitor_has_gone():
    assert presence.Leaving.check is leave_if_gone
