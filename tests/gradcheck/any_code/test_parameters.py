from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    read_slots,
    rebuild,
    restored,
)


def names(params, own=False):
    return [slot.name for slot in read_slots(params, params, own)]


def test_names_of_dicts_sequences_single_arrays_and_what_is_nested():
    a, b, c = np.ones(2), np.ones((2, 2)), np.ones(())
    assert names({"W1": a, "b1": b}) == ["W1", "b1"]
    assert names([a, b]) == names((a, b)) == ["params[0]", "params[1]"]
    assert names(a) == ["params"]
    assert names([(a, b), (c,)]) == ["params[0][0]", "params[0][1]", "params[1][0]"]
    assert names({"layer": {"W": a}, 1: b}) == ["layer['W']", "1"]


def test_slots_hold_the_very_memory_or_copies():
    W = np.ones((2, 2))[:, ::-1]
    (slot,) = read_slots(W, W, own=False)
    slot.array[0, 0] = 5.0
    assert W[0, 0] == 5.0
    (slot,) = read_slots(W, W, own=True)
    slot.array[0, 0] = 6.0
    assert W[0, 0] == 5.0
    assert slot.held is slot.array


def test_gradients_may_be_lists_and_of_other_types():
    W = np.ones((1, 2))
    for gradient in ([[1, 2]], np.array([[1.0, 2.0]], np.float32), np.array([[1, 2]])):
        (slot,) = read_slots({"W": W}, {"W": gradient}, own=False)
        assert slot.gradient.dtype == np.float64
        assert slot.gradient.tolist() == [[1.0, 2.0]]
    assert slot.u == 2.0**-53
    (slot,) = read_slots(W, np.ones((1, 2), np.float32), own=False)
    assert slot.u == 2.0**-24


Layer = namedtuple("Layer", "W b")


def test_rebuild_keeps_the_structure():
    params = {"first": Layer(1, 2), "rest": [3, (4,)]}
    assert rebuild(params, iter("abcd")) == {"first": Layer("a", "b"), "rest": ["c", ("d",)]}


def test_restored_to_the_bit():
    W = np.array([0.1, -0.0, np.pi, 1e-310])
    before = W.tobytes()
    slots = read_slots(W, W, own=False)

    def interrupted():
        with restored(slots):
            slots[0].array[...] += 1.0
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert W.tobytes() == before


@dataclass
class Both:
    W: np.ndarray


