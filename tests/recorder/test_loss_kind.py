"""The loss that a loop reports is told from its value, whatever it sums and averages."""

import numpy as np
import pytest

from mlpviz.engine.losses import softmax
from mlpviz.recorder.loss_kind import recognised
from mlpviz.recorder.outcome import read_truth

RNG = np.random.default_rng(3)
Z, Y_CLASS = RNG.normal(size=(50, 4)) * 3, RNG.integers(0, 4, 50)
P, ONE_HOT = softmax(Z), np.eye(4)[Y_CLASS]
TANH = np.tanh(Z)
CLASSES = {
    "mean": (P, -np.log(P[np.arange(50), Y_CLASS]).mean(), "cross_entropy", 1.0),
    "of logits": (Z, -np.log(P[np.arange(50), Y_CLASS]).mean(), "cross_entropy", 1.0),
    "sum": (P, -np.log(P[np.arange(50), Y_CLASS]).sum(), "cross_entropy", 50.0),
    "mean over outputs": (P, -(ONE_HOT * np.log(P)).mean(), "cross_entropy", 0.25),
    "mse": (TANH, ((TANH - ONE_HOT) ** 2).sum(1).mean(), "mse", 1.0),
    "torch's mse": (TANH, ((TANH - ONE_HOT) ** 2).mean(), "mse", 0.25),
    "half": (TANH, ((TANH - ONE_HOT) ** 2).sum(1).mean() / 2, "mse", 0.5),
    "mae": (TANH, np.abs(TANH - ONE_HOT).sum(1).mean(), "mae", 1.0),
}


@pytest.mark.parametrize("name", CLASSES)
def test_the_loss_of_classes_is_told(name):
    outputs, value, loss, scale = CLASSES[name]
    kind = recognised(value, outputs, read_truth("labels", Y_CLASS, 4), 4)
    assert (kind.loss, kind.scale) == (loss, scale)
    np.testing.assert_array_equal(kind.targets, np.eye(4))


def test_targets_may_be_scaled():
    truth = read_truth("labels", 0.9 * ONE_HOT, 4)
    kind = recognised(((TANH - 0.9 * ONE_HOT) ** 2).sum(1).mean(), TANH, truth, 4)
    assert (kind.loss, kind.output) == ("mse", "tanh")
    np.testing.assert_array_equal(kind.targets, 0.9 * np.eye(4))


@pytest.mark.parametrize("probabilities", [True, False])
def test_two_classes_may_have_one_output(probabilities):
    z, y = RNG.normal(size=(30, 1)), RNG.integers(0, 2, 30)
    p = 1 / (1 + np.exp(-z[:, 0]))
    value = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
    outputs = p[:, None] if probabilities else z
    kind = recognised(value, outputs, read_truth("labels", y, 2), 2)
    assert (kind.loss, kind.output) == ("binary_cross_entropy", "sigmoid")


def test_minus_one_and_one_are_classes_too():
    a, y = np.tanh(RNG.normal(size=(30, 1))), RNG.choice([-1, 1], 30)
    kind = recognised(((a[:, 0] - y) ** 2).mean(), a, read_truth("labels", y, 2), 2)
    assert (kind.loss, kind.output) == ("mse", "tanh")
    np.testing.assert_array_equal(kind.targets, [[-1.0], [1.0]])


def test_of_a_loss_that_is_none_of_them_nothing_is_told():
    assert recognised(1.2345, P, read_truth("labels", Y_CLASS, 4), 4) is None
    assert recognised(np.nan, P, read_truth("labels", Y_CLASS, 4), 4) is None


def test_regression():
    y = RNG.normal(size=20)
    truth = read_truth("labels", y, 0)
    a = y[:, None] + RNG.normal(size=(20, 1)) * 3
    kind = recognised(((a[:, 0] - y) ** 2).mean(), a, truth, 0)
    assert (kind.loss, kind.output, kind.targets) == ("mse", "identity", None)
