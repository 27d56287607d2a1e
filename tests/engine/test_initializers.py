"""Scales, ranges and shapes of the initialisers; the seeds are fixed, so no bound can flake."""

import numpy as np
import pytest

from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.network import MLP

SHAPES = [(1, 1), (1, 7), (7, 1), (5, 3), (3, 5), (4, 4)]
FANS = [(300, 200), (200, 300), (64, 1000)]

STD = {
    "normal": lambda fan_in, fan_out: 0.1,
    "lecun_normal": lambda fan_in, fan_out: np.sqrt(1 / fan_in),
    "xavier_normal": lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)),
    "he_normal": lambda fan_in, fan_out: np.sqrt(2 / fan_in),
}
RANGE = {
    "xavier_uniform": lambda fan_in, fan_out: np.sqrt(6 / (fan_in + fan_out)),
    "he_uniform": lambda fan_in, fan_out: np.sqrt(6 / fan_in),
}


def draw(name, fan_in, fan_out, seed=0, **options):
    return INITIALIZERS[name].f(np.random.default_rng(seed), fan_in, fan_out, **options)


def test_the_promised_initializers_exist():
    assert {*STD, *RANGE, "zeros", "orthogonal"} <= set(INITIALIZERS)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_shape_dtype_and_determinism(name, fan_in, fan_out):
    W = draw(name, fan_in, fan_out)
    assert W.shape == (fan_in, fan_out)
    assert W.dtype == np.float64
    assert np.isfinite(W).all()
    np.testing.assert_array_equal(W, draw(name, fan_in, fan_out))
    if name != "zeros" and fan_in * fan_out > 1:
        assert not np.array_equal(W, draw(name, fan_in, fan_out, seed=1))


@pytest.mark.parametrize("name", STD)
@pytest.mark.parametrize(("fan_in", "fan_out"), FANS)
@pytest.mark.parametrize("seed", range(3))
def test_normal_scale(name, fan_in, fan_out, seed):
    W = draw(name, fan_in, fan_out, seed) / STD[name](fan_in, fan_out)
    root = np.sqrt(W.size)
    assert abs(W.mean()) < 4 / root  # standard error 1 / root
    assert abs(W.std() - 1) < 4 / root  # standard error 0.7 / root
    assert abs((W**4).mean() - 3) < 40 / root  # a normal's fourth moment, standard error 10 / root


@pytest.mark.parametrize("name", RANGE)
@pytest.mark.parametrize(("fan_in", "fan_out"), FANS)
@pytest.mark.parametrize("seed", range(3))
def test_uniform_range(name, fan_in, fan_out, seed):
    W = draw(name, fan_in, fan_out, seed) / RANGE[name](fan_in, fan_out)
    assert np.abs(W).max() <= 1.0
    assert W.max() > 0.999
    assert W.min() < -0.999
    assert abs(W.mean()) < 4 / np.sqrt(3 * W.size)
    assert abs((W**2).mean() - 1 / 3) < 4 * 0.3 / np.sqrt(W.size)


def test_normal_takes_its_std():
    np.testing.assert_allclose(
        draw("normal", 20, 30, std=2.0), 20 * draw("normal", 20, 30, std=0.1), rtol=1e-14
    )


def test_zeros():
    assert not draw("zeros", 4, 3).any()


@pytest.mark.parametrize(("fan_in", "fan_out"), [*SHAPES, (50, 20), (20, 50), (30, 30)])
@pytest.mark.parametrize("seed", range(3))
def test_orthogonal_rows_or_columns(fan_in, fan_out, seed):
    W = draw("orthogonal", fan_in, fan_out, seed)
    product = W.T @ W if fan_in >= fan_out else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(fan_in, fan_out)), rtol=0, atol=1e-13)


def test_orthogonal_is_uniform_over_signs():
    """QR alone has a fixed sign on R's diagonal; a uniformly random matrix has none."""
    corners = [draw("orthogonal", 3, 3, seed)[0, 0] for seed in range(400)]
    assert 150 < sum(corner > 0 for corner in corners) < 250
    determinants = [np.linalg.det(draw("orthogonal", 3, 3, seed)) for seed in range(400)]
    assert 150 < sum(d > 0 for d in determinants) < 250


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_network_takes_every_initializer(name, dtype):
    network, same = (MLP([6, 5, 4], init=name, seed=3, dtype=dtype) for _ in range(2))
    rng = np.random.default_rng(3)
    for layer, (fan_in, fan_out) in enumerate(((6, 5), (5, 4)), 1):
        W = network.params[f"W{layer}"]
        assert W.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(W, INITIALIZERS[name].f(rng, fan_in, fan_out).astype(dtype))
        np.testing.assert_array_equal(W, same.params[f"W{layer}"])
        assert not network.params[f"b{layer}"].any()


def test_options_reach_the_initializer():
    narrow, wide = (MLP([9, 9], init="normal", init_options={"std": s}).flat for s in (0.1, 3.0))
    np.testing.assert_allclose(wide, 30 * narrow, rtol=1e-14)


def test_normal_biases_have_their_std():
    network = MLP([2, 3000, 1], bias_std=0.5, seed=0)
    assert network.params["b1"].std() == pytest.approx(0.5, rel=0.05)
    assert abs(network.params["b1"].mean()) < 0.04
