"""The loss of every single sample, written a second time: the checker's own definition.

The engine's losses return a mean over samples together with its derivative. A node probe needs the
value for each sample, and needs it independent of the code under test, so the four definitions
stand here again, with outputs along the first axis: ``f(prediction [k, ...], Y [k, ...]) -> [...]``.
A test holds this table's keys and values against the engine's.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class SampleLoss(NamedTuple):
    """``f`` [k, ...] x [k, ...] -> [...], and which of its smooth pieces an element lies on.

    ``piece(prediction, Y)`` is a bool array [k, ...]; None if the second derivative never jumps.
    """

    f: Callable[[Array, Array], Array]
    piece: Callable[[Array, Array], Array] | None = None


def squared_error(a: Array, Y: Array) -> Array:
    """sum (a - y)^2."""
    diff = a - Y
    return np.einsum("k...,k...->...", diff, diff)


def huber(a: Array, Y: Array) -> Array:
    """sum of d^2 / 2 where |d| <= 1, else |d| - 1/2, for d = a - y."""
    distance = np.abs(a - Y)
    clipped = np.minimum(distance, 1.0)
    return np.sum(clipped * (distance - 0.5 * clipped), axis=0)


def cross_entropy(logits: Array, Y: Array) -> Array:
    """sum y (logsumexp(z) - z), from logits."""
    shifted = logits - logits.max(axis=0)
    target = np.sum(shifted * Y, axis=0)
    total = np.sum(np.exp(shifted, out=shifted), axis=0)
    return Y.sum(axis=0) * np.log(total) - target


def binary_cross_entropy(logits: Array, Y: Array) -> Array:
    """sum of log(1 + e^z) - y z, from logits."""
    tail = np.log1p(np.exp(-np.abs(logits)))
    return np.sum(np.maximum(logits, 0.0) - Y * logits + tail, axis=0)


def huber_piece(a: Array, Y: Array) -> Array:
    """Where |a - y| <= 1, the quadratic piece."""
    return np.abs(a - Y) <= 1.0


SAMPLE_LOSSES: dict[str, SampleLoss] = {
    "mse": SampleLoss(squared_error),
    "huber": SampleLoss(huber, huber_piece),
    "cross_entropy": SampleLoss(cross_entropy),
    "binary_cross_entropy": SampleLoss(binary_cross_entropy),
}
