"""One curve of the h sweep: errors against steps, its best step, and the slopes of its two arms."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

CLEAR = 10.0  # an arm of the V begins where the error is this many times the smallest one,
SMALL = 0.1  # and ends where nothing is left of the derivative
FEWEST = 4  # steps that make a slope


class Method(NamedTuple):
    """The slopes of log error against log h that theory gives: above and below the best h."""

    title: str
    truncation: float
    roundoff: float


METHODS = {
    "central": Method("central", 2.0, -1.0),
    "richardson": Method("Richardson", 4.0, -1.0),
    "complex_step": Method("complex step", 2.0, 0.0),
}


@dataclass(frozen=True, eq=False)
class SweepCurve:
    """The errors [m] of one method (a key of ``METHODS``) in one dtype.

    ``crosses`` [m] marks the steps at which some unit crosses 0 on the way where f' of its
    activation jumps there, as in ReLU, or f'', as in elu: the errors leave the V. ``best`` is the
    index of the smallest error, None if none is finite. ``truncation`` and ``roundoff`` are the
    slopes measured above and below it, over the steps that cross nothing and whose error is between
    10 times the smallest one and 0.1; the complex step's ``roundoff`` is that of its flat part. NaN
    where such steps are fewer than four.
    """

    label: str
    method: str
    dtype: str
    errors: Array = field(repr=False)
    crosses: Array = field(repr=False)
    best: int | None
    truncation: float
    roundoff: float


def sweep_curve(method: str, dtype: str, steps: Array, errors: Array, crosses: Array) -> SweepCurve:
    """The curve of ``errors`` [m] at ``steps`` [m], with its best step and slopes."""
    label = f"{METHODS[method].title}, {dtype}"
    finite = np.isfinite(errors)
    if not finite.any():
        return SweepCurve(label, method, dtype, errors, crosses, None, np.nan, np.nan)
    best = int(np.nanargmin(np.where(finite, errors, np.nan)))
    above, below = steps > steps[best], steps < steps[best]
    usable = finite & ~crosses & (errors > 0.0) & (errors < SMALL)
    if METHODS[method].roundoff:
        clear = errors > CLEAR * errors[best]
        roundoff = clear & below
    else:  # a flat floor is as high as its round-off reaches
        clear = errors > CLEAR * errors[~above & finite].max()
        roundoff = ~clear
    slopes = [
        _slope(steps[arm], errors[arm]) for arm in (usable & clear & above, usable & roundoff)
    ]
    return SweepCurve(label, method, dtype, errors, crosses, best, *slopes)


def _slope(steps: Array, errors: Array) -> float:
    """Of the line through log error against log h, by least squares."""
    if len(steps) < FEWEST:
        return float("nan")
    return float(np.polyfit(np.log(steps), np.log(errors), 1)[0])
