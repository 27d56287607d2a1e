"""``MLP`` as its users have it: probabilities, gradients of single samples."""

import numpy as np
import pytest
from scipy import special

from mlpviz import MLP
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES

X = np.random.default_rng(0).normal(size=(6, 3))


@pytest.mark.parametrize(("output", "k"), [("softmax", 3), ("sigmoid", 1), ("sigmoid", 4)])
def test_probabilities_of_every_class(output, k):
    network = MLP([3, 4, k], output=output, seed=2)
    p = network.predict_proba(X)
    network.forward(-X)  # p is a copy, not a buffer
    network.forward(X)
    logits = network.z[-1]
    expected = special.softmax(logits, axis=1) if output == "softmax" else special.expit(logits)
    if k == 1:
        expected = np.hstack([1 - expected, expected])
    np.testing.assert_allclose(p, expected, rtol=1e-12)
    if output == "softmax" or k == 1:
        np.testing.assert_array_equal(p.argmax(axis=1), network.predict(X))


def test_other_outputs_are_no_probabilities():
    with pytest.raises(FaultsError, match="'tanh' are no probabilities; those of sigmoid, softmax"):
        MLP([3, 2], output="tanh").predict_proba(X)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (4,), (4, 3)])
@pytest.mark.parametrize(
    ("loss", "output"), [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]
)
def test_gradients_of_each_sample_and_in_its_inputs(loss, output, hidden, bias):
    network = MLP([3, *hidden, 2], output=output, seed=1, bias=bias, bias_std=0.3)
    Y = np.eye(2)[[0, 1, 1, 0, 1, 0]]
    each = network.sample_gradients(X, Y, loss)
    inputs = network.input_gradient(X, Y, loss)
    _, mean = network.loss_and_gradients(X, Y, loss)
    assert each.keys() == mean.keys()
    for name, gradients in each.items():
        assert gradients.shape == (len(X), *mean[name].shape)
        np.testing.assert_allclose(gradients.mean(axis=0), mean[name], rtol=1e-10, atol=1e-14)
    for i in (0, 4):
        _, alone = network.loss_and_gradients(X[i : i + 1], Y[i : i + 1], loss)
        for name, gradient in alone.items():
            np.testing.assert_allclose(each[name][i], gradient, rtol=1e-10, atol=1e-14)
        for j in range(3):
            nudge = np.zeros((1, 3))
            nudge[0, j] = 1e-6
            above, below = (
                network.loss(X[i : i + 1] + sign * nudge, Y[i : i + 1], loss) for sign in (1, -1)
            )
            assert inputs[i, j] == pytest.approx((above - below) / 2e-6, rel=1e-6, abs=1e-8)
