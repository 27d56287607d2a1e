"""What is drawn becomes what the dataset's images are."""

from functools import partial

import numpy as np
import pytest

from mlpviz.data import load_dataset
from mlpviz.predict.drawing import PADS, SIDE, WORDS, as_digits, as_mnist, bitmap, place


def ring(size=40, thick=6, top=10, left=4, wide=1.0):
    """A zero: an ellipse of ink."""
    y, x = np.mgrid[:SIDE, :SIDE]
    centre = top + size / 2, left + wide * size / 2
    radius = np.hypot((y - centre[0]), (x - centre[1]) / wide)
    return (radius <= size / 2) & (radius >= size / 2 - thick)


def test_bits_come_row_by_row_the_lowest_first():
    words = [0] * WORDS
    words[0], words[3] = 0b101, 1 << 31
    ink = np.argwhere(bitmap(words))
    assert ink.tolist() == [[0, 0], [0, 2], [1, 63]]
    assert bitmap([2**32 - 1] * WORDS).all()


def test_mnist_has_a_box_of_20_and_its_mass_in_the_middle():
    for drawn in (ring(), ring(size=20, top=0, left=0), ring(wide=0.4), ring(size=60, top=2)):
        image = as_mnist(drawn)
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        y, x = np.mgrid[:28, :28]
        centre = [(image * axis).sum() / image.sum() for axis in (y, x)]
        np.testing.assert_allclose(centre, 14.0, atol=0.51)
        assert image.min() >= 0.0
        assert image.max() <= 1.0


def test_the_images_of_mnist_stay_where_they_are():
    """Each image, as a drawing of its own pixels, is centred where it was."""
    data = load_dataset("mnist")
    for image in data.raw_inputs(data.X_test[:200]).reshape(-1, 28, 28):
        top, left = (np.flatnonzero(image.any(axis=axis))[0] for axis in (1, 0))
        assert place(image[top:, left:]) == (top, left)


def test_the_share_of_ink_stays():
    drawn = ring(size=40)
    image = as_mnist(drawn)
    np.testing.assert_allclose(image.sum() / 20**2, drawn.sum() / 40**2, rtol=0.06)


def test_proportions_stay_in_mnist():
    tall = as_mnist(ring(wide=0.5))
    assert np.ptp(np.flatnonzero(tall.any(axis=1))) + 1 == 20
    assert 9 <= np.ptp(np.flatnonzero(tall.any(axis=0))) + 1 <= 11


def test_digits_are_counts_of_blocks_and_fill_all_rows():
    image = as_digits(ring(wide=0.6))
    assert image.shape == (8, 8)
    assert image.any(axis=1).all()
    assert not image[:, [0, 7]].any()
    assert np.array_equal(image, np.rint(image))
    assert image.max() <= 16
    assert as_digits(np.ones((SIDE, SIDE), bool)).sum() == pytest.approx(312, abs=32)


def stroke(lean=0.0, width=4):
    """A one: 48 rows high, leaning to the right by so many cells a row."""
    y, x = np.mgrid[:SIDE, :SIDE]
    edge = 30 - lean * (y - 32)
    return (np.abs(y - 32) <= 24) & (x >= edge) & (x < edge + width)


@pytest.mark.parametrize("width", [1, 4, 9, 20])
@pytest.mark.parametrize("lean", [-0.4, 0.0, 0.3])
def test_digits_are_upright_and_have_as_much_ink_as_each_other(width, lean):
    image, plain = as_digits(stroke(lean, width)), as_digits(stroke())
    assert abs(image.sum() - 312) <= 32
    assert np.abs(image - plain).mean() < 2.0


def test_loops_stay_open_where_ink_becomes_thicker():
    image = as_digits(ring(thick=1, wide=0.6))
    assert image[3:5, 3:5].max() == 0
    assert abs(image.sum() - 312) <= 32


@pytest.mark.parametrize("name", PADS)
def test_nothing_drawn_is_nothing(name):
    assert not PADS[name].image(np.zeros((SIDE, SIDE), bool)).any()


@pytest.mark.parametrize("name", PADS)
def test_a_dot_is_enough(name):
    dot = np.zeros((SIDE, SIDE), bool)
    dot[5, 60] = True
    assert np.isfinite(PADS[name].image(dot)).all()
    assert PADS[name].image(dot).any()


def smooth(image):
    """An image as large as a pad, as ink: interpolated along both axes, and cut at a half."""
    for axis in (0, 1):
        places = np.linspace(0, image.shape[axis] - 1, SIDE)
        line = partial(np.interp, places, np.arange(image.shape[axis]))
        image = np.apply_along_axis(line, axis, image)
    return image >= 0.5 * image.max()


@pytest.mark.parametrize("name", ["digits", "mnist"])
def test_the_dataset_s_own_digits_come_back_from_the_pad(name):
    """Drawn again, each is nearest to images of its class, most often to itself."""
    data = load_dataset(name)
    raw = data.raw_inputs(data.X_test[:60])
    drawn = map(smooth, raw.reshape(-1, *data.image_shape))
    again = np.array([PADS[name].image(bits).ravel() for bits in drawn])
    nearest = np.linalg.norm(again[:, None] - raw[None], axis=-1).argmin(axis=1)
    labels = data.labels_test[:60]
    assert (labels[nearest] == labels).mean() > 0.9
    assert (nearest == np.arange(60)).mean() > 0.7
