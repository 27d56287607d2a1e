"""Rows with names at the left: what charts of classes, features and samples share."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import axis, heading
from mlpviz.charts.fit import fitted, plain_width

_LONGEST = 112  # px of a name
_LEAST = 18  # px


def room_of_names(names: Sequence[str], longest: float = _LONGEST) -> int:
    """Pixels left of a plot that the names of its rows take."""
    widest = max((plain_width(name) for name in names), default=0.0)
    return round(8 + min(max(widest, _LEAST), longest))


def name_rows(names: Sequence[str], room: float) -> dict[str, Any]:
    """The axis of rows 0, 1, ... from top to bottom, with their names in ``room`` pixels."""
    count = len(names)
    return axis("", [count - 0.5, -0.5], showgrid=False, fixedrange=True) | {
        "tickvals": list(range(count)),
        "ticktext": [fitted(name, room - 6) for name in names],
    }


def heading_of_rows(text: str, room: float) -> dict[str, Any]:
    """A heading that begins at the left of the names, which take ``room`` pixels."""
    return heading(text) | {"xshift": 4 - room}


def row_texts(x: float, texts: Sequence[str]) -> dict[str, Any]:
    """A trace of a text for each of the rows 0, 1, ..., to the right of ``x``."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": typed_array(np.full(len(texts), x)),
        "y": typed_array(np.arange(len(texts))),
        "text": list(texts),
        "textposition": "middle right",
        "hoverinfo": "skip",
    }


def cell_texts(texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Texts [rows][columns] over the cells of a heatmap, in the page's own colour.

    Plotly's own would take the cells for opaque and write black on black.
    """
    places = [(i, j) for i, row in enumerate(texts) for j, text in enumerate(row) if text]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [j for _, j in places],
        "y": [i for i, _ in places],
        "text": [texts[i][j] for i, j in places],
        "hoverinfo": "skip",
    }
