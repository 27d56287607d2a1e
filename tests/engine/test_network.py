"""``MLP``: shapes, live parameters, the forward pass against plain loops, copies, and errors."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import MLP
from mlpviz.engine.losses import LOSSES, OUTPUTS
from tests.rounding import gamma

SCALAR = {
    "identity": lambda z: z,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "softsign": lambda z: z / (1 + abs(z)),
    "elu": lambda z: z if z > 0 else math.expm1(z),
}


def by_loops(network, X):
    """The forward pass as a student would write it: one number at a time."""
    rows = []
    for x in X:
        a = [float(value) for value in x]
        depth = len(network.sizes) - 1
        for layer in range(1, depth + 1):
            W, b = network.params[f"W{layer}"], network.params.get(f"b{layer}")
            z = []
            for j in range(network.sizes[layer]):
                total = sum(a[i] * float(W[i, j]) for i in range(network.sizes[layer - 1]))
                z.append(total + (float(b[j]) if b is not None else 0.0))
            name = network.activations[layer - 1] if layer < depth else network.output
            if name == "softmax":
                e = [math.exp(v - max(z)) for v in z]
                a = [v / sum(e) for v in e]
            else:
                a = [SCALAR[name](v) for v in z]
        rows.append(a)
    return np.array(rows)


networks = st.builds(
    lambda sizes, names, output, bias, seed: MLP(
        sizes if output != "softmax" or sizes[-1] > 1 else [*sizes[:-1], 2],
        activation=names[: len(sizes) - 2],
        output=output,
        bias=bias,
        bias_std=0.5,
        seed=seed,
    ),
    st.lists(st.integers(1, 6), min_size=2, max_size=6),
    st.lists(st.sampled_from(sorted(SCALAR)), min_size=4, max_size=4),
    st.sampled_from(sorted(OUTPUTS)),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)


@settings(max_examples=60)
@given(networks, st.integers(1, 8))
def test_forward_equals_plain_loops_for_any_shape(network, n):
    X = np.random.default_rng(n).normal(0.0, 2.0, (n, network.sizes[0]))
    outputs = network.forward(X)
    assert outputs.shape == (n, network.sizes[-1])
    np.testing.assert_allclose(outputs, by_loops(network, X), rtol=1e-11, atol=1e-13)
    for layer, size in enumerate(network.sizes[1:]):
        assert network.z[layer].shape == network.a[layer].shape == (n, size)
    np.testing.assert_array_equal(network.a[-1], outputs)


@settings(max_examples=40, derandomize=True)
@given(networks, st.integers(1, 8), st.floats(0.0, 0.1))
def test_gradients_have_the_parameters_shapes_and_point_uphill(network, n, l2):
    rng = np.random.default_rng(n)
    X = rng.normal(size=(n, network.sizes[0]))
    k = network.sizes[-1]
    Y = np.eye(k)[rng.integers(k, size=n)]
    loss = next(name for name, row in LOSSES.items() if network.output in row.outputs)
    value, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
    assert value == pytest.approx(network.loss(X, Y, loss, l2), rel=1e-12)
    assert {g: v.shape for g, v in gradients.items()} == {
        p: v.shape for p, v in network.params.items()
    }
    squared = sum(float((g**2).sum()) for g in gradients.values())
    if squared > 1e-8:
        for name, gradient in gradients.items():
            network.params[name][...] += 1e-7 / math.sqrt(squared) * gradient
        uphill = (network.loss(X, Y, loss, l2) - value) / 1e-7
        assert uphill == pytest.approx(math.sqrt(squared), rel=0.02, abs=1e-5)


@pytest.mark.parametrize("bias", [True, False])
def test_names_shapes_and_order_of_parameters(bias):
    network = MLP([4, 3, 5, 2], bias=bias)
    expected = {"W1": (4, 3), "b1": (3,), "W2": (3, 5), "b2": (5,), "W3": (5, 2), "b3": (2,)}
    if not bias:
        expected = {name: shape for name, shape in expected.items() if name[0] == "W"}
    assert {name: p.shape for name, p in network.params.items()} == expected
    assert list(network.params) == list(expected)
    assert network.n_parameters == sum(math.prod(shape) for shape in expected.values())
    assert network.flat.shape == (network.n_parameters,)
    in_order = np.concatenate([p.ravel() for p in network.params.values()])
    np.testing.assert_array_equal(network.flat, in_order)
    assert (network.sizes, network.bias) == ((4, 3, 5, 2), bias)


@pytest.mark.parametrize(
    "write",
    [
        lambda params, name, values: params[name].__setitem__(..., values),
        lambda params, name, values: params.__setitem__(name, values),
        lambda params, name, values: params.update({name: values}),
        lambda params, name, values: params.__ior__({name: values}),
    ],
    ids=["params[name][...] =", "params[name] =", "params.update()", "params |="],
)
@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_parameters_are_live(write, name):
    network = MLP([2, 3, 2], seed=1)
    X = np.random.default_rng(0).normal(size=(5, 2))
    before = network.forward(X).copy()
    values = np.full(network.params[name].shape, 0.75)
    write(network.params, name, values)
    after = network.forward(X)
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, by_loops(network, X), rtol=1e-12)
    np.testing.assert_array_equal(network.params[name], values)
    assert np.count_nonzero(network.flat == 0.75) == values.size
    values[...] = 0.0  # what was written in was copied
    np.testing.assert_array_equal(network.forward(X), after)


def test_a_parameter_of_the_wrong_shape_or_name_is_refused():
    network = MLP([2, 3, 1])
    kept = network.flat.copy()
    with pytest.raises(ValueError, match="shape"):
        network.params["W1"] = np.zeros((3, 2))
    with pytest.raises(KeyError, match="W9"):
        network.params["W9"] = np.zeros((2, 3))
    np.testing.assert_array_equal(network.flat, kept)


def test_gradients_are_fresh_copies():
    network = MLP([2, 3, 1])
    X, Y = np.ones((4, 2)), np.ones((4, 1))
    _, first = network.loss_and_gradients(X, Y)
    kept = {name: gradient.copy() for name, gradient in first.items()}
    _, second = network.loss_and_gradients(-X, 5 * Y)
    for name, gradient in first.items():
        np.testing.assert_array_equal(gradient, kept[name])
        assert not np.shares_memory(gradient, second[name])
        assert not np.shares_memory(gradient, network.flat)
    first["W1"][...] = np.nan
    again, third = network.loss_and_gradients(X, Y)
    assert math.isfinite(again)
    np.testing.assert_array_equal(third["W1"], kept["W1"])


def test_passes_leave_parameters_and_data_alone():
    network = MLP([3, 4, 2], "relu", "softmax")
    X, Y = np.random.default_rng(0).normal(size=(6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    kept = network.flat.copy(), X.copy(), Y.copy()
    network.loss_and_gradients(X, Y, loss="cross_entropy", l2=0.1)
    network.predict(X)
    for now, then in zip((network.flat, X, Y), kept, strict=True):
        np.testing.assert_array_equal(now, then)


def test_linear_model():
    network = MLP([3, 2], seed=4, bias_std=1.0)
    X = np.random.default_rng(0).normal(size=(5, 3))
    expected = X @ network.params["W1"] + network.params["b1"]
    terms = np.abs(X) @ np.abs(network.params["W1"]) + np.abs(network.params["b1"])
    assert np.all(np.abs(network.forward(X) - expected) <= 2.0 * gamma(4) * terms)
    assert network.activations == ()
    assert MLP([3, 2], activation=()).activations == ()


def test_width_one_everywhere():
    network = MLP([1, 1, 1, 1], "sigmoid", bias_std=1.0, seed=2)
    X = np.array([[0.3], [-2.0]])
    np.testing.assert_allclose(network.forward(X), by_loops(network, X), rtol=1e-12)


def test_one_activation_per_layer():
    network = MLP([2, 3, 3, 1], activation=["relu", "tanh"])
    assert network.activations == ("relu", "tanh")
    network.forward(np.random.default_rng(0).normal(size=(9, 2)))
    np.testing.assert_array_equal(network.a[0], np.maximum(network.z[0], 0.0))
    np.testing.assert_array_equal(network.a[1], np.tanh(network.z[1]))


def test_same_seed_same_bits_other_seed_other_bits():
    first, same, other = (MLP([3, 4, 2], seed=seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first.flat, same.flat)
    assert not np.array_equal(first.flat, other.flat)


def test_float32_is_float32_throughout_and_close_to_float64():
    single, double = (MLP([3, 4, 2], seed=1, dtype=dtype) for dtype in ("float32", "float64"))
    np.testing.assert_array_equal(single.flat, double.flat.astype(np.float32))
    X, Y = np.random.default_rng(0).normal(size=(6, 3)), np.ones((6, 2))
    outputs = single.forward(X)
    assert outputs.dtype == single.z[0].dtype == single.a[0].dtype == np.float32
    np.testing.assert_allclose(outputs, double.forward(X), rtol=1e-5, atol=1e-6)
    value, gradients = single.loss_and_gradients(X, Y)
    assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}
    assert value == pytest.approx(double.loss(X, Y, "mse"), rel=1e-5)


def test_predict():
    X = np.array([[-3.0], [0.0], [2.0]])

    def network(output, W, b):
        made = MLP([1, len(b)], output=output)
        made.params["W1"], made.params["b1"] = W, b
        return made

    classes = network("softmax", [[1.0, 0.0, -1.0]], [0.0, 0.5, 0.0]).predict(X)
    assert classes.tolist() == [2, 1, 0]
    assert np.issubdtype(classes.dtype, np.integer)
    assert network("sigmoid", [[1.0, -1.0]], [0.0, -0.1]).predict(X).tolist() == [1, 0, 0]
    assert network("sigmoid", [[1.0]], [0.0]).predict(X).tolist() == [0, 0, 1]  # 1/2 is not above
    line = network("identity", [[2.0]], [1.0])
    outputs = line.predict(X)
    assert outputs.tolist() == [[-5.0], [1.0], [5.0]]
    line.forward(-X)
    assert outputs.tolist() == [[-5.0], [1.0], [5.0]]  # a copy, not a buffer


def test_many_batch_sizes_one_after_another():
    network = MLP([2, 3, 1])
    X = np.random.default_rng(0).normal(size=(40, 2))
    whole = network.forward(X).copy()
    for n in [*range(1, 41), 7, 40]:
        np.testing.assert_allclose(network.forward(X[:n]), whole[:n], rtol=1e-11, atol=1e-14)


def test_integers_lists_and_strided_arrays_are_taken():
    network = MLP([2, 3, 1])
    X = np.arange(12.0).reshape(6, 2)
    expected = network.forward(X).copy()
    for same in (X.astype(int), X.tolist(), np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2]):
        np.testing.assert_allclose(network.forward(same), expected, rtol=1e-11)


@pytest.mark.parametrize(
    "clone", [copy.deepcopy, copy.copy, lambda network: pickle.loads(pickle.dumps(network))]
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_copies_are_equal_and_independent(clone, dtype):
    network = MLP([2, 3, 3, 2], ["relu", "tanh"], "softmax", bias_std=0.3, seed=5, dtype=dtype)
    X, Y = np.random.default_rng(0).normal(size=(5, 2)), np.eye(2)[[0, 1, 1, 0, 0]]
    outputs = network.forward(X).copy()
    twin = clone(network)
    for attribute in ("sizes", "activations", "output", "bias", "dtype", "n_parameters"):
        assert getattr(twin, attribute) == getattr(network, attribute)
    np.testing.assert_array_equal(twin.forward(X), outputs)
    twin_gradients = twin.loss_and_gradients(X, Y, "cross_entropy", 0.1)[1]
    for name, gradient in network.loss_and_gradients(X, Y, "cross_entropy", 0.1)[1].items():
        np.testing.assert_array_equal(twin_gradients[name], gradient)
    twin.params["W1"][...] = 9.0
    assert np.count_nonzero(twin.flat == 9.0) == 6
    assert not np.allclose(twin.forward(X), outputs)
    np.testing.assert_array_equal(network.forward(X), outputs)


def test_a_network_without_biases_copies():
    network = MLP([2, 3, 1], bias=False, seed=5)
    twin = copy.deepcopy(network)
    assert list(twin.params) == ["W1", "W2"]
    np.testing.assert_array_equal(twin.flat, network.flat)
