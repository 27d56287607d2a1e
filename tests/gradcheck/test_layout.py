from itertools import pairwise

import numpy as np
import pytest

from mlpviz.gradcheck.layout import layouts


def first(shapes, X, outputs=()):
    return next(layouts(shapes, X, outputs), None)


@pytest.mark.parametrize("bias", [lambda h: (h,), lambda h: (h, 1), lambda h: (1, h)])
@pytest.mark.parametrize("out_in", [False, True])
@pytest.mark.parametrize("columns", [False, True])
def test_every_convention_is_read_off_the_shapes(bias, out_in, columns):
    sizes = 5, 7, 6, 3
    shapes = []
    for fan_in, fan_out in pairwise(sizes):
        shapes += [(fan_out, fan_in) if out_in else (fan_in, fan_out), bias(fan_out)]
    found = first(shapes, (5, 20) if columns else (20, 5), (3,))
    assert found.sizes == sizes
    assert (found.out_in, found.columns) == (out_in, columns)
    assert (found.weights, found.biases) == ((0, 2, 4), (1, 3, 5))


def test_arrays_may_come_in_any_order_and_without_biases():
    found = first([(4,), (6, 4), (5, 6), (6,)], (9, 5), (4,))
    assert (found.weights, found.biases) == ((2, 1), (3, 0))
    assert first([(5, 6), (6, 4)], (9, 5), (4,)).biases == (None, None)
    assert not first([(5, 6), (6, 4)], (9, 5), (4,)).has_biases


def test_biases_inside_the_weights():
    found = first([(6, 6), (4, 7)], (9, 5), (4,))  # [fan_out, 1 + fan_in]
    assert (found.sizes, found.out_in, found.inside) == ((5, 6, 4), True, "first")
    W, b = found.split([np.arange(36.0).reshape(6, 6), np.arange(28.0).reshape(4, 7)])
    assert [w.shape for w in W] == [(5, 6), (6, 4)]
    assert b[0].tolist() == [0.0, 6.0, 12.0, 18.0, 24.0, 30.0]


def test_a_vector_of_weights_is_a_layer_of_one_unit():
    found = first([(5,), ()], (9, 5), (1,))
    assert (found.sizes, found.weights, found.biases) == ((5, 1), (0,), (1,))


def test_images_and_single_samples():
    assert first([(784, 10)], (9, 28, 28), (10,)).sizes == (784, 10)
    assert first([(5, 2)], (5,), (2,)).sizes == (5, 2)


@pytest.mark.parametrize(
    "shapes",
    [
        [(5, 6), (7, 4)],  # the layers do not meet
        [(3, 3, 1, 8), (8, 10)],  # a convolution
        [(5, 6), (6,), (6,), (6, 4)],  # one array too many
        [(5, 6), (6, 2)],  # not that many outputs
    ],
)
def test_what_is_no_such_network(shapes):
    assert first(shapes, (9, 5), (4,)) is None


@pytest.mark.parametrize("inside", ["", "first", "last"])
@pytest.mark.parametrize("out_in", [False, True])
def test_splitting_and_joining_are_each_others_inverse(inside, out_in):
    rng = np.random.default_rng(0)
    extra = bool(inside)
    shapes = [(5 + extra, 6), (6 + extra, 4)]
    shapes = [shape[::-1] for shape in shapes] if out_in else shapes
    shapes += [] if inside else [(1, 6), (4,)]
    found = next(x for x in layouts(shapes, (9, 5), (4,)) if x.inside == inside)
    arrays = [rng.normal(size=shape) for shape in shapes]
    again = found.join(*found.split(arrays), shapes)
    for one, other in zip(arrays, again, strict=True):
        np.testing.assert_array_equal(one, other)
