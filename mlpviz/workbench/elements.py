"""Which element of a report is looked at: the one that was picked, else the worst."""

import re
from collections.abc import Sequence

import numpy as np

from mlpviz.charts.tensor_plane import plane_cell, plane_index, plane_shape, window
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import element_name

Element = tuple[str, tuple[int, ...]]  # the name of a parameter, and an index into it
PLACE = re.compile(r"[0-9]{1,9}", re.ASCII)
BETWEEN = re.compile(r"[\s,;]+")


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


def read_element(text: str, row: ParameterRow) -> tuple[int, ...]:
    """The index that somebody wrote of an element of ``row``: ``3, 4``, ``[3, 4]``, ``W1[3, 4]``.

    Raises FaultsError that says which there are for anything else.
    """
    inside = text.strip().removeprefix(row.name).strip().removeprefix("[").removesuffix("]")
    places = [place for place in BETWEEN.split(inside) if place]
    if len(places) == len(row.shape) and all(map(PLACE.fullmatch, places)):
        index = tuple(map(int, places))
        if np.all(np.less(index, row.shape)):
            return index
    first, last = (
        element_name(row.name, index)
        for index in ([0] * len(row.shape), [size - 1 for size in row.shape])
    )
    message = f"{row.name} has no element {show(text)}: write one from {first} to {last}."
    raise FaultsError([Fault("element", text, message)])


def worst_elements(row: ParameterRow, count: int) -> list[tuple[int, ...]]:
    """Indices of the ``count`` elements that come closest to their tolerance or exceed it most."""
    order = np.argsort(row.excess, axis=None, kind="stable")[::-1][:count]
    return [tuple(int(i) for i in np.unravel_index(flat, row.shape)) for flat in order]
