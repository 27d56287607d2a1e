import tracemalloc

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import element_differences
from mlpviz.gradcheck.structured.downstream import Downstream, has_knot, rise
from mlpviz.gradcheck.structured.probes import node_deltas


def frozen(network, X, Y, loss):
    network.forward(X)
    return Downstream.of(network, Y, loss)


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize(
    ("loss", "output"),
    [("mse", "tanh"), ("huber", "sigmoid"), ("cross_entropy", "softmax"),
     ("binary_cross_entropy", "sigmoid")],
)  # fmt: skip
def test_probes_agree_with_the_element_loop_through_the_engine(depth, loss, output):
    smooth = ["gelu", "tanh", "silu", "softplus"][:depth]
    network = MLP([4, *[5, 3, 4, 2][:depth], 3], smooth, output, seed=depth, bias_std=0.2)
    rng = np.random.default_rng(depth)
    X, Y = rng.normal(size=(6, 4)), np.eye(3)[rng.integers(3, size=6)]
    loop = element_differences(lambda: network.loss(X, Y, loss), network.params)
    deltas = node_deltas(frozen(network, X, Y, loss))
    a_prev = X
    for layer, delta in enumerate(deltas, 1):
        dW, db = a_prev.T @ delta.value / len(X), delta.value.mean(axis=0)
        np.testing.assert_allclose(loop[f"W{layer}"], dW, rtol=0, atol=2e-11)
        np.testing.assert_allclose(loop[f"b{layer}"], db, rtol=0, atol=2e-11)
        a_prev = network.a[layer - 1]


def test_splitting_into_chunks_changes_nothing_but_the_memory():
    rng = np.random.default_rng(0)
    network = MLP([6, 40, 30, 3], "tanh", "softmax", seed=1)
    X, Y = rng.normal(size=(50, 6)), np.eye(3)[rng.integers(3, size=50)]
    downstream = frozen(network, X, Y, "cross_entropy")
    whole = node_deltas(downstream)
    for memory in (20_000, 100_000, 2_000_000):
        for a, b in zip(whole, node_deltas(downstream, memory=memory), strict=True):
            np.testing.assert_allclose(a.value, b.value, rtol=0, atol=float(a.tolerance.max()))
            np.testing.assert_array_equal(a.crosses, b.crosses)


@pytest.mark.parametrize("memory", [2**17, 2**20])
def test_memory_stays_within_the_budget(memory):
    rng = np.random.default_rng(0)
    network = MLP([20, 60, 60, 10], "elu", "softmax", seed=1)
    X, Y = rng.normal(size=(150, 20)), np.eye(10)[rng.integers(10, size=150)]
    downstream = frozen(network, X, Y, "cross_entropy")
    results = 3 * 130 * 150 * 8  # value, tolerance and crosses of every unit and sample
    tracemalloc.start()
    node_deltas(downstream, memory=memory)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= memory + 3 * results


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_masks_are_frozen_at_the_current_point(activation):
    # Units 1e-4 to either side of the kink: a nudge of 2^-8 crosses it. The derivative is still
    # that of the piece the unit is on, and the crossing is marked.
    network = MLP([1, 4, 1], activation, "identity", init="normal", init_options={"std": 1.0})
    network.params["W1"] = [[1e-4, -1e-4, 1.0, -1.0]]
    network.params["W2"] = [[1.0], [2.0], [3.0], [4.0]]
    X, Y = np.ones((1, 1)), np.zeros((1, 1))
    _, gradients = network.loss_and_gradients(X, Y, loss="mse")
    deltas = node_deltas(frozen(network, X, Y, "mse"))
    np.testing.assert_allclose(deltas[0].value[0], gradients["b1"], rtol=1e-10)
    np.testing.assert_array_equal(deltas[0].crosses[0], [True, True, False, False])
    loop = element_differences(lambda: network.loss(X, Y, "mse"), {"b1": network.params["b1"]})
    assert np.abs(loop["b1"] - gradients["b1"])[:2].min() > 0.1  # what freezing is good for


def test_kinks_further_down_the_suffix_are_marked():
    network = MLP([1, 1, 1, 1], ["tanh", "relu"], "identity")
    for name in ("W1", "W2", "W3"):
        network.params[name] = [[1.0]]
    network.params["b2"] = [-np.tanh(1.0) + 1e-4]
    (first, second, last) = node_deltas(frozen(network, np.ones((1, 1)), np.ones((1, 1)), "mse"))
    assert first.crosses.all()
    assert second.crosses.all()
    assert not last.crosses.any()


@pytest.mark.parametrize("activation", ["elu", "softsign"])
def test_jumps_of_the_second_derivative_cause_no_false_precision(activation):
    # Many units close to the knot at 0: the bound must hold for each element by itself.
    rng = np.random.default_rng(5)
    network = MLP([2, 30, 30, 1], activation, "identity", seed=2)
    X, Y = 1e-3 * rng.normal(size=(40, 2)), rng.normal(size=(40, 1)) + 1.0
    downstream = frozen(network, X, Y, "huber")
    # The engine's own delta, sample by sample: the gradient of b1 for a batch of one.
    exact = np.array(
        [network.loss_and_gradients(X[i : i + 1], Y[i : i + 1], loss="huber")[1]["b1"]
         for i in range(len(X))]
    )  # fmt: skip
    delta = node_deltas(downstream)[0]
    assert np.all(np.abs(delta.value - exact) <= delta.tolerance)
    assert np.abs(delta.tolerance).max() < 1e-4 * np.abs(exact).max()


def test_knots_are_found_from_the_functions_themselves():
    assert {name for name, row in ACTIVATIONS.items() if has_knot(row)} == {"elu", "softsign"}


def test_sharp_networks_get_smaller_steps():
    network = MLP([2, 5, 5, 1], "tanh", "tanh", init="normal", init_options={"std": 20.0}, seed=1)
    rng = np.random.default_rng(0)
    downstream = frozen(network, 0.02 * rng.normal(size=(6, 2)), rng.normal(size=(6, 1)), "mse")
    fixed, adaptive = node_deltas(downstream, h=2.0**-8)[0], node_deltas(downstream)[0]
    assert fixed.tolerance.max() > 1e-2 * np.abs(adaptive.value).max()
    assert adaptive.tolerance.max() < 1e-4 * np.abs(adaptive.value).max()


def test_left_of_a_kink_a_curve_is_continued():
    selu = ACTIVATIONS["selu"]
    z, dz = np.array([0.5, 0.0, -0.5, 40.0]), np.array([-1.0, 1.0, 1.0, -50.0])
    scale, steep = 1.0507009873554805, 1.7580993408473766
    steps = [scale * -1.0, steep * np.expm1(1.0), steep * (np.expm1(0.5) - np.expm1(-0.5))]
    expected = [*steps, scale * -50.0]
    np.testing.assert_allclose(rise(selu, z, dz), expected, rtol=1e-14)
    assert not selu.bent
    assert ACTIVATIONS["relu"].bent
