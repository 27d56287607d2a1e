from threading import Event, Thread

import pytest

from mlpviz.ui import preload


@pytest.fixture
def slow(monkeypatch):
    """A preload that begins, and goes on when it is told to: what happens, in order."""

    class Slow:
        log: list[str] = []  # noqa: RUF012
        begun, go_on = Event(), Event()

    def load():
        Slow.log.append("begin")
        Slow.begun.set()
        assert Slow.go_on.wait(60)
        Slow.log.append("end")

    monkeypatch.setattr(preload, "_done", [])
    monkeypatch.setattr(preload, "_load", load)
    return Slow


def test_who_comes_too_early_waits_and_does_nothing_twice(slow):
    def visitor():
        preload.preload()
        slow.log.append("visitor")

    server = Thread(target=preload.preload)
    server.start()
    assert slow.begun.wait(60)
    assert not preload.is_preloaded()
    visitors = [Thread(target=visitor) for _ in range(2)]
    for thread in visitors:
        thread.start()
    slow.go_on.set()
    for thread in (server, *visitors):
        thread.join(60)
    assert slow.log == ["begin", "end", "visitor", "visitor"]
    assert preload.is_preloaded()


def test_one_that_failed_is_done_again(monkeypatch):
    monkeypatch.setattr(preload, "_done", [])
    monkeypatch.setattr(preload, "_load", lambda: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            preload.preload()


class Ended(Event):
    """A server's end, which comes when it is waited for, or not; who waits is told."""

    def __init__(self, told: list[object], comes: bool) -> None:
        super().__init__()
        self.told, self.comes = told, comes

    def wait(self, timeout=None):
        self.told.append(timeout)
        if self.comes:
            self.set()
        return self.comes


@pytest.mark.parametrize(("comes", "last"), [(False, ["measures"]), (True, [])])
def test_scikit_learn_is_loaded_last_after_a_rest_if_the_server_still_runs(
    monkeypatch, comes, last
):
    told = []
    monkeypatch.setattr(preload, "preload", lambda: told.append("preload"))
    monkeypatch.setattr(preload, "has_sklearn", lambda: told.append("measures"))
    preload.preload_all(Ended(told, comes))
    assert told == ["preload", preload.REST, *last]


def test_what_python_refuses_at_its_end_is_no_error(monkeypatch):
    def refused():
        raise RuntimeError("can't register atexit after shutdown")

    monkeypatch.setattr(preload, "preload", refused)
    ended = Event()
    with pytest.raises(RuntimeError):
        preload.preload_all(ended)
    ended.set()
    preload.preload_all(ended)
