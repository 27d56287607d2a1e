"""Small trainers for the tests of the engine's trainer, history and non-finite numbers."""

import dataclasses
import math

import numpy as np
import pytest
from sklearn.datasets import load_digits

from mlpviz.engine.evaluation import Split
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.trainer import Trainer


def build(
    network,
    train,
    test,
    *,
    loss="mse",
    optimizer="sgd",
    settings=None,
    lr=0.1,
    **choices,
):
    """A trainer around ``network``; ``train`` and ``test`` are (X, Y) or (X, Y, labels)."""
    splits = [Split(*split, None) if len(split) == 2 else Split(*split) for split in (train, test)]
    rule = OPTIMIZERS[optimizer](network.n_parameters, network.dtype, **(settings or {}))
    return Trainer(network, *splits, loss=loss, optimizer=rule, lr=lr, **choices)


def three_classes(n, seed):
    """X [n, 4], one-hot Y [n, 3] and labels [n] of three noisy clouds."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=n)
    X = rng.normal(size=(n, 4)) + labels[:, None]
    return X, np.eye(3)[labels], labels


def classifier(n=50, batch_size=8, dtype="float64", seed=3, activation="tanh", **choices):
    """4-5-3 softmax on three clouds: 50 training samples in batches of 8, the last one of 2."""
    network = MLP([4, 5, 3], activation, "softmax", seed=seed, dtype=dtype)
    choices = {"loss": "cross_entropy", "n_classes": 3, "seed": seed} | choices
    train, test = three_classes(n, seed=0), three_classes(23, seed=1)
    return build(network, train, test, batch_size=batch_size, **choices)


def same_records(first, second):
    """Whether two records agree to the bit in everything but the wall time."""
    for field in dataclasses.fields(first):
        if field.name == "seconds":
            continue
        a, b = getattr(first, field.name), getattr(second, field.name)
        if isinstance(a, dict):
            equal = a.keys() == b.keys() and all(
                a[key] == b[key] or (math.isnan(a[key]) and math.isnan(b[key])) for key in a
            )
        elif isinstance(a, np.ndarray):
            equal = np.array_equal(a, b)
        else:
            equal = a == b
        if not equal:
            return False
    return True


@pytest.fixture
def make_trainer():
    """``make_trainer(network, train, test, **choices) -> Trainer``."""
    return build


@pytest.fixture
def make_classifier():
    """``make_classifier(**choices) -> Trainer`` on three clouds."""
    return classifier


@pytest.fixture
def records_agree():
    """``records_agree(first, second) -> bool``, to the bit."""
    return same_records


@pytest.fixture
def clouds():
    """``clouds(n, seed) -> X, Y, labels``."""
    return three_classes


@pytest.fixture(scope="module")
def raw_digits():
    """Pixels 0 to 16 as they come, one-hot targets and labels: training and test split."""
    X, labels = load_digits(return_X_y=True)
    train, test = slice(0, 400), slice(400, 600)
    return [(X[rows], np.eye(10)[labels[rows]], labels[rows]) for rows in (train, test)]
