import pytest

from mlpviz.config import RunConfig
from mlpviz.limits import LimitError, estimate_cost, require_room, room
from mlpviz.limits.room import LIGHT, Memory

HEAVY = RunConfig(dataset="digits", hidden_sizes=(600, 400), batch_size=None)


@pytest.fixture
def server(monkeypatch):
    """A server of 1 GB, 600 MB of it for the process; ``server.used`` is what that takes."""

    class Server:
        used, garbage, collected = 0, 0, 0

        def memory(self):
            return Memory(self.used, 1_000_000_000)

        def give_back(self):
            self.collected += 1
            self.used -= self.garbage

    it = Server()
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    monkeypatch.setattr(room, "memory", it.memory)
    monkeypatch.setattr(room, "give_back", it.give_back)
    return it


def test_there_is_room_below_the_share_that_all_may_take(server):
    server.used = 549_000_000
    require_room(HEAVY, 50_000_000)
    assert server.collected == 0
    server.used = 551_000_000
    with pytest.raises(LimitError) as caught:
        require_room(HEAVY, 50_000_000)
    words = str(caught.value)
    assert "it takes 50 MB" in words
    assert "others have 551 MB of the 600 MB" in words
    assert "Try again in a minute" in words


def test_a_light_run_always_goes_on(server):
    server.used = 10**10
    require_room(HEAVY, LIGHT)


def test_garbage_is_collected_before_anyone_is_refused(server):
    server.used, server.garbage = 590_000_000, 100_000_000
    require_room(HEAVY, 50_000_000)
    assert server.collected == 1


def test_one_may_try_again_or_begin_with_a_light_run(server):
    server.used = 599_000_000
    with pytest.raises(LimitError) as caught:
        require_room(HEAVY, 50_000_000)
    again, *others = caught.value.offers
    assert again == ("Try again", HEAVY)
    assert others
    assert all(estimate_cost(offer.config).memory <= LIGHT for offer in others)
    assert all(offer.label.lower() in str(caught.value) for offer in others)


def test_whoever_runs_the_server_is_told_the_share(server, monkeypatch):
    monkeypatch.delenv("MLPVIZ_HOSTED")
    server.used = 599_000_000
    with pytest.raises(LimitError, match="MLPVIZ_PROCESS_SHARE sets the share of memory, now 60"):
        require_room(HEAVY, 50_000_000)
