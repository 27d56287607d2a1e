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
    """A line of constant slope `power`, from its start to its end."""

    power: int
    title: str
    x: tuple[float, float]
    y: tuple[float, float]


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
            found[slope] = Guide(slope, title, ends, (start, end))
    return list(found.values())


# On which side of its middle a guide has its name: where the other curves leave room.
_NAMED = {-1: "top right", 2: "top left", 4: "bottom right"}


def guide_line(guide: Guide) -> dict[str, Any]:
    """A guide as a faint line with its name in the middle."""
    (left, right), (start, end) = guide.x, guide.y
    return {
        "type": "scatter",
        "name": f"slope {signed(guide.power)}",
        "mode": "lines+text",
        "x": [left, math.sqrt(left * right), right],
        "y": [start, math.sqrt(start * end), end],
        "text": ["", guide.title, ""],
        "textposition": _NAMED[guide.power],
        "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }
