"""Input features: functions of the plane."""

import math

import numpy as np
import pytest

from mlpviz.data import FEATURES, expand, expanded_names
from mlpviz.data.features import PLANE, in_order

BY_HAND = {
    "x1": lambda a, b: a,
    "x2": lambda a, b: b,
    "x1^2": lambda a, b: a**2,
    "x2^2": lambda a, b: b**2,
    "x1 x2": lambda a, b: a * b,
    "sin x1": lambda a, b: math.sin(a),
    "sin x2": lambda a, b: math.sin(b),
}


def test_every_feature_is_what_it_is_called():
    assert FEATURES.keys() == BY_HAND.keys()
    points = [(0.5, -2.0), (-1.25, 3.0), (0.0, 0.0)]
    columns = expand(np.array(points), tuple(FEATURES))
    expected = [[by_hand(*point) for by_hand in BY_HAND.values()] for point in points]
    np.testing.assert_allclose(columns, expected, rtol=1e-14)


def test_the_plane_itself_is_not_copied():
    X = np.ones((3, 2))
    assert expand(X, None) is X


def test_names():
    assert expanded_names(("height", "x2"), ("x2", "x1^2", "x1 x2", "sin x1")) == (
        "x2",
        "height²",
        "height·x2",
        "sin height",
    )
    assert expanded_names(("a", "b"), None) == ("a", "b")


def test_the_order_is_that_of_the_table_and_the_plane_goes_without_saying():
    assert in_order(("sin x1", "x1")) == ("x1", "sin x1")
    assert in_order(PLANE[::-1]) is None


def test_short_names_need_no_escapes_and_differ():
    shorts = [row.short for row in FEATURES.values()]
    assert len(set(shorts)) == len(shorts)
    assert all(short.isascii() and short.isalnum() for short in shorts)


@pytest.mark.filterwarnings("error")
def test_what_overflows_is_infinite_without_a_warning():
    columns = expand(np.array([[1e200, -1e200]]), ("x1^2", "x1 x2"))
    np.testing.assert_array_equal(columns, [[np.inf, -np.inf]])
