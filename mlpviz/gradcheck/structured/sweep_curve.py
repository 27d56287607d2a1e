"""One curve of the h sweep: errors against steps, its best step, and the slopes of its two arms."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

CLEAR = 10.0  # an arm of the V begins where the error is this many times that of its bottom,
SMALL = 0.1  # and ends where next to nothing is left of the derivative
# Steps that make a slope. Truncation is smooth; round-off scatters, so its slope takes more.
FEWEST, FEWEST_NOISY = 3, 4


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
    slopes measured above and below the bottom of the V, the complex step's ``roundoff`` that of its
    flat part. Where too few steps belong to an arm its slope is NaN, and ``missing`` says why.
    """

    label: str
    method: str
    dtype: str
    errors: Array = field(repr=False)
    crosses: Array = field(repr=False)
    best: int | None
    truncation: float
    roundoff: float
    missing: tuple[str, ...] = ()


def sweep_curve(
    method: str, dtype: str, steps: Array, errors: Array, crosses: Array, whole: float = 1.0
) -> SweepCurve:
    """The curve of ``errors`` [m] at ``steps`` [m], with its best step and slopes.

    ``whole`` is the error of an estimate that is 0. The slopes are measured over the steps that
    cross nothing and whose error is below a tenth of that. How round-off falls is chance, and
    differs between processors: so neither the bottom of the V nor a slope hangs on a single error.
    """
    label = f"{METHODS[method].title}, {dtype}"
    finite = np.isfinite(errors)
    if not finite.any():
        why = ("no error is finite",)
        return SweepCurve(label, method, dtype, errors, crosses, None, np.nan, np.nan, why)
    best = int(np.nanargmin(np.where(finite, errors, np.nan)))
    usable = np.flatnonzero(finite & ~crosses & (errors > 0.0) & (errors < SMALL * whole))
    usable = usable[np.argsort(steps[usable])]
    arms = (_arms if METHODS[method].roundoff else _arms_of_a_floor)(errors[usable])
    slopes, missing = [], []
    for name, arm, fewest in zip(
        ("truncation", "round-off"), arms, (FEWEST, FEWEST_NOISY), strict=True
    ):
        chosen = usable[arm]
        enough = len(chosen) >= fewest
        slopes.append(_slope(steps[chosen], errors[chosen]) if enough else np.nan)
        if not enough:
            missing.append(
                f"no slope of {name}: it rules the error at {len(chosen)} of the steps, "
                f"and a slope takes {fewest}"
            )
    return SweepCurve(
        label, method, dtype, errors, crosses, best, slopes[0], slopes[1], tuple(missing)
    )


def _arms(errors: Array) -> tuple[Array, Array]:
    """Which ``errors`` [k], by ascending step, are of the V's right arm, and of its left one [k].

    They are judged by the median of three neighbours: a difference whose round-off cancels by
    chance is not the bottom.
    """
    around = np.array([np.median(errors[max(i - 1, 0) : i + 2]) for i in range(len(errors))])
    clear = around > CLEAR * around.min(initial=np.inf)
    position = np.arange(len(errors))
    bottom = int(np.argmin(around)) if len(errors) else 0
    return clear & (position > bottom), clear & (position < bottom)


def _arms_of_a_floor(errors: Array) -> tuple[Array, Array]:
    """The same where round-off makes a floor: it ends with the first error that is clear of it."""
    floor = len(errors)
    for i in range(FEWEST, len(errors)):
        if errors[i] > CLEAR * np.median(errors[:i]):
            floor = i
            break
    on_floor = np.arange(len(errors)) < floor
    return ~on_floor, on_floor


def _slope(steps: Array, errors: Array) -> float:
    """Of log error against log h: the median over all pairs (Theil 1950, Sen 1968)."""
    first, second = np.triu_indices(len(steps), 1)
    x, y = np.log(steps), np.log(errors)
    return float(np.median((y[second] - y[first]) / (x[second] - x[first])))
