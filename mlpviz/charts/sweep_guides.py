"""What the h sweep draws: its methods, its curves, and beside them the slopes of theory."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.error_axis import FLOOR
from mlpviz.charts.figure import power_of_ten
from mlpviz.charts.palette import MODEL, NEUTRAL, TEST, TRAIN
from mlpviz.words import signed


class SweepCurve(Protocol):
    """The `errors` [m] of one `method` (a key of `METHODS`) in one `dtype`, and where it is best.

    Anything that has these attributes is a curve.
    """

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def method(self) -> str:
        """A key of `METHODS`."""

    @property
    def dtype(self) -> str:
        """`float64` or `float32`."""

    @property
    def errors(self) -> ArrayLike:
        """One per step, over the largest entry of the parameter's gradient."""

    @property
    def best(self) -> int | None:
        """Index of the smallest error; None if none is finite."""

    @property
    def truncation(self) -> float:
        """The slope of log error against log h above the best h; NaN if it has none."""

    @property
    def roundoff(self) -> float:
        """The slope below it."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Why it has no such slope: a sentence each, without its full stop."""


class Method(NamedTuple):
    """How a method is drawn, and the power of h by which its truncation error falls."""

    title: str
    color: str
    symbol: str
    mark: str
    order: int | None


METHODS = {
    "central": Method("central", TRAIN, "circle", "●", 2),
    "richardson": Method("Richardson", MODEL, "diamond", "◆", 4),
    "complex_step": Method("complex step", TEST, "square", "■", None),
}


class Guide(NamedTuple):
    """A line of constant slope `power`, from its start to its end, with its name beside a point."""

    power: int
    title: str
    x: tuple[float, float]
    y: tuple[float, float]
    named: tuple[float, float]
    side: str


SLOPE = 0.15  # of its power: a measured slope farther from it is not that of theory
BESIDE = 3.0  # a step whose error is this many times off the line is not on it


def guides(x: Array, curves: Sequence[SweepCurve], heights: Sequence[Array]) -> list[Guide]:
    """The slopes of theory, each beside the first curve that was measured to have it.

    A guide runs only along the steps whose errors lie on it.
    """
    found: dict[int, Guide] = {}
    for curve, y in zip(curves, heights, strict=True):
        power = METHODS[curve.method].order
        if power is None or not np.isfinite(y).any():
            continue
        bottom = float(x[np.nanargmin(y)])
        for slope, measured, title, side in (
            (power, curve.truncation, power_of_ten(power).replace("10", "h", 1), x > bottom),
            (-1, curve.roundoff, "1/h", x < bottom),
        ):
            if slope in found or not abs(measured - slope) <= SLOPE * abs(slope):
                continue
            inside = side & np.isfinite(y) & (y < 1.0) & (y > FLOOR)
            factors = y[inside] * x[inside] ** -slope
            if not factors.size:
                continue
            scale = float(np.exp(np.median(np.log(factors))))
            on = x[inside][np.abs(np.log(factors / scale)) < math.log(BESIDE)]
            if len(on) < 2:
                continue
            # Beside the curve, not on it: the steepest is the lowest, and has room below.
            scale *= 1 / 8 if slope > 2 else 8
            ends = float(on[0]), float(on[-1])
            start, end = (scale * at**slope for at in ends)
            place = _free_place(slope, ends, (start, end), x, heights)
            found[slope] = Guide(slope, title, ends, (start, end), *place)
    return list(found.values())


# Sides of a guide on which its name may stand, the usual one first, and how far along it.
_SIDES = {
    -1: ("top right", "bottom left"),
    2: ("top left", "bottom right"),
    4: ("bottom right", "top left"),
}
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
_NAME = np.array([0.8, 2.5])  # what a name takes of the smallest card, in powers of ten


def _free_place(
    slope: int,
    ends: tuple[float, float],
    heights_of_ends: tuple[float, float],
    x: Array,
    heights: Sequence[Array],
) -> tuple[tuple[float, float], str]:
    """The point of a guide, and the side of it, where its name meets the fewest curves."""
    start, end = np.log10([[ends[i], heights_of_ends[i]] for i in range(2)])
    told = [np.isfinite(y) & (y > 0.0) for y in heights]
    lines = [
        (np.log10(x[at]), np.log10(y[at])) for y, at in zip(heights, told, strict=True) if at.any()
    ]

    def met(point: Array, side: str) -> int:
        corner = point + _NAME * (1 if "right" in side else -1, 1 if "top" in side else -1)
        (left, low), (right, high) = np.minimum(point, corner), np.maximum(point, corner)
        across = np.linspace(left, right, 9)
        inside = (np.interp(across, *line, left=np.nan, right=np.nan) for line in lines)
        return sum(bool(np.any((y >= low) & (y <= high))) for y in inside)

    places = [(start + share * (end - start), side) for side in _SIDES[slope] for share in _SHARES]
    point, side = min(places, key=lambda place: met(*place))
    return (float(10.0 ** point[0]), float(10.0 ** point[1])), side


def guide_line(guide: Guide) -> dict[str, Any]:
    """A guide as a faint line with its name beside it."""
    (left, right), (start, end) = guide.x, guide.y
    return {
        "type": "scatter",
        "name": f"slope {signed(guide.power)}",
        "mode": "lines+text",
        "x": [left, guide.named[0], right],
        "y": [start, guide.named[1], end],
        "text": ["", guide.title, ""],
        "textposition": guide.side,
        "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
