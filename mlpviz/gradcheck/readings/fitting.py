"""Does a simple rule give the numbers of the code under test, within what rounding allows?"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Row
from mlpviz.words import agreeing, listed, number, whole

DECISIVE = 100.0  # the right numbers must lie this many tolerances away, or much else would fit too
CONSTANT = 1e-2  # a ratio counts as constant if the tolerance pins it down to this share
ENOUGH = 3  # one or two numbers are proportional to anything

Guess = Callable[[Row], Array | None]  # what a rule gives for a row; None where it cannot


def fits(rows: Sequence[Row], guess: Guess, c: float = 1.0) -> bool:
    """Whether a rule gives every number of some rows, and the right ones are far off.

    ``c`` is what the rule multiplies the right numbers with, and so their tolerance.
    """
    decisive = 0.0
    for row in rows:
        value = guess(row)
        tolerance = max(1.0, abs(c)) * row.tolerance
        if value is None or value.shape != row.actual.shape:
            return False
        if not np.all(np.abs(row.actual - value) <= tolerance):
            return False
        decisive = max(decisive, float((np.abs(row.actual - row.right) / tolerance).max()))
    return decisive >= DECISIVE


def proportional(actual: Array, base: Array, tolerance: Array) -> float | None:
    """The c of actual = c * base, if there is one for all numbers and the tolerance pins it down.

    Each number with its tolerance allows an interval for c; they must have a point in common.
    """
    sharpest = int(np.argmax(np.abs(base) / tolerance))
    if base[sharpest] == 0.0:
        return None
    c = float(actual[sharpest] / base[sharpest])
    slack = max(1.0, abs(c)) * tolerance
    told = base != 0.0
    if np.any(np.abs(actual[~told]) > slack[~told]) or told.sum() < ENOUGH:
        return None
    middle, half = actual[told] / base[told], slack[told] / np.abs(base[told])
    low, high = float((middle - half).max()), float((middle + half).min())
    sharp = np.count_nonzero(half <= CONSTANT * abs(c))
    return c if low <= high and high - low <= CONSTANT * abs(c) and sharp >= ENOUGH else None


def common_factor(rows: Sequence[Row]) -> float | None:
    """The c of actual = c * right on all numbers of some rows."""
    actual, right = joined([row.actual for row in rows]), joined([row.right for row in rows])
    tolerance = joined([row.tolerance for row in rows])
    if not np.any(np.abs(actual - right) > DECISIVE * tolerance):
        return None
    return proportional(actual, right, tolerance)


def ratio_text(rows: Sequence[Row], c: float) -> str:
    """``all 3,760 elements: ratio analytic / numerical = 64 ± 1e-12``."""
    actual, right = joined([row.actual for row in rows]), joined([row.right for row in rows])
    told = np.abs(right) > DECISIVE * joined([row.tolerance for row in rows])
    spread = float(np.abs(actual[told] / right[told] - c).max()) if told.any() else 0.0
    few = "" if told.all() else f" ({whole(told.sum())} of them are large enough to tell)"
    return (
        f"all {whole(actual.size)} elements{few}: "
        f"ratio analytic / numerical = {number_text(c)} ± {number(spread, 1)}"
    )


def failing_text(rows: Sequence[Row]) -> str:
    """``W1: 12 of 20 elements fail; b1: 3 of 4``."""
    return "; ".join(
        f"{row.name}: {whole(row.fails.sum())} of {whole(row.fails.size)} elements fail"
        for row in rows
        if row.wrong
    )


def number_text(c: float) -> str:
    """``64``, ``1/64``, ``-1`` or ``0.731059``."""
    near = round(c)
    if near and abs(c - near) <= 1e-6 * abs(c):
        return str(near)
    inverse = round(1.0 / c) if c else 0
    if inverse and abs(c * inverse - 1.0) <= 1e-6:
        return f"{'-' if inverse < 0 else ''}1/{abs(inverse)}"
    return number(c, 6)


def places(names: Iterable[str]) -> str:
    """``W1, b1 and W2``."""
    return listed(dict.fromkeys(names))


def fail_text(rows: Sequence[Row]) -> str:
    """``W1 fails`` or ``W1 and b1 fail``."""
    return f"{places(row.name for row in rows)} {agreeing(len(rows), 'fails', 'fail')}"


def joined(arrays: Sequence[Array]) -> Array:
    """One vector."""
    return np.concatenate([array.ravel() for array in arrays])
