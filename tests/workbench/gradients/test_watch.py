"""Errors over training: every epoch once, and never at the page's expense."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.gradcheck.verdict import VERDICTS
from mlpviz.workbench.gradients import watch as watches
from mlpviz.workbench.gradients.watch import Watch


@pytest.fixture
def trainer(config_for):
    return Trainer(config_for("iris"))


def update(watch, trainer, playing=False):
    watch.update(trainer, trainer.network.copy(), playing=playing)


def test_every_epoch(trainer):
    watch = Watch()
    for epoch in range(4):
        update(watch, trainer, playing=True)
        assert watch.errors.found.epochs.tolist() == list(range(epoch + 1))
        trainer.step_epoch()
    assert np.all(watch.errors.found.verdicts == VERDICTS.index("pass"))


def test_epochs_that_were_not_watched_are_caught_up_with(trainer, monkeypatch):
    monkeypatch.setattr(watches, "SECONDS", 0.0)
    for _ in trainer.run(3):
        pass
    watch = Watch()
    update(watch, trainer)
    assert watch.missing == 3
    while watch.missing:
        update(watch, trainer)
    assert watch.errors.found.epochs.tolist() == [0, 1, 2, 3]


def test_another_l2_is_checked_anew(trainer):
    watch = Watch()
    update(watch, trainer)
    first = watch.errors
    trainer.change(l2=0.5)
    update(watch, trainer)
    assert watch.errors is not first
    assert watch.errors.l2 == 0.5


def test_wide_networks_are_left_alone():
    trainer = Trainer(RunConfig(hidden_sizes=(1000, 1000)))
    for playing in (True, False):
        watch = Watch()
        update(watch, trainer, playing=playing)
        assert "too wide" in watch.problem
        assert watch.missing == 0
        assert not len(watch.errors.found.epochs)


def test_somewhat_wide_networks_are_checked_when_paused():
    trainer, watch = Trainer(RunConfig(hidden_sizes=(200, 100))), Watch()
    update(watch, trainer, playing=True)
    assert "press Pause" in watch.problem
    update(watch, trainer)
    assert watch.problem is None
    assert len(watch.errors.found.epochs) == 1
