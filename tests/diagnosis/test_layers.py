"""``layer_ratios``: arrays for a chart."""

import dataclasses

import numpy as np

from mlpviz import RunConfig, Trainer
from mlpviz.diagnosis import layer_ratios


def test_ratios_are_those_of_the_last_step():
    trainer = Trainer(RunConfig(dataset="iris", hidden_sizes=(5, 4), batch_size=None))
    before = {name: value.copy() for name, value in trainer.network.params.items()}
    trainer.step_epoch()
    seen = layer_ratios(trainer.history)
    assert seen.names == ("W1", "W2", "W3")
    assert seen.epochs.tolist() == [1]
    for column, name in enumerate(seen.names):
        now, gradient = trainer.network.params[name], trainer.network.grads[name]
        moved = np.linalg.norm(now - before[name]) / np.linalg.norm(now)
        assert np.isclose(seen.ratio[0, column], moved)
        assert np.isclose(seen.gradient[0, column], np.linalg.norm(gradient))


def test_an_untrained_network_has_no_rows():
    seen = layer_ratios(Trainer(RunConfig(dataset="iris")).history)
    assert seen.epochs.shape == (0,)
    assert seen.ratio.shape == seen.gradient.shape == (0, 3)


def test_weights_of_zero_have_no_ratio():
    record = Trainer(RunConfig(dataset="iris", initializer="zeros")).step_epoch()
    seen = layer_ratios([dataclasses.replace(record, epoch=3)])
    assert seen.epochs.tolist() == [3]
    assert np.isnan(seen.ratio[0, 0])
