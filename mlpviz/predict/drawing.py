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
WIDEST, INK = 20, 312  # cells of 32 x 32: of a digit's width, and in all
STEEPEST = 1.0  # cells by which a row is shifted against the next


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
    pixels so that the ink's centre of mass is at (14, 14), from 0. LeCun, Cortes and Burges,
    "The MNIST database of handwritten digits": http://yann.lecun.com/exdb/mnist. Without ink: 0.
    """
    box = _box(drawn)
    image = np.zeros((28, 28))
    if box is None:
        return image
    height, width = box.shape
    scale = 20.0 / max(height, width)
    small = _shares(box, max(round(height * scale), 1), max(round(width * scale), 1))
    top, left = place(small)
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def place(ink: Array) -> tuple[int, int]:
    """Row and column in 28 x 28 of the top left corner of ``ink`` [h, w], centred by its mass."""
    top, left = (
        int(np.clip(np.rint(14.0 - centre), 0, 28 - size))
        for centre, size in zip(_centre(ink), ink.shape, strict=True)
    )
    return top, left


def as_digits(drawn: Array) -> Array:
    """Whole numbers 0..16 [8, 8] of a bitmap [s, s], as scikit-learn's digits were made.

    Rows are shifted so that the left edge of the ink is as far left in its lowest row as in its
    topmost one. Its box becomes a bitmap of 32 x 32: 32 high, and as wide as its proportions ask
    for, up to 20, in the middle; there the ink is made as thick or as thin as leaves 312 cells of
    it. Of each block of 4 x 4 the cells with ink are counted. Alpaydin and Kaynak, "Optical
    Recognition of Handwritten Digits", UCI 1998, who took NIST's programs: Garris et al., "NIST
    Form-Based Handprint Recognition System", NISTIR 5469, 1994; the numbers are those of the
    data, in which every class has as much ink, and edges that are upright. Without ink: 0.
    """
    if not drawn.any():
        return np.zeros((8, 8))
    box = _box(_upright(drawn))
    assert box is not None
    height, width = box.shape
    wide = int(np.clip(round(32.0 * width / height), 1, WIDEST))
    whole = np.zeros((32, 32), bool)
    left = (32 - wide) // 2
    whole[:, left : left + wide] = _shares(box, 32, wide) >= 0.5
    counts: Array = _as_thick(whole, INK).reshape(8, 4, 8, 4).sum(axis=(1, 3)).astype(float)
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
        "As in the dataset, the ink is set upright, made as thick as theirs, and counted in blocks "
        "of 4 × 4 cells.",
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


def _upright(drawn: Array) -> Array:
    """The bitmap [s, s] with rows shifted so that the ink's left edge is upright: [s, 3 s]."""
    rows, side = np.flatnonzero(drawn.any(axis=1)), drawn.shape[1]
    top, bottom = rows[0], rows[-1]
    lean = float(drawn[bottom].argmax()) - float(drawn[top].argmax())
    steep = np.clip(lean / max(bottom - top, 1), -STEEPEST, STEEPEST)
    shifts = side - np.rint(steep * (rows - (top + bottom) / 2)).astype(int)
    wide = np.zeros((len(drawn), 3 * side), bool)
    wide[rows[:, None], shifts[:, None] + np.arange(side)] = drawn[rows]
    return wide


def _as_thick(ink: Array, cells: int) -> Array:
    """The bitmap [s, s] with so many cells of ink, about: those nearest to it, or deepest in it."""
    if ink.all() or not ink.any():
        return ink
    depth = np.where(ink, -_squares(~ink), _squares(ink))
    edge = np.partition(depth.ravel(), cells - 1)[cells - 1]
    more, less = depth <= edge, depth < edge  # cells that are as deep are all in, or none is
    return np.asarray(more if more.sum() - cells <= cells - less.sum() else less)


def _squares(mask: Array) -> Array:
    """The squared distance [s, s] of each cell to the nearest one in ``mask``: first in its row."""
    apart = (np.arange(len(mask))[:, None] - np.arange(len(mask))) ** 2
    far = 2 * len(mask) ** 2  # where a row has none
    in_row = np.where(mask[:, None, :], apart[None], far).min(axis=2)
    found: Array = (apart[:, :, None] + in_row[None]).min(axis=1)
    return found


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
