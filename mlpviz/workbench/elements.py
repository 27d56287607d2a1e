"""Which element of a report is looked at: the one that was picked, else the worst."""

from collections.abc import Sequence

import numpy as np

from mlpviz.charts.tensor_plane import plane_cell, plane_index, plane_shape, window
from mlpviz.gradcheck.row import ParameterRow

Element = tuple[str, tuple[int, ...]]  # the name of a parameter, and an index into it


def looked_at(picked: Element | None, row: ParameterRow) -> tuple[int, ...]:
    """Index of the element of ``row`` that is looked at."""
    if picked is not None:
        name, index = picked
        inside = len(index) == len(row.shape) and np.all(np.less(index, row.shape))
        if name == row.name and inside:
            return index
    return row.worst


def clicked(row: ParameterRow, place: Sequence[int]) -> Element | None:
    """The element in this row and column of its heatmap, which draws a part of a large tensor.

    None for a click on the drawing of another parameter.
    """
    top, left = (
        piece.start for piece in window(*plane_shape(row.shape), *plane_cell(row.worst, row.shape))
    )
    try:
        return row.name, plane_index(top + place[0], left + place[1], row.shape)
    except IndexError:
        return None


def worst_elements(row: ParameterRow, count: int) -> list[tuple[int, ...]]:
    """Indices of the ``count`` elements that come closest to their tolerance or exceed it most."""
    order = np.argsort(row.excess, axis=None, kind="stable")[::-1][:count]
    return [tuple(int(i) for i in np.unravel_index(flat, row.shape)) for flat in order]
