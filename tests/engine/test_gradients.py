"""The hand-written backward pass against torch autograd and against central differences."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import check_network
from tests.rounding import KERNEL, gamma

PAIRS = [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]
WIDTHS = (5, 4, 6)


def targets(loss, n, k, rng):
    if LOSSES[loss].task == "classification":
        return np.eye(k)[rng.integers(k, size=n)] * rng.choice([1.0, 0.9])
    return rng.normal(size=(n, k))


def assert_equals_autograd(network, X, Y, loss, l2):
    """Per parameter: 1e-12 of the norm, and every element within 1e-12 of the largest entry."""
    from mlpviz.gradcheck import autograd_gradients

    value, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
    torch_value, oracle = autograd_gradients(network, X, Y, loss=loss, l2=l2)
    label = f"{network.sizes} {network.activations} {network.output} {loss} l2={l2}"
    assert value == pytest.approx(torch_value, rel=1e-12, abs=1e-15), label
    assert gradients.keys() == oracle.keys() == network.params.keys()
    for name, exact in oracle.items():
        error = gradients[name] - exact
        assert gradients[name].shape == network.params[name].shape
        assert np.linalg.norm(error) <= 1e-12 * np.linalg.norm(exact), f"{name}: {label}"
        assert np.abs(error).max() <= 1e-12 * np.abs(exact).max(), f"{name}: {label}"


def networks(activation, loss, output):
    """Depth 0 to 3, k = 1, 2, 3, 5, with and without biases, each with its batch and L2."""
    for depth, k, bias in itertools.product(range(4), (1, 2, 3, 5), (True, False)):
        if output == "softmax" and k == 1:
            continue
        seed = 100 * depth + 10 * k + bias
        rng = np.random.default_rng(seed)
        network = MLP(
            [3, *WIDTHS[:depth], k], activation, output, bias, "he_normal", bias_std=0.3, seed=seed
        )
        yield network, rng.normal(size=(7, 3)), targets(loss, 7, k, rng), 0.01 * (seed % 2)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_autograd(activation, loss, output):
    for network, X, Y, l2 in networks(activation, loss, output):
        assert_equals_autograd(network, X, Y, loss, l2)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_central_differences(activation, loss, output):
    for network, X, Y, l2 in itertools.islice(networks(activation, loss, output), 0, None, 3):
        report = check_network(network, X, Y, loss=loss, l2=l2, spots=1)
        assert report.passed, f"{network.sizes} {loss}\n{report}"


@pytest.mark.parametrize("names", list(itertools.permutations(["relu", "tanh", "gelu"])))
def test_each_hidden_layer_has_its_own_activation(names):
    rng = np.random.default_rng(0)
    network = MLP([4, 6, 5, 3, 2], names, "softmax", seed=1, bias_std=0.1)
    X, Y = rng.normal(size=(9, 4)), targets("cross_entropy", 9, 2, rng)
    assert_equals_autograd(network, X, Y, "cross_entropy", 0.1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_far_out_pre_activations(activation):
    # z up to several hundred: saturated or linear, neither nan nor a warning. A derivative like
    # 1 - a^2 loses digits there, so the yardstick is the largest gradient of the network.
    from mlpviz.gradcheck import autograd_gradients

    rng = np.random.default_rng(3)
    network = MLP([3, 5, 2], activation, "identity", init="normal", init_options={"std": 50.0})
    X, Y = 5.0 * rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    value, gradients = network.loss_and_gradients(X, Y, loss="mse")
    exact_value, oracle = autograd_gradients(network, X, Y, loss="mse")
    assert np.abs(network.z[0]).max() > 500.0
    assert value == pytest.approx(exact_value, rel=1e-12)
    largest = max(np.abs(exact).max() for exact in oracle.values())
    for name, exact in oracle.items():
        np.testing.assert_allclose(gradients[name], exact, rtol=0, atol=1e-13 * largest)


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=5),
    k=st.integers(1, 6),
    n=st.integers(1, 25),
    bias=st.booleans(),
    l2=st.sampled_from([0.0, 1e-3, 1.0]),
    scale=st.sampled_from([0.1, 1.0, 5.0]),
    pair=st.sampled_from(PAIRS),
    seed=st.integers(0, 2**32 - 1),
    data=st.data(),
)
def test_any_shape(sizes, k, n, bias, l2, scale, pair, seed, data):
    loss, output = pair
    k = max(k, 2) if output == "softmax" else k
    names = st.sampled_from(sorted(ACTIVATIONS))
    activation = data.draw(st.lists(names, min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    network = MLP([*sizes, k], activation, output, bias, seed=seed, bias_std=0.1)
    rng = np.random.default_rng(seed)
    X, Y = scale * rng.normal(size=(n, sizes[0])), targets(loss, n, k, rng)
    report = check_network(network, X, Y, loss=loss, l2=l2, spots=2)
    assert report.verdict != "fail", str(report)
    value, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
    assert value == network.loss(X, Y, loss, l2)
    # Samples do not interact: the gradient of a batch is the mean of its samples' gradients.
    singles = [
        network.loss_and_gradients(X[i : i + 1], Y[i : i + 1], loss=loss, l2=l2) for i in range(n)
    ]
    assert value == pytest.approx(np.mean([single for single, _ in singles]), rel=1e-12)
    for name, gradient in gradients.items():
        parts = np.array([single[name] for _, single in singles])
        np.testing.assert_allclose(
            gradient, parts.mean(axis=0), rtol=0, atol=1e-13 * np.abs(parts).max()
        )


HUGE = 1e11


@pytest.mark.parametrize(
    ("logits", "Y", "value", "delta"),
    [
        ([HUGE, 0.0, -HUGE], [1.0, 0.0, 0.0], 0.0, [0.0, 0.0, 0.0]),
        ([HUGE, 0.0, -HUGE], [0.0, 1.0, 0.0], HUGE, [1.0, -1.0, 0.0]),
        ([HUGE, 0.0, -HUGE], [0.0, 0.0, 1.0], 2.0 * HUGE, [1.0, 0.0, -1.0]),
        ([HUGE, HUGE, -HUGE], [1.0, 0.0, 0.0], np.log(2.0), [-0.5, 0.5, 0.0]),
        ([HUGE, HUGE, HUGE], [0.0, 0.0, 1.0], np.log(3.0), [1 / 3, 1 / 3, -2 / 3]),
        ([-HUGE, -HUGE, -HUGE], [0.0, 0.0, 1.0], np.log(3.0), [1 / 3, 1 / 3, -2 / 3]),
        ([HUGE, 0.0, 0.0], [0.9, 0.0, 0.0], 0.0, [0.0, 0.0, 0.0]),
    ],
)
def test_cross_entropy_at_huge_logits(logits, Y, value, delta):
    assert_linear_network("softmax", "cross_entropy", logits, Y, value, delta)


@pytest.mark.parametrize(
    ("logits", "Y", "value", "delta"),
    [
        ([HUGE], [1.0], 0.0, [0.0]),
        ([HUGE], [0.0], HUGE, [1.0]),
        ([-HUGE], [0.0], 0.0, [0.0]),
        ([-HUGE], [1.0], HUGE, [-1.0]),
        ([HUGE], [0.75], 0.25 * HUGE, [0.25]),
        ([HUGE, 0.0, -HUGE], [1.0, 0.0, 0.0], np.log(2.0), [0.0, 0.5, 0.0]),
        ([HUGE, -HUGE, 0.0], [1.0, 0.0, 1.0], np.log(2.0), [0.0, 0.0, -0.5]),
        ([800.0, -800.0], [0.0, 0.0], 800.0, [1.0, 0.0]),
    ],
)
def test_binary_cross_entropy_at_huge_logits(logits, Y, value, delta):
    assert_linear_network("sigmoid", "binary_cross_entropy", logits, Y, value, delta)


def assert_linear_network(output, loss, logits, Y, value, delta):
    """Logits as the biases of a linear net, alone and as a batch of three: db is the delta."""
    network = MLP([1, len(logits)], output=output)
    network.params["W1"] = np.zeros((1, len(logits)))
    network.params["b1"] = logits
    for n in (1, 3):
        got, gradients = network.loss_and_gradients(np.ones((n, 1)), np.tile(Y, (n, 1)), loss=loss)
        assert got == pytest.approx(value, rel=gamma(KERNEL + 4), abs=1e-300)
        np.testing.assert_allclose(gradients["b1"], delta, rtol=gamma(KERNEL + 4), atol=1e-300)
        np.testing.assert_allclose(gradients["W1"][0], delta, rtol=gamma(KERNEL + 4), atol=1e-300)


def test_huge_and_ordinary_samples_in_one_batch():
    # Sums must not let the huge terms of a perfect prediction swallow the ordinary sample's loss.
    network = MLP([1, 1], output="sigmoid", bias=False)
    network.params["W1"] = [[1.0]]
    X, Y = np.array([[HUGE], [0.0], [-HUGE]]), np.array([[1.0], [1.0], [0.0]])
    value, _ = network.loss_and_gradients(X, Y, loss="binary_cross_entropy")
    assert value == pytest.approx(np.log(2.0) / 3.0, rel=gamma(KERNEL + 4))
    network = MLP([1, 2], output="softmax", bias=False)
    network.params["W1"] = [[1.0, 0.0]]
    value, _ = network.loss_and_gradients(X, np.eye(2)[[0, 0, 1]], loss="cross_entropy")
    assert value == pytest.approx(np.log(2.0) / 3.0, rel=gamma(KERNEL + 4))
