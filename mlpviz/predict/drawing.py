"""A drawn digit, made what the digits of a dataset are: ``PADS``, a row for each that can be drawn.

A bitmap [side, side] of truth values comes from a pad: True is ink.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

SIDE = 64  # of the bitmap that is drawn
WORD = 32  # bits of a number in which a pad tells a part of a row
WORDS = SIDE * SIDE // WORD


class Pad(NamedTuple):
    """One row of ``PADS``: the width of the pen in cells, and what the bitmap becomes.

    ``image(bitmap)`` gives raw pixels [height, width], as the dataset has them; ``how`` says in a
    sentence how they came about.
    """

    pen: float
    image: Callable[[Array], Array]
    how: str


def bitmap(words: Sequence[float]) -> Array:
    """The bitmap [64, 64] of 128 whole numbers of 32 bits, row by row, the lowest bit first."""
    numbers = np.asarray(words, dtype=np.uint32)
    bits = (numbers[:, None] >> np.arange(WORD, dtype=np.uint32)) & 1
    return bits.reshape(SIDE, SIDE).astype(bool)


def as_mnist(drawn: Array) -> Array:
    """Grey values 0..1 [28, 28] of a bitmap [s, s], as the images of MNIST were made.

    The ink's box is scaled to fit 20 x 20 pixels, keeping its proportions; a pixel's grey value is
    the share of it that is ink, which is what anti-aliasing gives. Then the image is moved by whole
    pixels so that the ink's centre of mass is in the middle of 28 x 28. LeCun, Cortes and Burges,
    "The MNIST database of handwritten digits": http://yann.lecun.com/exdb/mnist. Without ink: 0.
    """
    box = _box(drawn)
    image = np.zeros((28, 28))
    if box is None:
        return image
    height, width = box.shape
    scale = 20.0 / max(height, width)
    small = _shares(box, max(round(height * scale), 1), max(round(width * scale), 1))
    top, left = (
        int(np.clip(np.rint(13.5 - centre), 0, 28 - size))
        for centre, size in zip(_centre(small), small.shape, strict=True)
    )
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def as_digits(drawn: Array) -> Array:
    """Whole numbers 0..16 [8, 8] of a bitmap [s, s], as scikit-learn's digits were made.

    The ink's box becomes a bitmap of 32 x 32: 32 high, and as wide as its proportions ask for, up
    to 24, in the middle. Of each of its blocks of 4 x 4 the cells with ink are counted. Alpaydin
    and Kaynak, "Optical Recognition of Handwritten Digits", UCI 1998; the form of the 32 x 32
    bitmaps is that of the data: all of them fill all rows, few the outer columns. Without ink: 0.
    """
    box = _box(drawn)
    if box is None:
        return np.zeros((8, 8))
    height, width = box.shape
    wide = int(np.clip(round(32.0 * width / height), 1, 24))
    whole = np.zeros((32, 32))
    left = (32 - wide) // 2
    whole[:, left : left + wide] = _shares(box, 32, wide) >= 0.5
    counts: Array = whole.reshape(8, 4, 8, 4).sum(axis=(1, 3))
    return counts


_MNIST = Pad(
    6.0,
    as_mnist,
    "As in MNIST, the ink is scaled to fit 20 × 20 pixels and centred by its mass in 28 × 28.",
)

# By the name of the dataset.
PADS: dict[str, Pad] = {
    "digits": Pad(
        8.0,
        as_digits,
        "As in the dataset, the ink becomes a bitmap of 32 × 32, and its cells are counted in "
        "blocks of 4 × 4.",
    ),
    "mnist": _MNIST,
    "mnist_full": _MNIST,
}


def _box(drawn: Array) -> Array | None:
    """The smallest part of the bitmap that holds all ink; None without any."""
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:
        return None
    part = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(part, dtype=float)


def _shares(image: Array, height: int, width: int) -> Array:
    """The image scaled to [height, width]: of each new pixel the mean over what it covers."""
    shares = _covers(height, image.shape[0]) @ image @ _covers(width, image.shape[1]).T
    bounded: Array = np.minimum(shares, 1.0)  # round-off
    return bounded


def _covers(new: int, old: int) -> Array:
    """Which share of each of ``new`` pixels is covered by each of ``old`` ones: [new, old]."""
    edges, cells = np.linspace(0.0, old, new + 1), np.arange(old)
    low, high = edges[:-1, None], edges[1:, None]
    common = np.minimum(high, cells + 1) - np.maximum(low, cells)
    covered: Array = np.clip(common, 0.0, None) * (new / old)
    return covered


def _centre(image: Array) -> tuple[float, float]:
    """Row and column of the centre of mass."""
    mass = image.sum()
    rows, columns = (np.arange(size) for size in image.shape)
    return float(image.sum(axis=1) @ rows / mass), float(image.sum(axis=0) @ columns / mass)
