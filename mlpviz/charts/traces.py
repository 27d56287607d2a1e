"""Traces that several charts draw: a curve over its points, dashes across bars."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.palette import NEUTRAL

FEW = 12  # points that are marked one by one, as they make no curve yet


def curve(
    name: str,
    x: Array,
    y: Array,
    hover: str,
    *,
    color: str,
    width: float,
    dash: str = "solid",
    symbol: str = "circle",
    size: int = 5,
    few: int = FEW,
) -> dict[str, Any]:
    """A line through y [n] over x [n], with markers if it has no more than `few` points.

    `name` and `hover` may hold HTML, so what comes from data must have been escaped.
    """
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers" if len(x) <= few else "lines",
        "x": typed_array(x),
        "y": typed_array(y),
        "line": {"color": color, "width": width, "dash": dash},
        "marker": {"size": size, "color": color, "symbol": symbol},
        "hovertemplate": f"{hover}<extra></extra>",
    }


def dashes(name: str, offsets: ArrayLike, heights: Array, hover: str) -> dict[str, Any]:
    """A grey line across each of n bars, which stand at 0, 1, ...: one trace with gaps.

    The line of bar k runs through k + `offsets` [p] at `heights` [n, p].
    """
    n, p = heights.shape
    points = np.full((n, p + 1, 2), np.nan)
    points[:, :p, 0] = np.arange(n)[:, None] + np.asarray(offsets)
    points[:, :p, 1] = heights
    flat = points.reshape(-1, 2)
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": typed_array(flat[:, 0]),
        "y": typed_array(flat[:, 1]),
        "line": {"color": NEUTRAL, "width": 2.5},
        "hovertemplate": f"{hover}<extra></extra>",
    }
