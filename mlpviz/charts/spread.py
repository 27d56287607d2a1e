"""How far the entries of an array are spread: extent, standard deviation, what is not finite."""

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.arrays import Array

# Arrays without an entry beyond this count as zero: their squares and bins would underflow.
TINY = 1e-300


@dataclass(frozen=True)
class Spread:
    """What is said about one parameter; `low`, `high` and `deviation` are of its finite values."""

    low: float
    high: float
    deviation: float
    missing: int


def spread_of(array: Array) -> Spread:
    """Extent and standard deviation of the finite entries of `array`; all 0 if there are none.

    One pass each for minimum, maximum, sum and sum of squares: `std` would make copies, and a BLAS
    product would wake threads that training needs.
    """
    flat = array.ravel()
    if not flat.size:
        return Spread(0.0, 0.0, 0.0, 0)
    low, high = float(flat.min()), float(flat.max())
    missing = 0
    if not math.isfinite(high - low):
        flat = flat[np.isfinite(flat)]
        missing = array.size - flat.size
        if not flat.size:
            return Spread(0.0, 0.0, 0.0, missing)
        low, high = float(flat.min()), float(flat.max())
    largest = max(high, -low)
    if largest <= TINY:
        return Spread(low, high, 0.0, missing)
    if flat.dtype != np.float64 or largest > 1e100 or largest < 1e-100:
        flat = flat / largest
        return Spread(low, high, float(flat.std()) * largest, missing)
    mean = float(flat.mean())
    # Round-off could leave a square a little below zero.
    square = max(float(np.einsum("i,i", flat, flat)) / flat.size - mean * mean, 0.0)
    return Spread(low, high, math.sqrt(square), missing)
