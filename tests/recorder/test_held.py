"""Parameters of any naming and orientation, by the engine's names and in its shapes."""

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.recorder.held import held

RNG = np.random.default_rng(0)
W1, b1, W2, b2 = (RNG.normal(size=shape) for shape in ((4, 5), (5,), (5, 3), (3,)))
OURS = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
WAYS = {
    "dict": {"W1": W1, "b1": b1, "W2": W2, "b2": b2},
    "weights first": {"W1": W1, "W2": W2, "b1": b1, "b2": b2},
    "list": [W1, b1, W2, b2],
    "out, in": {"fc1.weight": W1.T, "fc1.bias": b1, "fc2.weight": W2.T, "fc2.bias": b2},
    "columns": [W1.T, b1[:, None], W2.T, b2[:, None]],
    "rows": {"W1": W1, "b1": b1[None], "W2": W2, "b2": b2[None]},
    "dicts": [{"W": W1, "b": b1}, {"W": W2, "b": b2}],
    "layers": {"hidden": {"W": W1, "b": b1}, "out": {"W": W2, "b": b2}},
    "pairs": [(W1, b1), (W2, b2)],
}


@pytest.mark.parametrize("way", WAYS)
def test_however_they_are_held_they_are_told_alike(way):
    what = held(WAYS[way])
    assert what.sizes == (4, 5, 3)
    named = what.named(WAYS[way])
    assert list(named) == list(OURS)
    for name, array in OURS.items():
        np.testing.assert_array_equal(named[name], array)
        assert not np.shares_memory(named[name], array)


def test_names_of_the_loop_are_kept():
    assert held(WAYS["out, in"]).titles == {
        "W1": "fc1.weight",
        "b1": "fc1.bias",
        "W2": "fc2.weight",
        "b2": "fc2.bias",
    }


def test_square_matrices_lie_as_is_usual():
    square = np.arange(9.0).reshape(3, 3)
    params = {"W1": square, "W2": square + 1.0}
    assert held(params).sizes == (3, 3, 3)
    np.testing.assert_array_equal(held(params).named(params)["W1"], square)


def test_what_is_no_chain_of_layers_keeps_its_shapes():
    params = {"conv": np.ones((2, 3, 3, 3)), "scale": np.ones(7), "head": np.ones((4, 2))}
    what = held(params)
    assert what.sizes == ()
    assert what.titles == {"W1": "conv", "p2": "scale", "W2": "head"}
    assert what.named(params)["W1"].shape == (2, 3, 3, 3)


def test_many_arrays_alike_are_looked_at_in_their_order_alone():
    params = [np.ones((6, 6)) for _ in range(40)] + [np.ones(6) for _ in range(41)]
    assert held(params).sizes == ()
    deep = [array for _ in range(20) for array in (np.ones((6, 6)), np.ones(6))]
    assert held(deep).sizes == (6,) * 21


def test_gradients_of_other_shapes_are_named():
    what = held(WAYS["dict"])
    with pytest.raises(FaultsError, match=r"grads = .* holds 1 array"):
        what.named({"W1": W1}, "grads")
