import base64
import importlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlpviz.charts.encoding import (
    bin_counts,
    both_ends,
    finite,
    pick,
    pick_of_splits,
    png_uri,
    thin,
    typed_array,
)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([0, 255], "u1"),
        ([-1, 127], "i1"),
        ([0, 256], "u2"),
        ([-129, 0], "i2"),
        ([0, 65536], "u4"),
        ([-1, 40000], "i4"),
        ([True, False], "u1"),
        ([0.5, 1.0], "f4"),
        (np.array([], dtype=np.int64), "u1"),
    ],
)
def test_the_smallest_type_that_fits_is_taken_and_decodes_to_the_same_values(values, code, decode):
    encoded = typed_array(values)
    assert encoded["dtype"] == code
    np.testing.assert_array_equal(decode(encoded), np.asarray(values))


def test_matrices_keep_their_shape(decode):
    matrix = np.arange(6.0).reshape(2, 3)
    assert typed_array(matrix)["shape"] == "2, 3"
    np.testing.assert_array_equal(decode(typed_array(matrix)), matrix)
    np.testing.assert_array_equal(decode(typed_array(matrix.T)), matrix.T)


def test_blocks_keep_their_shape_and_exact_numbers_every_bit(decode):
    block = np.array([[[1 / 3, np.inf], [-1e300, 7]]])
    assert typed_array(block, exact=True)["shape"] == "1, 2, 2"
    np.testing.assert_array_equal(decode(typed_array(block, exact=True)), block)
    assert typed_array([1, 2], exact=True)["dtype"] == "f8"
    cube = np.arange(8).reshape(2, 2, 2)
    np.testing.assert_array_equal(decode(typed_array(cube)), cube)


def test_what_float32_cannot_hold_becomes_a_gap(decode):
    values = decode(typed_array([1.0, np.inf, -np.inf, np.nan, 1e300]))
    assert values[0] == 1.0
    assert np.isnan(values[1:]).all()


def test_integers_beyond_32_bits_are_refused():
    with pytest.raises(ValueError, match="4294967296 do not fit into 32 bits"):
        typed_array([2**32])


@given(arrays(float, st.integers(1, 3000), elements=st.floats(-1e6, 1e6)), st.integers(4, 600))
def test_thinning_keeps_ends_extremes_and_the_limit(y, max_points):
    kept = thin(y, max_points)
    assert len(kept) <= max_points
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(y) - 1)
    assert (y[kept].min(), y[kept].max()) == (y.min(), y.max())


def test_thinning_keeps_every_lone_spike():
    y = np.zeros(100_000)
    spikes = np.arange(500, 100_000, 1000)
    y[spikes[::2]], y[spikes[1::2]] = 1.0, -1.0
    assert set(spikes) <= set(thin(y, 500).tolist())


def test_short_curves_are_not_touched_and_too_few_points_are_refused():
    np.testing.assert_array_equal(thin(np.ones(500), 500), np.arange(500))
    with pytest.raises(ValueError, match="max_points is 3"):
        thin(np.ones(500), 3)


def test_picking_is_even_and_reaches_both_ends():
    np.testing.assert_array_equal(pick(3, 10), [0, 1, 2])
    np.testing.assert_array_equal(pick(9, 3), [0, 4, 8])
    assert len(pick(5, 0)) == 0


@pytest.mark.parametrize(("n_train", "n_test"), [(8000, 2000), (5, 4), (0, 400), (400, 0)])
def test_points_of_both_splits_are_picked_in_proportion(n_train, n_test):
    train, test = pick_of_splits(n_train, n_test, 100)
    assert len(train) + len(test) == min(n_train + n_test, 100)
    assert len(train) * (n_train + n_test) == n_train * (len(train) + len(test))
    for kept, n in ((train, n_train), (test, n_test)):
        assert kept.tolist()[:1] + kept.tolist()[-1:] == ([0, n - 1] if n else [])


def test_of_many_both_ends_are_kept():
    assert both_ends(range(4), 4) == [0, 1, 2, 3]
    assert both_ends("abcdefg", 4) == ["a", "b", "f", "g"]
    assert both_ends([], 4) == []


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_bins_agree_with_numpy(dtype):
    values = np.random.default_rng(0).uniform(-1, 1, 10_000).astype(dtype)
    # In float32 a value next to an edge may fall on either side of it.
    edges = np.linspace(-1, 1, 26).astype(dtype)
    values = values[np.abs(values[:, None] - edges).min(axis=1) > 1e-5]
    expected = np.histogram(values, 25, (-1, 1))[0]
    np.testing.assert_array_equal(bin_counts(values, -1.0, 1.0, 25), expected)


def test_both_limits_and_what_lies_beyond_count_into_the_end_bins():
    values = np.array([-5.0, -1.0, 0.0, 1.0, 5.0])
    np.testing.assert_array_equal(bin_counts(values, -1.0, 1.0, 5), [2, 0, 1, 0, 2])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_values_that_are_not_finite_are_not_counted(dtype):
    values = np.array([np.nan, np.inf, -np.inf, 0.5], dtype)
    assert bin_counts(values, -1.0, 1.0, 4).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("size", [1e-40, 1e-20, 1e30])
def test_bins_work_at_the_limits_of_float32(size):
    values = np.array([-size, 0.0, size], np.float32)
    assert bin_counts(values, -float(size), float(size), 3).tolist() == [1, 1, 1]


def test_finite_replaces_only_what_is_not():
    assert finite([1, np.nan, np.inf, -2]).tolist() == [1.0, 0.0, 0.0, -2.0]


def _read(uri):
    image = importlib.import_module("PIL.Image")
    head, body = uri.split(",")
    assert head == "data:image/png;base64"
    return image.open(io.BytesIO(base64.b64decode(body)))


def test_a_grey_png_is_read_back_pixel_by_pixel():
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3) * 50
    np.testing.assert_array_equal(np.asarray(_read(png_uri(pixels))), pixels)


def test_a_palette_png_is_read_back_with_its_opacity():
    palette = np.array([[255, 0, 0, 0], [0, 128, 0, 100], [0, 0, 255, 255]], np.uint8)
    numbers = np.array([[0, 1], [2, 1]], np.uint8)
    picture = np.asarray(_read(png_uri(numbers, palette)).convert("RGBA"))
    np.testing.assert_array_equal(picture, palette[numbers])
