"""The best constant's loss against a direct minimisation with the engine's own losses."""

import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.data import encode_targets
from mlpviz.diagnosis import best_constant_loss
from mlpviz.engine.losses import LOSSES

CASES = [
    ("digits", "softmax", "cross_entropy", 1.0),
    ("digits", "softmax", "cross_entropy", 0.9),
    ("digits", "tanh", "mse", 0.9),
    ("digits", "identity", "huber", 1.0),
    ("digits", "sigmoid", "binary_cross_entropy", 0.8),
    ("moons", "tanh", "mse", 0.9),
    ("moons", "identity", "huber", 1.0),
    ("moons", "sigmoid", "binary_cross_entropy", 1.0),
    ("moons", "softmax", "cross_entropy", 1.0),
]


@pytest.mark.parametrize(("dataset", "output", "loss", "zeta"), CASES)
def test_no_constant_does_better_and_one_does_as_well(dataset, output, loss, zeta):
    config = RunConfig(dataset=dataset, output=output, loss=loss, target_scale=zeta)
    n_classes = 10 if dataset == "digits" else 2
    rng = np.random.default_rng(0)
    labels = rng.choice(n_classes, 200, p=rng.dirichlet(np.full(n_classes, 3.0)))
    share = np.bincount(labels, minlength=n_classes) / len(labels)
    Y = encode_targets(labels, n_classes, output, zeta)
    constant = np.zeros(Y.shape[1])
    for _ in range(4000):
        value, slope = LOSSES[loss].f(np.tile(constant, (len(Y), 1)), Y)
        constant -= 0.5 * slope.sum(axis=0)
    assert best_constant_loss(config, share) == pytest.approx(value, rel=1e-5)


def test_digits_collapse_has_the_value_known_by_hand():
    config = RunConfig(output="tanh", loss="mse", target_scale=0.9)
    assert best_constant_loss(config, np.full(10, 0.1)) == pytest.approx(0.81 - 10 * 0.09**2)


def test_a_single_class_leaves_nothing_to_explain():
    assert best_constant_loss(RunConfig(dataset="iris"), np.array([0.0, 1.0, 0.0])) == 0.0
