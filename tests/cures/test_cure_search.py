"""A search: what it finds, in what order, and how it can be driven."""

from itertools import count

import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.cures import CureSearch


@pytest.fixture(scope="module")
def raw():
    """Wine with raw inputs, which nothing but scaling cures."""
    trainer = Trainer(RunConfig(dataset="wine", preprocessing="none"))
    list(trainer.run(20))
    return trainer


@pytest.fixture(scope="module")
def search(raw):
    search = CureSearch(raw)
    search.advance(1e9)
    return search


def test_the_cause_is_what_is_changed(search):
    first = search.result()[0]
    assert first.changes == {"preprocessing": "standardize"}
    assert first.what == "Standardise the inputs"
    assert first.label.startswith("Standardise the inputs: ")


def test_its_figure_is_what_whoever_follows_it_sees(raw, search):
    first = search.result()[0]
    cured = Trainer(first.apply(raw.config))
    *_, record = cured.run(first.epochs)
    assert record.train_accuracy == first.reached
    assert raw.history.newest.train_accuracy == first.now < first.reached


def test_the_run_is_not_touched(raw, search):
    assert search.done
    assert raw.epoch == 20
    again = Trainer(raw.config)
    list(again.run(21))
    assert raw.twin().step_epoch().train_loss == again.history.newest.train_loss


def test_slices_give_what_one_go_gives(raw, search):
    other = CureSearch(raw)
    ticks = count()
    shares = [other.progress]
    while not other.advance(3.0, lambda: float(next(ticks))):
        shares.append(other.progress)
        assert other.trying or other.progress < 0.1
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] < other.progress == 1.0
    assert list(other.result()) == list(search.result())


def test_a_search_that_has_not_begun_has_nothing_to_tell(raw):
    result = CureSearch(raw).result()
    assert not result
    assert not result.complete
    assert result.sentence == "Nothing has been tried yet."


def test_a_diagnosis_tries_when_its_actions_are_looked_at(raw, search, monkeypatch):
    asked = []
    monkeypatch.setattr(Trainer, "cures", lambda *_, **__: asked.append(1) or search.result())
    first, *others = raw.diagnose()
    assert "tried when" in repr(first)
    assert not asked
    assert first.actions[0].what == "Standardise the inputs"
    assert [tuple(diagnosis.actions) for diagnosis in others]
    assert asked == [1]
