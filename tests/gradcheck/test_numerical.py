import math

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import OFFSETS, STEP, element_differences, romberg, rounding_floor


def derivative(f, x, h):
    x = np.asarray(x, dtype=np.float64)
    return romberg(np.array([f(x + h * s) for s in OFFSETS]), f(x), h)


def test_romberg_is_exact_up_to_the_fifth_power():
    # The error series of a central difference starts at h^2; two extrapolations remove h^2 and h^4,
    # so x^6 is right too (its h^6 term belongs to x^7).
    for power in range(7):
        value = derivative(lambda x, p=power: x**p, 1.0, 0.5).value
        assert value == pytest.approx(power, abs=1e-13)
    assert derivative(lambda x: x**7, 1.0, 0.5).value != pytest.approx(7.0, abs=1e-6)


def test_romberg_error_falls_with_the_sixth_power_of_h():
    errors = [abs(float(derivative(np.exp, 0.0, h).value) - 1.0) for h in (0.5, 0.25)]
    assert errors[0] / errors[1] == pytest.approx(64.0, rel=0.05)


@pytest.mark.parametrize("f", [np.exp, np.sin, np.tanh, lambda x: np.log1p(np.exp(x))])
def test_bounds_hold_for_smooth_functions(f):
    x = np.linspace(-3.0, 3.0, 101)
    for h in (0.25, STEP, STEP / 256):
        estimate = derivative(f, x, h)
        fine = derivative(f, x, 0.01).value  # right to about 1e-13
        bound = estimate.smooth + rounding_floor(np.abs(f(x)) + np.abs(x) + 1.0, h) + 1e-12
        assert np.all(np.abs(estimate.value - fine) <= bound)


def test_knotted_bound_holds_wherever_the_second_derivative_jumps():
    # f = x^2/2 right of the knot at 0, else 0: f' = max(x, 0). The knot lies anywhere inside +-h,
    # also at 0.26876 h, where |R2 - R1| vanishes and the smooth bound alone would claim 1e-6 h.
    h = STEP
    x = h * np.append(np.linspace(-1.0, 1.0, 2001), [-0.26876, 0.26876])
    estimate = derivative(lambda x: 0.5 * np.maximum(x, 0.0) ** 2, x, h)
    error = np.abs(estimate.value - np.maximum(x, 0.0))
    assert np.all(error <= estimate.knotted + 1e-15)
    assert np.any(error > 10.0 * estimate.smooth + 1e-15)


def test_rounding_floor_covers_noise_of_one_ulp():
    rng = np.random.default_rng(0)
    noise = rng.uniform(-1.0, 1.0, (6, 10_000)) * 2.0**-53
    worst = np.abs(romberg(1.0 + 0.0 * noise + 2.0 * noise, np.ones(10_000), STEP).value).max()
    assert worst <= rounding_floor(1.0, STEP)
    assert worst >= 0.02 * rounding_floor(1.0, STEP)


def small_problem():
    network = MLP([3, 4, 2], "tanh", "softmax", seed=3, bias_std=0.1)
    rng = np.random.default_rng(1)
    return network, rng.normal(size=(5, 3)), np.eye(2)[rng.integers(2, size=5)]


@pytest.mark.parametrize(
    ("extrapolate", "h", "tolerance"), [(True, STEP, 1e-11), (False, 6e-6, 1e-9)]
)
def test_element_loop_finds_the_engines_gradient(extrapolate, h, tolerance):
    network, X, Y = small_problem()
    _, gradients = network.loss_and_gradients(X, Y, loss="cross_entropy", l2=0.1)
    numerical = element_differences(
        lambda: network.loss(X, Y, "cross_entropy", 0.1), network.params, h, extrapolate
    )
    for name, gradient in gradients.items():
        np.testing.assert_allclose(numerical[name], gradient, rtol=0, atol=tolerance)


def test_element_loop_restores_every_bit():
    network, X, Y = small_problem()
    before = network.flat.tobytes()
    element_differences(lambda: network.loss(X, Y, "cross_entropy"), network.params)
    assert network.flat.tobytes() == before


@pytest.mark.parametrize("calls", range(1, 30, 7))
def test_element_loop_restores_every_bit_when_the_loss_raises(calls):
    params = {"W1": np.array([[0.1, -0.0], [math.pi, 1e-310]])}
    before = params["W1"].tobytes()
    left = calls

    def loss():
        nonlocal left
        left -= 1
        if left < 0:
            raise RuntimeError("out of luck")
        return float(np.sum(params["W1"] ** 2))

    with pytest.raises(RuntimeError, match="out of luck"):
        element_differences(loss, {"W1": params["W1"], "more": np.zeros(3)})
    assert params["W1"].tobytes() == before


def test_element_loop_handles_views_and_single_numbers():
    big = np.arange(12.0).reshape(3, 4)
    params = {"corner": big[1:, ::2], "number": np.array(2.0)}
    numerical = element_differences(
        lambda: float(np.sum(params["corner"] ** 2) + params["number"] ** 3), params
    )
    np.testing.assert_allclose(numerical["corner"], 2.0 * big[1:, ::2], rtol=1e-11)
    assert numerical["number"] == pytest.approx(12.0, rel=1e-11)
