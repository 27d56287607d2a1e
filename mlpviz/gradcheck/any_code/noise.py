"""How noisy is a loss? Round-off in someone else's code, measured rather than assumed.

The loss is sampled at a few points so close to each other on a line that a smooth function is a
low polynomial there. High differences remove the polynomial; what is left is noise. After Moré and
Wild, "Estimating computational noise", SIAM Journal on Scientific Computing 33, 2011.
"""

from collections.abc import Callable, Sequence
from math import comb
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

LINES, POINTS = 3, 8
ORDERS = (3, 4, 5, 6)
SPACINGS = (2.0**-20, 2.0**-14, 2.0**-8, 2.0**-2)  # relative to a parameter's binade
DISTINCT = 4  # a line with fewer different values is a staircase seen from too near
CLOSE = 2.0**-36  # where a kink is seldom met, and roundings are still drawn anew
EXPECTED = 64.0  # roundings of a loss in float64: more noise may be kinks on every line
LINEAR = 2.0**-10  # what a kink leaves of itself there is less; what is rounded before leaves more


class Noise(NamedTuple):
    """``level``: standard deviation of a loss's noise. ``moves``: whether the loss ever changed."""

    level: float
    moves: bool


def difference_noise(values: Array) -> float:
    """Standard deviation of the noise in ``values`` [m], m > 6, at equal distances on a line.

    The k-th difference of independent noise of variance s^2 has variance s^2 (2k)! / (k!)^2. What
    is smooth only adds to it, and less so the higher k is: the smallest estimate over k counts.
    """
    estimates = []
    for order in ORDERS:
        differences = np.diff(values, order)
        estimates.append(float(np.sqrt(np.mean(differences**2) / comb(2 * order, order))))
    return min(estimates)


def measure_noise(loss: Callable[[], float], arrays: Sequence[Array], base: float) -> Noise:
    """Noise of ``loss`` around the present values of ``arrays``, where it is ``base``.

    All entries move together on random lines, by multiples of 2^-20 of their size that their type
    holds exactly. If the loss is a staircase at that distance, as one that computes in less
    precision than its parameters have, the points are drawn apart, up to 2^-2. The median of three
    lines counts: a kink on one of them does not look like noise. Many units have kinks on all
    lines, as where biases are 0: what shrinks with the distance is no noise. Costs at least 24
    losses. The arrays are left at the last point: whoever calls this puts them back.
    """
    rng = np.random.default_rng(0)
    saved = [array.copy() for array in arrays]
    finest = max(4.0 * float(np.finfo(array.dtype).eps) for array in arrays)
    moves, level = False, 0.0
    for spacing in (s for s in SPACINGS if s >= min(finest, SPACINGS[-1])):
        lines = [_sample(loss, arrays, saved, spacing, rng) for _ in range(LINES)]
        moves |= any(np.any(line != base) for line in lines)
        finite = [line for line in lines if np.isfinite(line).all()]
        if not finite:
            break
        level = float(np.median([difference_noise(line) for line in finite]))
        if _distinct(finite):
            break
    rounding = float(np.finfo(np.float64).eps) * abs(base)
    if finest < CLOSE and level > EXPECTED * rounding:
        lines = [_sample(loss, arrays, saved, CLOSE, rng) for _ in range(LINES)]
        close = float(np.median([difference_noise(line) for line in lines]))
        if _distinct(lines) and close <= max(LINEAR * level, rounding):
            level = close
    return Noise(level, moves)


def _distinct(lines: Sequence[Array]) -> bool:
    """Whether lines show noise, not a staircase of which one step is seen."""
    return bool(np.median([len(np.unique(line)) for line in lines]) >= DISTINCT)


def _sample(
    loss: Callable[[], float],
    arrays: Sequence[Array],
    saved: Sequence[Array],
    spacing: float,
    rng: np.random.Generator,
) -> Array:
    """The loss at ``POINTS`` steps along a random line, the first one a step away from here."""
    steps = [spacing * _binade(copy, spacing) * _multiple(rng, copy.shape) for copy in saved]
    values = np.empty(POINTS)
    for i in range(POINTS):
        for array, copy, step in zip(arrays, saved, steps, strict=True):
            array[...] = copy + (i + 1) * step
        values[i] = loss()
    return values


def _binade(array: Array, spacing: float) -> Array:
    """The power of two below each |entry|; below the largest for 0; 1 where all are 0.

    With the widest spacing it is at least 1: tiny weights may not reach the loss at all.
    """
    size = np.abs(array).astype(np.float64)
    largest = float(size.max())
    size = np.where(size > 0.0, size, largest if largest > 0.0 else 1.0)
    _, exponent = np.frexp(size)
    least = 1.0 if spacing == SPACINGS[-1] else 0.0
    below: Array = np.maximum(np.ldexp(1.0, exponent - 1), least)
    return below


def _multiple(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Small whole numbers but 0, at random."""
    return np.asarray(rng.integers(1, 4, shape) * rng.choice([-1.0, 1.0], shape))
