"""Does a simple rule give the numbers of the code under test, within what rounding allows?"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.readings.evidence import Row
from mlpviz.words import agreeing, counted, listed, number, out_of, whole

DECISIVE = 100.0  # the right numbers must lie this many tolerances away, or much else would fit too
CONSTANT = 1e-2  # a ratio counts as constant if the tolerance pins it down to this share
EXACTLY, MOST_COUNTED = 1e-6, 100_000  # how near a factor is to a count, and up to which
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
        f"all {counted(actual.size, 'element')}{few}: "
        f"ratio analytic / numerical = {number_text(c)} ± {number(spread, 1)}"
    )


def failing_text(rows: Sequence[Row]) -> str:
    """``W1: 12 of 20 elements fail; b1: 3 of 4``."""
    return "; ".join(
        f"{row.name}: {out_of(row.fails.sum(), row.fails.size, 'element', 'fails', 'fail')}"
        for row in rows
        if row.wrong
    )


def count_of(c: float) -> int:
    """The whole number that c is, or -m where c is 1/m; 1 where it is neither, in size."""
    for value, sign in ((abs(c), 1), (1.0 / abs(c) if c else 0.0, -1)):
        near = round(value) if value <= MOST_COUNTED else 0
        if near > 1 and abs(value - near) <= EXACTLY * near:
            return sign * near
    return 1


def number_text(c: float) -> str:
    """``64``, ``1/64``, ``-1`` or ``0.731059``."""
    count, sign = count_of(c), "-" if c < 0.0 else ""
    if count == 1:
        return f"{sign}1" if abs(abs(c) - 1.0) <= EXACTLY else number(c, 6)
    return f"{sign}{whole(count)}" if count > 0 else f"{sign}1/{whole(-count)}"


def places(names: Iterable[str]) -> str:
    """``W1, b1 and W2``."""
    return listed(dict.fromkeys(names))


def told_as(names: Iterable[str]) -> str:
    """``“Missing 1/n” or “Reported loss divided twice”``."""
    return listed((f"“{MISTAKES[name].title}”" for name in names), "or")


def fail_text(rows: Sequence[Row]) -> str:
    """``W1 fails`` or ``W1 and b1 fail``."""
    return f"{places(row.name for row in rows)} {agreeing(len(rows), 'fails', 'fail')}"


def pass_text(rows: Sequence[Row]) -> str:
    """``W1 passes`` or ``W1 and b1 pass``."""
    return f"{places(row.name for row in rows)} {agreeing(len(rows), 'passes', 'pass')}"


def joined(arrays: Sequence[Array]) -> Array:
    """One vector."""
    return np.concatenate([array.ravel() for array in arrays])
