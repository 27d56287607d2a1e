"""Gradients in the inputs, and contributions that add up."""

import numpy as np
import pytest

from mlpviz.data import expand
from mlpviz.data.features import FEATURES
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.network import MLP
from mlpviz.predict.gradients import (
    Model,
    contributions,
    expand_gradients,
    logit_gradients,
    logits,
)

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4))


def central(f, x, h=1e-5):
    """d f [k] / d x [d] by central differences: [k, d]."""
    steps = h * np.eye(len(x))
    return (f(x + steps) - f(x - steps)).T / (2 * h)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden", [(), (5,), (5, 3)])
def test_gradients_are_those_of_differences(activation, hidden):
    net = MLP([4, *hidden, 3], activation=activation, bias_std=0.3, seed=1)
    z, G = logit_gradients(net, X)
    np.testing.assert_array_equal(z, logits(net, X))
    assert G.shape == (3, 3, 4)
    if ACTIVATIONS[activation].kink:
        return  # differences may cross it
    for x, g in zip(X, G, strict=True):
        np.testing.assert_allclose(g, central(lambda x: logits(net, x), x), rtol=1e-6, atol=1e-8)


def test_gradients_of_relu_are_the_products_of_open_gates():
    net = MLP([4, 5, 3], activation="relu", bias_std=0.3, seed=1)
    _, G = logit_gradients(net, X)
    opened = (X @ net.params["W1"] + net.params["b1"]) > 0
    for gates, g in zip(opened, G, strict=True):
        np.testing.assert_allclose(g, ((net.params["W1"] * gates) @ net.params["W2"]).T)


def test_the_loss_s_gradient_is_that_of_the_logits():
    net = MLP([4, 5, 3], activation="tanh", output="softmax", seed=2)
    Y = np.eye(3)
    _, G = logit_gradients(net, X)
    p = net.forward(X).copy()
    expected = np.einsum("nk,nkd->nd", p - Y, G)
    np.testing.assert_allclose(net.input_gradient(X, Y, "cross_entropy"), expected)


def test_features_of_the_plane_have_exact_slopes():
    plane = RNG.normal(size=(4, 2))
    J = expand_gradients(plane, tuple(FEATURES))
    for x, j in zip(plane, J, strict=True):
        np.testing.assert_allclose(
            j, central(lambda x: expand(x, tuple(FEATURES)), x), rtol=1e-7, atol=1e-9
        )
    assert expand_gradients(plane, None).tolist() == [np.eye(2).tolist()] * 4


def test_a_model_with_features_is_differentiated_through_them():
    names = ("x1", "x1^2", "x1 x2", "sin x2")
    model = Model(MLP([4, 5, 2], activation="tanh", seed=3), names)
    plane = RNG.normal(size=(2, 2))
    z, G = model.gradients(plane)
    assert z.shape == (2, 2)
    assert G.shape == (2, 2, 2)
    for x, g in zip(plane, G, strict=True):
        np.testing.assert_allclose(g, central(model.logits, x), rtol=1e-6, atol=1e-9)


def test_contributions_of_a_linear_network_are_its_products():
    net = MLP([4, 3], bias_std=1.0, seed=4)
    x, baseline = X[0], X[1]
    found = contributions(Model(net), x, baseline)
    np.testing.assert_allclose(found.values, ((x - baseline)[:, None] * net.params["W1"]).T)
    np.testing.assert_allclose(found.missing, 0.0, atol=1e-13)
    np.testing.assert_allclose([found.before, found.after], logits(net, np.stack([baseline, x])))


def test_contributions_of_a_smooth_network_add_up():
    net = MLP([4, 6, 5, 3], activation="tanh", bias_std=0.5, seed=5)
    found = contributions(Model(net), X[0], np.zeros(4))
    assert np.abs(found.missing).max() < 1e-10 * np.abs(found.after - found.before).max()


def test_contributions_of_a_network_with_kinks_tell_what_is_missing():
    net = MLP([4, 20, 3], activation="relu", bias_std=0.5, seed=5)
    few, many = (contributions(Model(net), X[0], np.zeros(4), points) for points in (2, 200))
    whole = np.abs(many.after - many.before).max()
    assert 0 < np.abs(many.missing).max() < 0.01 * whole
    assert np.abs(few.missing).max() > np.abs(many.missing).max()


def test_what_the_input_leaves_as_it_was_adds_nothing():
    net = MLP([4, 6, 3], activation="tanh", seed=6)
    x = X[0].copy()
    baseline = np.where(np.arange(4) < 2, x, 0.0)
    assert not contributions(Model(net), x, baseline).values[:, :2].any()
