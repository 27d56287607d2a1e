"""The loss of every single sample, written a second time: the checker's own definition.

The engine's losses return a mean over samples together with its derivative. A node probe needs the
value for each sample, and needs it independent of the code under test, so the definitions stand
here again, with outputs along the first axis. A test holds this table against the engine's.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.structured.references import reference


class SampleLoss(NamedTuple):
    """``f`` [k, ...] x [k, ...] -> [...], and which of its smooth pieces an element lies on.

    ``piece(prediction, Y)`` is a bool array [k, ...]; None if the second derivative never jumps.
    ``f`` takes complex predictions as well, whose imaginary part is tiny: it only asks for
    the sign or the size of a real part, and is analytic otherwise.
    ``from_side(prediction, Y, side)`` where the derivative itself jumps, at prediction = Y: f with
    the piece of each element continued that its ``side``, the sign of prediction - Y, tells. At 0
    it is the flat line between both. None if the derivative never jumps.
    """

    f: Callable[[Array, Array], Array]
    piece: Callable[[Array, Array], Array] | None = None
    from_side: Callable[[Array, Array, Array], Array] | None = None


def squared_error(a: Array, Y: Array) -> Array:
    """sum (a - y)^2."""
    return _total((a - Y) ** 2)


def huber(a: Array, Y: Array) -> Array:
    """sum of d^2 / 2 where |d| <= 1, else |d| - 1/2, for d = a - y."""
    distance = a - Y
    distance = np.where(distance.real < 0.0, -distance, distance)
    return _total(np.where(distance.real <= 1.0, 0.5 * distance * distance, distance - 0.5))


def absolute_error(a: Array, Y: Array) -> Array:
    """sum |a - y|."""
    return signed_error(a, Y, np.sign((a - Y).real))


def signed_error(a: Array, Y: Array, side: Array) -> Array:
    """sum side (a - y): |a - y| continued across a = y."""
    return _total(side * (a - Y))


def cross_entropy(logits: Array, Y: Array) -> Array:
    """sum y (logsumexp(z) - z), from logits."""
    shifted = logits - logits.real.max(axis=0)
    target = _total(shifted * Y)
    return _total(Y) * np.log(_total(np.exp(shifted, out=shifted))) - target


def binary_cross_entropy(logits: Array, Y: Array) -> Array:
    """sum of log(1 + e^z) - y z, from logits."""
    positive = logits.real > 0.0
    tail = np.log1p(np.exp(np.where(positive, -logits, logits)))
    return _total(np.where(positive, logits, 0.0) - Y * logits + tail)


def _total(terms: Array) -> Array:
    total: Array = terms.sum(axis=0)
    return total


def huber_piece(a: Array, Y: Array) -> Array:
    """Where |a - y| <= 1, the quadratic piece."""
    near: Array = np.abs((a - Y).real) <= 1.0
    return near


SAMPLE_LOSSES: dict[str, SampleLoss] = {
    "mse": SampleLoss(squared_error),
    "huber": SampleLoss(huber, huber_piece),
    "mae": SampleLoss(absolute_error, from_side=signed_error),
    "cross_entropy": SampleLoss(cross_entropy),
    "binary_cross_entropy": SampleLoss(binary_cross_entropy),
}


def sample_loss(name: str) -> SampleLoss:
    """The row ``name`` of ``SAMPLE_LOSSES``. Raises MissingReferenceError if it has none."""
    return reference(SAMPLE_LOSSES, name, "mlpviz/gradcheck/structured/sample_losses.py")
