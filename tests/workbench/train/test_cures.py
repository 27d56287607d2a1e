import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.cures import Cures as Found
from mlpviz.limits import LimitError, estimate_cost, room
from mlpviz.workbench.train.cures import ALWAYS, MANY, Cures
from tests.cures_by_hand import cure, search_by_hand

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), dataset_options={"n_samples": 80})


@pytest.fixture
def trainer():
    return Trainer(CONFIG)


@pytest.fixture
def asked(trainer, monkeypatch):
    """Cures that are looked for, three slices of work."""
    search_by_hand(monkeypatch, [cure(0.1), cure(0.2)], steps=3)
    own = Cures()
    own.follow(0, CONFIG)
    own.ask(trainer, CONFIG, None)
    return own


def test_a_search_goes_on_by_slices_and_leaves_what_it_found(asked, trainer):
    for _ in range(2):
        asked.advance()
        assert asked.search is not None
        assert asked.found is None
    asked.advance()
    assert asked.search is None
    assert [c.changes["lr"] for c in asked.found] == [0.1, 0.2]
    assert asked.fresh(trainer)
    asked.advance()  # a frame too many
    trainer.step_batch()
    assert not asked.fresh(trainer)


def test_a_search_under_way_is_not_begun_anew(asked, trainer):
    asked.advance()
    asked.ask(trainer, CONFIG, None)
    assert asked.search.taken == 1


@pytest.mark.parametrize("other", [(1, CONFIG), (0, CONFIG.changed(lr=0.5))])
def test_other_runs_and_other_choices_forget_what_was_found(asked, other):
    asked.advance()
    asked.stop()
    asked.follow(0, CONFIG)
    assert asked.found is not None
    asked.follow(*other)
    assert asked.found is None


def test_a_search_that_is_stopped_tells_what_it_knows(asked):
    asked.advance()
    asked.stop()
    assert asked.search is None
    assert len(asked.found) == 1
    asked.stop()
    assert len(asked.found) == 1


def test_a_search_has_no_more_time_than_is_allowed(asked, monkeypatch):
    monkeypatch.setenv("MLPVIZ_CURES_SECONDS", "0.004")  # a millisecond passes with every look
    asked.advance()
    assert asked.search.hurried, "half of it is over"
    asked.advance()
    assert asked.search is None
    assert not asked.found.complete
    assert asked.problem is None


def test_a_search_that_has_no_time_to_try_anything_says_so(asked, monkeypatch):
    monkeypatch.setenv("MLPVIZ_CURES_SECONDS", "0.001")
    monkeypatch.setattr(asked.search, "result", lambda: Found((), "Nothing has been tried yet."))
    asked.advance()
    assert asked.search is asked.found is None
    assert asked.problem.startswith("Nothing could be tried in 1 ms of work")


def test_a_search_that_is_stopped_before_it_tried_anything_leaves_nothing(asked):
    asked.stop()
    assert asked.search is asked.found is asked.problem is None


def test_what_ends_a_search_is_told(asked, trainer, monkeypatch):
    def fails(*_):
        raise MemoryError("no more")

    monkeypatch.setattr(asked.search, "advance", fails, raising=False)
    asked.advance()
    assert asked.search is None
    assert asked.found is None
    assert asked.problem == "The search ended early: no more"
    asked.ask(trainer, CONFIG, None)
    assert asked.problem is None


def test_an_error_that_nobody_explains_ends_a_search(asked, monkeypatch):
    monkeypatch.setattr(asked.search, "advance", lambda *_: 1 / 0, raising=False)
    with pytest.raises(ZeroDivisionError):
        asked.advance()
    assert asked.search is None


def test_a_full_server_begins_no_heavy_search(asked, trainer, monkeypatch):
    monkeypatch.setattr(room, "memory", lambda: room.Memory(10**12, 10**12))
    asked.drop()
    asked.ask(trainer, CONFIG, None)  # a light one
    asked.drop()
    with pytest.raises(LimitError, match="no room"):
        asked.ask(trainer, CONFIG.changed(hidden_sizes=(2000, 500)), None)
    assert asked.search is None


def test_the_memory_of_a_search_counts_while_it_lasts(asked):
    assert asked.size(CONFIG) == (ALWAYS + MANY) * estimate_cost(CONFIG, light=True).memory
    large = CONFIG.changed(hidden_sizes=(2000, 500))
    assert asked.size(large) < 10 * estimate_cost(large, light=True).memory
    asked.stop()
    assert asked.size(CONFIG) == 0
