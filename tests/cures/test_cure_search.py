"""A search: what it finds, in what order, and how it can be driven."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from mlpviz import PRESETS, RunConfig, Trainer, load_dataset
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


def cured(config, epochs, dataset=None):
    """The cures of a run of ``config``, searched for to the end."""
    trainer = Trainer(config, dataset)
    list(trainer.run(epochs))
    search = CureSearch(trainer)
    search.advance(1e9)
    return trainer, search.result()


def four_points():
    """XOR as it is asked about: its four rows, all of them for training and test."""
    X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    data = load_dataset("xor", preprocessing="none")
    Y = np.eye(2)[y]
    return replace(data, X_train=X, X_test=X, Y_train=Y, Y_test=Y, labels_train=y, labels_test=y)


@pytest.fixture
def rates_alone(monkeypatch):
    """Nothing but the learning rate is changed."""
    monkeypatch.setattr("mlpviz.cures.plan.GENERAL", {})
    monkeypatch.setattr("mlpviz.cures.plan.everything", lambda _: {})


@pytest.mark.usefixtures("rates_alone")
def test_a_rate_is_found_where_the_usual_one_is_far_too_short():
    """XOR by Nesterov with next to no momentum: Stack Overflow 31556268."""
    config = RunConfig(
        dataset="xor",
        preprocessing="none",
        hidden_sizes=(4,),
        activation="sigmoid",
        output="sigmoid",
        loss="mse",
        optimizer="nesterov",
        optimizer_options={"momentum": 0.11},
        lr=0.05,
        batch_size=None,
    )
    trainer, cures = cured(config, 300, four_points())
    assert trainer.history.newest.train_accuracy < 1.0
    (rate,) = [cure for cure in cures if set(cure.changes) == {"lr"}]
    assert rate.reached == 1.0
    assert rate.changes["lr"] > 1.0


def test_own_data_are_tried_as_the_choices_say(raw, search):
    data = load_dataset("wine", preprocessing="none")
    _, cures = cured(raw.config, 20, data)
    assert cures[0].changes == search.result()[0].changes


def test_overfitting_is_judged_by_the_test():
    config = PRESETS["overfitting"].config
    trainer, cures = cured(config, 100)
    assert trainer.diagnose()[0].kind == "overfitting"
    assert cures
    for cure in cures:
        assert cure.of_test
        assert cure.changes
        assert "test accuracy" in cure.label
        assert cure.reached > trainer.history.newest.test_accuracy == cure.now


@pytest.mark.usefixtures("rates_alone")
def test_where_nothing_helps_it_says_whether_a_few_samples_can_be_learned():
    config = RunConfig(dataset="two_gaussians", hidden_sizes=(), lr=0.1)
    _, cures = cured(config, 30)
    assert not cures
    assert cures.complete
    assert cures.sentence.endswith("learns by heart (accuracy 100.0% after 500 epochs).")
    assert min(tried.epochs for tried in cures.tried if tried.epochs) >= 30  # not 4 alone


def test_in_a_hurry_what_is_best_is_trained_to_the_end(raw):
    search = CureSearch(raw)
    while search.progress < 0.3:
        search.advance(0.0)
    before = len(search.result().tried)
    search.hurry()
    search.advance(1e9)
    assert search.done
    result = search.result()
    assert result[0].epochs == 30
    assert len(result.tried) <= before + 3


def test_a_budget_ends_the_search(raw):
    ticks = count()
    result = raw.cures(budget=20.0, clock=lambda: float(next(ticks)))
    assert not result.complete
    assert next(ticks) < 40


def test_a_run_that_only_has_to_go_on_is_told_so():
    config = RunConfig(dataset="iris", hidden_sizes=(8,), lr=0.1)
    _, cures = cured(config, 2)
    (wait,) = [cure for cure in cures if cure.waits]
    assert wait.what == "Train on"
    assert "30 more epochs" in wait.label
    assert wait.apply(config) == config
