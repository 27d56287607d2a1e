import tracemalloc

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import element_differences
from mlpviz.gradcheck.structured.autograd import autograd_gradients
from mlpviz.gradcheck.structured.complex_step import (
    COMPLEX_ACTIVATIONS,
    IMAGINARY_STEP,
    complex_deltas,
)
from mlpviz.gradcheck.structured.downstream import Downstream
from mlpviz.gradcheck.structured.sample_losses import SAMPLE_LOSSES
from tests.rounding import KERNEL, gamma

SMOOTH = [name for name, row in ACTIVATIONS.items() if not row.bent]


def frozen(network, X, Y, loss):
    network.forward(X)
    return Downstream.of(network, Y, loss)


def test_every_smooth_activation_has_a_complex_form():
    assert set(COMPLEX_ACTIVATIONS) == set(SMOOTH)


@pytest.mark.parametrize("name", SMOOTH)
def test_real_part_is_the_function_and_imaginary_part_its_derivative(name):
    z = np.concatenate([np.linspace(-6.0, 6.0, 401), [-700.0, -40.0, 40.0, 700.0]])
    value = COMPLEX_ACTIVATIONS[name](z + 1j * IMAGINARY_STEP)
    row = ACTIVATIONS[name]
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(value.real, row.f(z), rtol=gamma(100), atol=gamma(4 * KERNEL))
        slope = row.df(z, row.f(z))
    np.testing.assert_allclose(
        value.imag / IMAGINARY_STEP, slope, rtol=gamma(100), atol=gamma(4 * KERNEL)
    )


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_slopes_of_saturated_units_keep_all_their_digits(name):
    # 1 - a^2 would be 0 from |z| = 20 on.
    z = np.array([25.0, -25.0])
    slope = COMPLEX_ACTIVATIONS[name](z + 1j * IMAGINARY_STEP).imag / IMAGINARY_STEP
    exact = {"tanh": 4.0 * np.exp(-50.0), "sigmoid": np.exp(-25.0)}[name]
    np.testing.assert_allclose(slope, exact, rtol=1e-10)


@pytest.mark.parametrize("name", SAMPLE_LOSSES)
def test_losses_of_complex_predictions_hold_the_derivative(name):
    rng = np.random.default_rng(0)
    a, Y, direction = rng.normal(size=(3, 3, 50))
    Y = np.abs(Y)
    f = SAMPLE_LOSSES[name].f
    slope = f(a + 1j * IMAGINARY_STEP * direction, Y).imag / IMAGINARY_STEP
    h = 1e-5
    np.testing.assert_allclose(
        slope, (f(a + h * direction, Y) - f(a - h * direction, Y)) / (2.0 * h), atol=1e-8
    )


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize(
    ("loss", "output"),
    [("mse", "identity"), ("mse", "tanh"), ("huber", "sigmoid"), ("mae", "tanh"),
     ("cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid")],
)  # fmt: skip
def test_probes_agree_with_autograd_to_the_last_digits_and_with_the_element_loop(
    depth, loss, output
):
    names = ["gelu", "tanh", "silu", "softplus"][:depth]
    network = MLP([4, *[5, 3, 4, 2][:depth], 3], names, output, seed=depth, bias_std=0.2)
    rng = np.random.default_rng(depth)
    X, Y = rng.normal(size=(6, 4)), np.eye(3)[rng.integers(3, size=6)]
    deltas = complex_deltas(frozen(network, X, Y, loss))
    _, oracle = autograd_gradients(network, X, Y, loss=loss, z=network.z)
    loop = element_differences(lambda: network.loss(X, Y, loss), network.params)
    network.forward(X)
    a_prev = X
    for layer, delta in enumerate(deltas, 1):
        found = {
            f"W{layer}": a_prev.T @ delta.value / len(X),
            f"b{layer}": delta.value.mean(axis=0),
        }
        for name, value in found.items():
            largest = np.abs(oracle[name]).max()
            np.testing.assert_allclose(value, oracle[name], rtol=0, atol=gamma(500) * largest)
            np.testing.assert_allclose(value, loop[name], rtol=0, atol=2e-11)
        assert not delta.crosses.any()
        a_prev = network.a[layer - 1]


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "softsign", "sigmoid", "identity"])
def test_other_activations_agree_with_autograd_to_the_last_digits(name):
    network = MLP([4, 6, 5, 2], name, "tanh", seed=3, bias_std=0.2)
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
    deltas = complex_deltas(frozen(network, X, Y, "huber"))
    _, oracle = autograd_gradients(network, X, Y, loss="huber", z=network.z)
    network.forward(X)
    for layer, (a_prev, delta) in enumerate(zip([X, *network.a], deltas, strict=False), 1):
        largest = np.abs(oracle[f"W{layer}"]).max()
        found = a_prev.T @ delta.value / len(X)
        np.testing.assert_allclose(found, oracle[f"W{layer}"], rtol=0, atol=gamma(500) * largest)


def test_splitting_into_chunks_changes_nothing_but_the_memory():
    rng = np.random.default_rng(0)
    network = MLP([6, 40, 30, 3], "tanh", "softmax", seed=1)
    X, Y = rng.normal(size=(50, 6)), np.eye(3)[rng.integers(3, size=50)]
    downstream = frozen(network, X, Y, "cross_entropy")
    whole = complex_deltas(downstream)
    for memory in (20_000, 100_000, 2_000_000):
        for a, b in zip(whole, complex_deltas(downstream, memory), strict=True):
            np.testing.assert_allclose(a.value, b.value, rtol=0, atol=float(a.tolerance.max()))


@pytest.mark.parametrize("memory", [2**17, 2**20])
def test_memory_stays_within_the_budget(memory):
    rng = np.random.default_rng(0)
    network = MLP([20, 60, 60, 10], "elu", "softmax", seed=1)
    X, Y = rng.normal(size=(150, 20)), np.eye(10)[rng.integers(10, size=150)]
    downstream = frozen(network, X, Y, "cross_entropy")
    results = 7 * 130 * 150 * 8  # values, bounds, paths and their magnitudes, for every unit
    tracemalloc.start()
    complex_deltas(downstream, memory)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < memory + results
