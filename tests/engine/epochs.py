"""Trainers that tell which samples an update has seen."""

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS

each_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)


def one_weight_per_sample(make_trainer, n=10, **choices):
    """X = identity, linear, no bias, W = 0: sample i alone moves weight i, by lr * 2 Y_i / batch.

    So the weights tell which samples were used, how often, and in what company.
    """
    network = MLP([n, 1], bias=False, init="zeros")
    data = np.eye(n), np.arange(1.0, n + 1)[:, None]
    return make_trainer(network, data, data, lr=0.01, **choices)


def batches_of_an_epoch(trainer):
    """The set of samples in each batch of the next epoch, told by the weights that moved."""
    found = []
    for _ in range(trainer.batches_per_epoch):
        before = trainer.network.flat.copy()
        trainer.step_batch()
        found.append(frozenset(np.flatnonzero(trainer.network.flat != before).tolist()))
    return found
