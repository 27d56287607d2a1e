"""Trials together: each config once, half of the places for simple ones, bounds of memory."""

import pytest

from mlpviz import RunConfig
from mlpviz.cures.data import Runs
from mlpviz.cures.effort import affordable, epoch_seconds, too_dear, trial_epochs
from mlpviz.cures.judge import Judge
from mlpviz.cures.pool import Pool
from mlpviz.cures.trial import Waiting
from mlpviz.run import Trainer

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), lr=0.01)


@pytest.fixture
def pool():
    runs = Runs(Trainer(CONFIG))
    return Pool(CONFIG, runs, Judge(CONFIG, (), Waiting(Trainer(CONFIG), CONFIG, runs)))


def trained(pool, epochs=2, **changes):
    trial = pool.trial(changes)
    list(trial.train(epochs))
    return trial


def test_a_config_is_tried_once(pool):
    first = pool.trial({"lr": 0.3})
    assert pool.trial({"lr": 0.3, "l2": 0.0}) is first
    assert pool.trials == []
    list(first.train(1))
    assert pool.trials == [first]


def test_half_of_the_places_are_for_one_change_or_two(pool):
    many = [trained(pool, lr=rate, l2=1e-6, bias=False, seed=7) for rate in (1.0, 2.0)]
    other = trained(pool, lr=1.0, l2=1e-6, batch_size=8, seed=7)
    slow = trained(pool, lr=1e-9)
    chosen = pool.best([*many, other, slow], 2)
    assert slow in chosen
    assert len(chosen) == 2
    assert [trial.trainer is not None for trial in chosen] == [True, True]
    assert sum(trial.trainer is None for trial in (*many, other)) == 2


def test_what_takes_too_much_memory_begins_anew(pool, monkeypatch):
    trials = [trained(pool, lr=rate) for rate in (1e-6, 0.3)]
    pool.make_room()
    assert all(trial.trainer is not None for trial in trials)
    monkeypatch.setenv("MLPVIZ_TOGETHER_BYTES", "1")
    pool.make_room()
    assert [trial.trainer is not None for trial in trials] == [False, True]
    before = trials[0].standing
    list(trials[0].train(3))
    again = Trainer(trials[0].config)
    list(again.run(3))
    assert trials[0].standing.train_loss == again.history.newest.train_loss
    assert trials[0].standing != before


def test_trials_are_as_long_as_the_run_unless_that_costs_too_much():
    assert trial_epochs(CONFIG, None, 3) == 30
    assert trial_epochs(CONFIG, None, 60) == 60
    assert trial_epochs(CONFIG, None, 10**6) < 10**4
    assert trial_epochs(RunConfig(hidden_sizes=(1000, 1000)), None, 60) == 5
    assert affordable(CONFIG, None, 90, 8)
    assert not affordable(CONFIG, None, 10**6, 8)


def test_what_is_much_dearer_than_the_run_is_not_tried():
    digits = RunConfig()
    wide = digits.changed(hidden_sizes=(512, 512))
    assert epoch_seconds(wide, None) > 4 * epoch_seconds(digits, None)
    assert too_dear(wide, digits, None)
    assert not too_dear(digits.changed(hidden_sizes=(64, 32)), digits, None)
    assert not too_dear(digits, wide, None)