W = np.ones((2, 3))
REFUSED = [
    ({}, {}, "params is empty"),
    ({"W": W}, [W], r"params is a dict, so grads must be one, with the same keys; got a list of 1"),
    ([W], [W, W], r"params has 1 entry, so grads must be a list or tuple of 1; got a list of 2"),
    ([W, W], W, r"params has 2 entries.*got an array of shape \(2, 3\)"),
    ({"W": W}, {"V": W}, r"grads lacks 'W' and has 'V' too many; its names must be.* 'W'"),
    ({"W1": W, "b1": W}, {"dW1": W, "db1": W}, r"try grads = \{name\[1:\]: g for name, g"),
    ({"W": W}, {"W": W.T}, r"gradient of W has shape \(3, 2\); .* has \(2, 3\).*transposed\?"),
    ({"b": np.ones(3)}, {"b": np.ones(5)}, r"is it summed over the other axis, over units\?"),
    ({"b": W[0]}, {"b": 3.0}, r"one number for all.*np\.sum\(delta, axis=0\) if .* rows, axis=1"),
    ({"b": W[:1]}, {"b": 3.0}, r"np\.sum\(delta, axis=0, keepdims=True\)"),
    ({"b": W[:1].T.copy()}, {"b": 3.0}, r"np\.sum\(delta, axis=1, keepdims=True\)"),
    ({"b": W[:1].T.copy()}, {"b": W[0]}, r"keep the axis.*axis=1, keepdims=True"),
    ({"b": W[0]}, {"b": W[:1]}, "sum without keepdims"),
    ({"W": Both(W)}, {"W": W}, r"W is a Both; .*a dataclass: pass vars\(W\)"),
    (Both(W), Both(W), r"pass vars\(params\), its own arrays"),
    ({"W": W}.items(), [W], "pass the dict itself"),
    ([("W", W)], [("W", W)], r"\[0\] is a str; .*a name where.*dict\(\.\.\.\)"),
    ([W], (x for x in [W]), "must be a list or tuple of 1; got a generator"),
    ({"W": W}, {"W": W[0]}, r"gradient of W has shape \(3,\); the parameter has \(2, 3\)"),
    ({"W": W}, {"W": None}, "gradient of W is None: pass an array"),
    ({"W": W}, {"W": W * 1j}, "gradient of W has dtype complex128: it must hold real numbers"),
    ({"W": W}, {"W": W.astype(object)}, "gradient of W has dtype object"),
    ({"W": W.astype(int)}, {"W": W}, r"W has dtype int64, and a nudge.*\.astype\(np\.float64\)"),
    ({"W": W > 0}, {"W": W}, "W has dtype bool"),
    (
        {"W": W.astype(object)},
        {"W": W},
        r"W has dtype object. Numbers alone: \.astype.*list",
    ),
    ({"W": W * 1j}, {"W": W}, "W is complex128: split it"),
    ({"W": 0.5}, {"W": 1.0}, r"W is a float; a parameter must be a NumPy array.*np\.array"),
    ((x for x in [W]), [W], r"params is a generator.*list\(\.\.\.\)"),
    ({"W": W[:0]}, {"W": W[:0]}, r"W has shape \(0, 3\), which has no entries"),
    ({"W": np.full(2, np.nan)}, {"W": np.ones(2)}, r"W holds nan at \[0\]"),
    ({"W": np.array([1.0, np.inf])}, {"W": np.ones(2)}, r"W holds inf at \[1\]"),
]


@pytest.mark.parametrize(("params", "grads", "message"), REFUSED)
@pytest.mark.parametrize("own", [False, True])
def test_what_does_not_fit_is_explained(params, grads, message, own):
    if hasattr(params, "__next__"):
        params = (x for x in [W])
    with pytest.raises(GradientCheckInputError, match=message):
        read_slots(params, grads, own)


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(GradientCheckInputError) as raised:
        read_slots({"a": W.astype(int), "b": W}, {"a": W, "b": W[0]}, own=False)
    assert len(str(raised.value).splitlines()) == 2


def test_read_only_arrays_are_fine_for_a_callable_of_params_only():
    W = np.ones(3)
    W.flags.writeable = False
    with pytest.raises(GradientCheckInputError, match=r"read-only.*a loss_fn that takes params"):
        read_slots(W, W, own=False)
    (slot,) = read_slots(W, W, own=True)
    assert slot.array.flags.writeable


def test_broadcast_views_have_several_entries_in_one_place():
    W = np.lib.stride_tricks.as_strided(np.ones(1), (3,), (0,))
    with pytest.raises(GradientCheckInputError, match=r"W is a broadcast view.*use \.copy\(\)"):
        read_slots({"W": W}, {"W": np.ones(3)}, own=False)


@pytest.mark.parametrize("own", [False, True])
def test_shared_memory_is_refused_but_parts_of_one_vector_are_not(own):
    flat = np.arange(6.0)
    parts = {"W": flat[:4].reshape(2, 2), "b": flat[4:], "odd": np.ones(6)[1::2]}
    assert len(read_slots(parts, parts, own)) == 3
    tied = {"W": flat[:4].reshape(2, 2), "out": flat[:4].reshape(2, 2).T}
    with pytest.raises(
        GradientCheckInputError, match=r"W and out share memory.*once, with the sum"
    ):
        read_slots(tied, tied, own)
    columns = flat.reshape(2, 3)
    assert len(read_slots([columns[:, 0], columns[:, 1]], [np.ones(2)] * 2, own)) == 2


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of np.matrix itself
@pytest.mark.parametrize("kind", [np.matrix, np.ma.masked_array])
def test_arrays_with_rules_of_their_own_are_refused(kind):
    strange = kind([1.0, 2.0])
    with pytest.raises(GradientCheckInputError, match="by rules of its own"):
        read_slots(strange, strange, False)
