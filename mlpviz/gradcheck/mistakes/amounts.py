"""``solved``: the number that a mistake was made with, from the gradient that it gave."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array

SECANTS = 25


def joined(arrays: Sequence[Array]) -> Array:
    """One vector."""
    return np.concatenate([array.ravel() for array in arrays])


def solved(make: Callable[[float], Array], aim: Array, start: float) -> float | None:
    """The number for which ``make`` comes nearest to ``aim``: by secants, exact where linear."""
    t, last, before = 1.5 * start, start, make(start)
    if np.array_equal(before, aim):
        return start
    for trial in range(SECANTS):
        now = make(t)
        slope = (now - before) / (t - last)
        steep = float(slope @ slope)
        if not np.isfinite(steep) or steep == 0.0:
            return t if trial and steep == 0.0 else None
        new = t + float(slope @ (aim - now)) / steep
        if not np.isfinite(new) or abs(new - t) <= 1e-15 * abs(new):
            return new if np.isfinite(new) else None
        last, before, t = t, now, new
    return t
