"""Arrays of another library, immutable, as JAX's are: known by the array API's protocol alone."""

import types

import numpy as np
import pytest

from mlpviz.gradcheck import check_gradients
from mlpviz.gradcheck.any_code import GradientCheckInputError
from mlpviz.gradcheck.any_code.array_api import is_other_array, other_array


class Immutable:
    """An array that nothing can be written to, and that NumPy's functions only see by protocol."""

    __slots__ = ("_held",)

    def __init__(self, values):
        held = np.array(values)
        held.flags.writeable = False
        object.__setattr__(self, "_held", held)

    def __setattr__(self, name, value):
        raise TypeError("immutable")

    def __setitem__(self, index, value):
        raise TypeError("immutable")

    def __array__(self, dtype=None, copy=None):
        return np.array(self._held, dtype)

    def __array_namespace__(self):
        return types.SimpleNamespace(asarray=Immutable, __name__="other.numpy")

    def __float__(self):
        return float(self._held)

    dtype = property(lambda self: self._held.dtype)
    shape = property(lambda self: self._held.shape)

    def __mul__(self, other):
        return Immutable(self._held * np.asarray(other))

    def __add__(self, other):
        return Immutable(self._held + np.asarray(other))

    def sum(self):
        return Immutable(self._held.sum())


def loss(p):
    assert all(isinstance(value, Immutable) for value in (p["w"], *p["rest"]))
    w, (b,) = p["w"], p["rest"]
    return (w * w * w).sum() + (b * b).sum()


@pytest.fixture
def params():
    rng = np.random.default_rng(0)
    return {"w": Immutable(rng.normal(size=(2, 3))), "rest": (Immutable(rng.normal(size=2)),)}


def gradients(p):
    w, b = np.asarray(p["w"]), np.asarray(p["rest"][0])
    return {"w": Immutable(3.0 * w**2), "rest": (Immutable(2.0 * b),)}


def test_the_loss_is_handed_what_it_was_written_for(params):
    before = np.asarray(params["w"])
    assert check_gradients(loss, params, gradients(params)).passed
    assert check_gradients(loss, params, gradients).passed
    wrong = gradients(params)
    wrong["w"] = wrong["w"] * [[1.0, 1.0, 1.0], [1.0, -1.0, 1.0]]
    report = check_gradients(loss, params, wrong)
    assert [row.name for row in report.failing] == ["w"]
    assert report["w"].worst == (1, 1)
    assert np.array_equal(before, np.asarray(params["w"]))


def test_the_precision_is_that_of_the_arrays():
    w = Immutable(np.array([0.3, -0.7], np.float32))
    report = check_gradients(lambda p: (p * p).sum(), w, w + w)
    assert report.dtype == "float32"
    assert report.verdict != "fail"
    assert any("coarser than float64" in note for note in report.notes)


def test_what_cannot_be_written_to_cannot_be_nudged_in_place(params):
    with pytest.raises(GradientCheckInputError, match="let loss_fn take params") as told:
        check_gradients(lambda: loss(params), params, gradients(params))
    assert "w is an array of other" in str(told.value)


def test_numpy_arrays_numbers_and_classes_are_no_others():
    assert is_other_array(Immutable(1.0))
    for value in (np.ones(2), np.float64(1.0), 1.0, Immutable, [1.0], None):
        assert not is_other_array(value)
    held = np.ones(2)
    made = other_array(held, Immutable(0.0))
    held[0] = 5.0
    assert np.asarray(made).tolist() == [1.0, 1.0]
