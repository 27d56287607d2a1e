"""The warm-ups: closed forms against autograd and against mlpviz's own check."""

import doctest

import numpy as np
import pytest
import torch

from mlpviz import MLP, check_gradients
from mlpviz.presets import warm_ups
from mlpviz.presets.warm_ups import (
    naive_logistic_loss,
    negative_log_probability,
    stable_logistic_loss,
    sum_of_squares,
)
from tests.rounding import KERNEL, gamma


def tensor(values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("shape", [(), (5,), (3, 4)])
def test_the_gradient_of_a_sum_of_squares_is_autograds(shape):
    x = np.asarray(drawn(*shape))
    value, gradient = sum_of_squares(x)
    t = tensor(x)
    y = (t**2 + 2 * t).sum()
    y.backward()
    # both are off by their own roundings: of a square, of twice x, of their sum, of the sum of all
    assert value == pytest.approx(
        y.item(), abs=2 * gamma(x.size + 3) * np.sum(x**2 + 2 * np.abs(x))
    )
    assert np.abs(gradient - t.grad.numpy()).max() <= 2 * gamma(3) * np.abs(2 * x + 2).max()


@pytest.mark.parametrize("label", [0, 1, 2])
def test_the_gradient_of_softmax_and_log_is_autograds(label):
    W, h = drawn(3, 4), drawn(4, seed=1)
    value, gradient = negative_log_probability(W, h, label)
    t = tensor(W)
    y = -torch.log_softmax(t @ torch.tensor(h), dim=0)[label]
    y.backward()
    assert gradient.shape == W.shape
    # scores of four products each, then exp, the sum of three, log; on both sides
    scores = gamma(5) * (np.abs(W) @ np.abs(h)).max()
    limit = 2 * (2 * scores + gamma(2 * KERNEL + 6) * (1.0 + np.abs(W @ h).max()))
    assert value == pytest.approx(y.item(), abs=limit)
    assert np.abs(gradient - t.grad.numpy()).max() <= limit * np.abs(h).max()


def test_large_scores_do_not_overflow():
    value, gradient = negative_log_probability(np.array([[1e4], [-1e4]]), np.array([1.0]), 1)
    assert value == 2e4
    np.testing.assert_array_equal(gradient, [[1.0], [-1.0]])


def test_both_pass_the_check_of_foreign_code():
    x, W, h = drawn(5), drawn(3, 4), drawn(4, seed=1)
    squares = check_gradients(lambda: sum_of_squares(x)[0], {"x": x}, {"x": sum_of_squares(x)[1]})
    softmax = check_gradients(
        lambda: negative_log_probability(W, h, 2)[0],
        {"W": W},
        {"W": negative_log_probability(W, h, 2)[1]},
    )
    assert squares.passed
    assert softmax.passed


def test_and_a_wrong_one_fails():
    x = drawn(5)
    assert not check_gradients(lambda: sum_of_squares(x)[0], {"x": x}, {"x": 2 * x + 1}).passed


def test_the_naive_loss_is_nan_where_the_stable_one_is_zero():
    z, y = np.array([-1e11]), np.array([0.0])
    assert np.isnan(naive_logistic_loss(z, y))
    assert stable_logistic_loss(z, y) == 0.0


def test_both_losses_agree_where_the_naive_one_is_finite():
    z = drawn(50) * 5
    y = (drawn(50, seed=1) > 0).astype(float)
    by_definition = np.mean(-y * z + np.log(1 + np.exp(z)))
    assert naive_logistic_loss(z, y) == pytest.approx(by_definition, rel=1e-12)
    assert stable_logistic_loss(z, y) == pytest.approx(by_definition, rel=1e-12)


def test_a_small_sigmoid_network_on_the_stable_loss_has_the_right_gradient():
    network = MLP([5, 6, 1], activation="sigmoid", output="sigmoid", bias=False, seed=0)
    X, Y = drawn(8, 5), (drawn(8, 1, seed=1) > 0).astype(float)
    report = network.check_gradients(X, Y, loss="binary_cross_entropy", sources=("autograd",))
    assert report.passed
    network.forward(X)
    assert network.loss(X, Y, "binary_cross_entropy") == pytest.approx(
        stable_logistic_loss(network.z[-1][:, 0], Y[:, 0]), rel=2 * gamma(2 * KERNEL + 8 + 4)
    )


def test_the_examples_in_the_text():
    assert doctest.testmod(warm_ups).failed == 0
