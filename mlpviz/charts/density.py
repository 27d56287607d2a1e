"""The density of a distribution in few points, for drawing many of them over one another."""

from functools import cache
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import bin_counts
from mlpviz.charts.spread import spread_of

POINTS = 20
MOST_VALUES = 20_000

_BINS = 128
# A Gaussian is as good as 0 beyond this many of its standard deviations.
_REACH = 3.0


class Density(NamedTuple):
    """A distribution as a line of `values` [p] and `heights` [p], from 0 up to 1 and back to 0.

    `deviation`, `low` and `high` are those of the values themselves, of which `size` were finite.
    """

    values: Array
    heights: Array
    deviation: float
    low: float
    high: float
    size: int


def density_of(array: Array, *, points: int = POINTS, most: int = MOST_VALUES) -> Density:
    """The density of `array`, of any shape, as a line of `points` points.

    A Gaussian kernel estimate on the array's own range, with B. W. Silverman's bandwidth (1986,
    equation 3.31: 0.9 min(s, IQR / 1.34) n^(-1/5)); so it reaches a little beyond that range.
    The points stand close where the line bends. Beyond `most` values, the same random choice of
    them is taken every time; deviation and range are exact. Values that are not finite are left
    out. Without any, the line is flat at 0; where all are equal, it is a needle.
    """
    spread = spread_of(array)
    size = array.size - spread.missing
    if size == 0:
        return Density(np.zeros(points), np.zeros(points), np.nan, np.nan, np.nan, 0)
    constant = spread.low == spread.high
    facts = 0.0 if constant else spread.deviation, spread.low, spread.high, size
    values = array.ravel()
    if values.size > most:
        values = values[_choice(values.size, most)]
    values = values[np.isfinite(values)].astype(np.float64) if spread.missing else values
    # In units of the largest value, so that neither tiny nor huge ones leave the floats.
    unit = max(abs(spread.low), abs(spread.high))
    scaled = np.asarray(values, np.float64) / unit if unit else np.zeros(1)
    if float(np.ptp(scaled)) < 1e-9:
        middle = spread.low if constant else 0.5 * spread.low + 0.5 * spread.high
        return Density(
            np.full(points, middle), (np.arange(points) == points // 2).astype(float), *facts
        )
    where, density = _density(scaled)
    x, y = _bent(where, density, points)
    y[[0, -1]] = 0.0
    return Density(x * unit, y / y.max(), *facts)


@cache
def _choice(n: int, most: int) -> Array:
    """The same `most` of n places every time; no regular step, which could keep to some columns."""
    return np.random.default_rng(0).integers(0, n, most)


def _density(values: Array) -> tuple[Array, Array]:
    """Where, and how dense: the kernel estimate on a regular grid around the values."""
    quarter, three = np.percentile(values, [25, 75])
    deviation = float(values.std())
    # More than half of the values may be equal.
    inner = float(three - quarter) / 1.34 or deviation
    width = 0.9 * min(deviation, inner) * values.size**-0.2
    low, high = float(values.min()) - _REACH * width, float(values.max()) + _REACH * width
    # An empty bin at either end, for a line that begins and ends on the ground.
    step = (high - low) / (_BINS - 2)
    low, high = low - step, high + step
    counts = bin_counts(values, low, high, _BINS)
    reach = int(np.ceil(_REACH * width / step))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / max(width, step / 4)) ** 2)
    # "full", then cut: "same" is as long as the longer of the two.
    density = np.convolve(counts, kernel)[reach : reach + _BINS]
    return low + step * (np.arange(_BINS) + 0.5), density


def _bent(x: Array, y: Array, points: int) -> tuple[Array, Array]:
    """The line through x and y in `points` of their points, close to one another where it bends.

    With as much of sqrt(|y''|) between each two, the largest deviation is about the least possible.
    Where it bends sharply, points come twice.
    """
    bend = np.zeros(len(x))
    bend[1:-1] = np.sqrt(np.abs(np.diff(y, 2)) / y.max())
    # A little everywhere, so that long straight stretches keep a point or two.
    travelled = np.cumsum(bend + 0.1 * bend.mean() + 1e-12)
    even = np.linspace(travelled[0], travelled[-1], points)
    places = np.rint(np.interp(even, travelled, np.arange(len(x)))).astype(np.intp)
    peak = int(y.argmax())
    places[np.abs(places - peak).argmin()] = peak
    return x[places], y[places]
