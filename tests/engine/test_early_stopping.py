"""Early stopping: when it stops, what goes on, and that it is the same after a way back."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.engine.early_stopping import Waiting

CONFIG = RunConfig(
    dataset="moons", hidden_sizes=(8,), lr=0.5, dataset_options={"n_samples": 60}, test_size=0.5
)


def waited(values, least, **more):
    waiting, told = Waiting(), []
    for value in values:
        waiting.see(value, least, **more)
        told.append(waiting.since)
    return told


def test_what_counts_as_an_improvement():
    assert waited([1.0, 0.5, 0.75, 0.5, 0.25], 0.0) == [0, 0, 1, 2, 0]
    assert waited([1.0, 1.0, 1.0], 0.0) == [0, 1, 2]
    assert waited([1.0, 1.0, 1.0], 0.0, ties=True) == [0, 0, 0]
    assert waited([1.0, 0.75, 0.5, 0.25], 0.25) == [0, 0, 0, 0]
    assert waited([1.0, 0.875, 0.75, 0.625], 0.25) == [0, 1, 2, 3], "each by less"
    assert waited([1.0, float("nan"), 0.5], 0.1) == [0, 1, 0]


def test_it_stops_once_the_test_loss_has_not_fallen_for_so_many_epochs():
    plain = Trainer(CONFIG)
    losses = [record.test_loss for record in plain.run(200)]
    told = waited(losses, 0.001)
    end = next(i for i, since in enumerate(told, 1) if since == 4)
    trainer = Trainer(CONFIG.changed(patience=4, min_delta=0.001))
    assert not trainer.why_stopped
    assert [record.test_loss for record in trainer.run(200)] == losses[:end]
    assert trainer.stopped
    assert trainer.why_stopped.startswith(f"Stopped early, after epoch {end}: for 4 epochs in a")
    score = "The test has decided that, so its score is likely a little too good."
    assert trainer.why_stopped.endswith(score)
    assert score in str(trainer)
    assert score not in str(plain)
    assert end < 200
    assert not list(trainer.run(5))
    assert trainer.train(5).epoch == end
    assert trainer.train_for(0.0).epoch == end
    assert trainer.step_epoch().epoch == end + 1
    assert trainer.train_for(0.0, beyond=True).epoch == end + 2
    trainer.change(patience=None)
    assert len(list(trainer.run(3))) == 3
    assert [record.test_loss for record in trainer.history][1:] == losses[: end + 5]


def test_an_epoch_under_way_is_finished():
    trainer = Trainer(CONFIG.changed(patience=1, lr=1e-6, batch_size=10))
    for _ in trainer.run(5):
        pass
    assert (trainer.epoch, trainer.stopped) == (2, True)
    trainer.step_batch()
    assert trainer.train_for(0.0).epoch == 3


@pytest.mark.parametrize("way", ["rewind", "twin"])
def test_it_stops_at_the_same_epoch_on_every_way(way):
    trainer = Trainer(CONFIG.changed(patience=3))
    epochs = len(list(trainer.run(500)))
    other = Trainer(CONFIG.changed(patience=3))
    for _ in other.run(epochs - 2):
        pass
    if way == "rewind":
        other.rewind(epochs - 4)
    else:
        other = other.twin()
    for _ in other.run(500):
        pass
    assert other.epoch == epochs
    assert np.array_equal(other.network.flat, trainer.network.flat)
    trainer.rewind(0)
    assert not trainer.stopped
