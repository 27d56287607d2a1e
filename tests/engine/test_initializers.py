"""Scales, ranges and shapes of the initialisers; the seeds are fixed, so no bound can flake."""

import numpy as np
import pytest
import torch

from mlpviz.engine.faults import FaultsError
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
    "torch_default": lambda fan_in, fan_out: np.sqrt(1 / fan_in),
}
ALIKE = {"zeros": 0.0, "ones": 1.0, "constant": 0.5}
DECIDED = {*ALIKE, "counting"}  # nothing is drawn


def draw(name, fan_in, fan_out, seed=0, **options):
    return INITIALIZERS[name].f(np.random.default_rng(seed), fan_in, fan_out, **options)


def test_the_promised_initializers_exist():
    assert {*STD, *RANGE, *ALIKE, "orthogonal"} <= set(INITIALIZERS)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_shape_dtype_and_determinism(name, fan_in, fan_out):
    W = draw(name, fan_in, fan_out)
    assert W.shape == (fan_in, fan_out)
    assert W.dtype == np.float64
    assert np.isfinite(W).all()
    np.testing.assert_array_equal(W, draw(name, fan_in, fan_out))
    if name not in DECIDED and fan_in * fan_out > 1:
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


@pytest.mark.parametrize("name", INITIALIZERS)
def test_all_weights_are_one_number_where_the_row_says_so(name):
    row = INITIALIZERS[name]
    assert (row.weight is not None) == (name in ALIKE)
    if row.weight is not None:
        assert row.weight() == ALIKE[name]
        assert np.all(draw(name, 4, 3) == ALIKE[name])


def test_a_constant_takes_its_value():
    assert INITIALIZERS["constant"].weight(value=-2.0) == -2.0
    assert np.all(draw("constant", 4, 3, value=-2.0) == -2.0)


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
@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "counting"])
def test_a_network_takes_every_initializer(name, dtype):
    network, same = (MLP([6, 5, 4], init=name, seed=3, dtype=dtype) for _ in range(2))
    rng, row = np.random.default_rng(3), INITIALIZERS[name]
    for layer, (fan_in, fan_out) in enumerate(((6, 5), (5, 4)), 1):
        W, b = network.params[f"W{layer}"], network.params[f"b{layer}"]
        assert W.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(W, row.f(rng, fan_in, fan_out).astype(dtype))
        np.testing.assert_array_equal(W, same.params[f"W{layer}"])
        own = np.zeros(fan_out) if row.biases is None else row.biases(rng, fan_in, fan_out)
        np.testing.assert_array_equal(b, own.astype(dtype))


def test_counting_goes_on_from_parameter_to_parameter():
    network = MLP([2, 3, 1], init="counting", init_options={"start": 1.0, "step": 2.0})
    np.testing.assert_array_equal(network.params["W1"], [[1, 5, 9], [3, 7, 11]])  # unit by unit
    np.testing.assert_array_equal(network.params["b1"], [13, 13, 13])  # one number for all
    np.testing.assert_array_equal(network.params["W2"], [[15], [17], [19]])
    np.testing.assert_array_equal(network.params["b2"], [21])
    bare = MLP([2, 3, 1], init="counting", bias=False)
    np.testing.assert_allclose(bare.params["W2"].T, [[0.45, 0.50, 0.55]])


def test_torch_s_own_layers_start_in_the_same_interval():
    """Weights and biases, whose bound is that of the weights' fan_in."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = torch.nn.Linear(7, 20_000)
    network = MLP([7, 20_000], init="torch_default")
    bound = 1.0 / np.sqrt(7)
    for ours, theirs in zip(network.params.values(), layer.parameters(), strict=True):
        theirs = theirs.detach().numpy()
        for drawn in (ours, theirs):
            assert 0.999 * bound < np.abs(drawn).max() <= bound * (1.0 + 1e-6)
        assert ours.std() == pytest.approx(theirs.std(), rel=0.02)


def test_a_spread_of_biases_that_are_drawn_anyway_is_refused():
    with pytest.raises(FaultsError, match=r"bias_std = 0\.1 does not go with torch_default"):
        MLP([2, 2], init="torch_default", bias_std=0.1)
    MLP([2, 2], init="torch_default", bias_std=0.1, bias=False)
    MLP([2, 2], init="constant", bias_std=0.1)


def test_options_reach_the_initializer():
    narrow, wide = (MLP([9, 9], init="normal", init_options={"std": s}).flat for s in (0.1, 3.0))
    np.testing.assert_allclose(wide, 30 * narrow, rtol=1e-14)


def test_normal_biases_have_their_std():
    network = MLP([2, 3000, 1], bias_std=0.5, seed=0)
    assert network.params["b1"].std() == pytest.approx(0.5, rel=0.05)
    assert abs(network.params["b1"].mean()) < 0.04
