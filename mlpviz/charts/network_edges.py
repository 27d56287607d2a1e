"""The network diagram's columns of units, and the edges between them as Plotly's shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite
from mlpviz.charts.palette import NEGATIVE, POSITIVE, translucent

# Edges come in three widths, by |w| as a share of its layer's largest; fainter ones are left out.
FAINTEST = 0.1
WIDTHS = ((0.3, 0.7, 0.35), (0.65, 1.5, 0.6), (1.01, 2.8, 0.9))


@dataclass(frozen=True)
class Column:
    """Which units of a layer are drawn, and how high: 0 at the top to 100 at the bottom."""

    units: Array
    heights: list[int]
    ellipsis: int | None


def column(size: int, max_units: int) -> Column:
    """The units of a layer of that size: all of them, or its ends around an ellipsis."""
    if size <= max_units:
        pitch = min(100 / max(size, 1), 25)
        heights = [round(50 + (i - (size - 1) / 2) * pitch) for i in range(size)]
        return Column(np.arange(size), heights, None)
    # One slot is taken by the ellipsis.
    head = max_units // 2
    tail = max_units - 1 - head
    slots = [round((i + 0.5) * 100 / max_units) for i in range(max_units)]
    units = np.r_[0:head, size - tail : size]
    return Column(units, slots[:head] + slots[head + 1 :], slots[head])


def edges(layers: list[Column], weights: Sequence[Array]) -> list[dict[str, Any]]:
    """Two signs by three widths, each all its edges in one path.

    Shapes, because they are drawn in three quarters of the time of traces, with two thirds of their
    bytes, and edges have nothing to hover over.
    """
    paths: list[str] = []
    values: list[Array] = []
    for level, matrix in enumerate(weights):
        left, right = layers[level], layers[level + 1]
        shown = finite(matrix[np.ix_(left.units, right.units)])
        values.append((shown / (float(np.abs(shown).max(initial=0.0)) or 1.0)).ravel())
        starts = [f"M{level} {y}L{level + 1} " for y in left.heights]
        paths += [f"{start}{y}" for start in starts for y in right.heights]
    value = np.concatenate(values)
    shapes = []
    for sign, color in ((-1, NEGATIVE), (1, POSITIVE)):
        floor = FAINTEST
        for ceiling, width, alpha in WIDTHS:
            chosen = np.flatnonzero((sign * value >= floor) & (sign * value < ceiling))
            floor = ceiling
            if chosen.size:
                path = "".join([paths[i] for i in chosen.tolist()])
                shapes.append(_shape(path, translucent(color, alpha), width))
    return shapes


def _shape(path: str, color: str, width: float) -> dict[str, Any]:
    return {
        "type": "path",
        "path": path,
        "xref": "x",
        "yref": "y",
        "layer": "below",
        "line": {"color": color, "width": width},
    }
