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


def test_scikit_learn_is_loaded_last_after_a_rest(monkeypatch):
    told = []
    monkeypatch.setattr(preload, "preload", lambda: told.append("preload"))
    monkeypatch.setattr(preload, "has_sklearn", lambda: told.append("measures"))
    preload.preload_all(wait=told.append)
    assert told == ["preload", preload.REST, "measures"]
