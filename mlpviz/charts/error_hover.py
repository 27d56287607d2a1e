"""What is told of a cell of the error heatmap under the mouse."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_marks import Marks
from mlpviz.charts.figure import label
from mlpviz.charts.tensor_plane import plane_shape
from mlpviz.words import D3_ERROR, D3_ONE_DECIMAL, d3

# Up to here every cell carries all its numbers; beyond, index and error / tolerance.
MAX_DETAILED = 4000


def hover(
    ratios: Array,
    name: str,
    shape: tuple[int, ...],
    part: tuple[slice, slice],
    columns: Mapping[str, tuple[Array, str]],
    words: list[list[str]] | None,
    named: bool = False,
) -> dict[str, Any]:
    """What is told of the cell under the mouse: index, and as many numbers as may travel.

    Where an axis is ``named``, Plotly has names for its numbers, and so the index travels too.
    """
    data = _inner_indices(shape, part)
    index = ["%{y}", *(f"%{{customdata[{k}]}}" for k in range(len(data)))]
    if named and shape:
        data = [k.reshape(plane_shape(shape))[part] for k in np.indices(shape)]
        index = [f"%{{customdata[{k}]}}" for k in range(len(shape))]
    elif len(shape) == 2:
        index, data = ["%{y}", "%{x}"], []
    elif len(shape) < 2:
        index, data = ["%{x}"] if shape else [], []
    head = f"<b>{name}[{', '.join(index)}]</b>" if index else f"<b>{name}</b>"
    if words is None:
        text = f"<br>error / tolerance 10<sup>{d3('z', D3_ONE_DECIMAL)}</sup>"
        customdata = {"customdata": typed_array(np.stack(data, axis=-1))} if data else {}
        return {**customdata, "hovertemplate": f"{head}{text}<extra></extra>"}
    lines = [
        f"{head} %{{hovertext}}",
        f"error / tolerance: {d3(f'customdata[{len(data)}]', D3_ERROR)}",
    ]
    data.append(ratios)
    for title, (array, form) in columns.items():
        lines.append(f"{label(title, 40)}: {d3(f'customdata[{len(data)}]', form)}")
        data.append(array)
    return {
        "customdata": typed_array(np.stack(data, axis=-1), exact=True),
        "hovertext": words,
        "hovertemplate": "<br>".join(lines) + "<extra></extra>",
    }


def _inner_indices(shape: tuple[int, ...], part: tuple[slice, slice]) -> list[Array]:
    """The index along every axis but the first, of every drawn cell."""
    rows, columns = (range(piece.start, piece.stop) for piece in part)
    inner = np.unravel_index(np.arange(columns.start, columns.stop), shape[1:] or (columns.stop,))
    return [np.broadcast_to(axis_index, (len(rows), len(columns))) for axis_index in inner]


def cell_words(
    ratios: Array,
    verdicts: Array | None,
    marks: Marks,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> list[list[str]] | None:
    """Verdict, peculiarities and names of every cell; None if there are too many cells."""
    if ratios.size > MAX_DETAILED:
        return None
    words = np.full(ratios.shape, "", object)
    if verdicts is not None:
        words += verdicts.astype(object) + ", "
    kinks = marks.missing & False if marks.kinks is None else marks.kinks
    for mask, word in ((ratios == 0.0, "exact"), (marks.missing, "not finite"), (kinks, "kink")):
        words[mask] += f"{word}, "
    down = [label(name, 40) for name in rows] or [""] * len(words)
    across = [label(name, 40) for name in columns] or [""] * ratios.shape[-1]
    return [
        [
            _with_names(cell.removesuffix(", "), row, column)
            for cell, column in zip(line, across, strict=True)
        ]
        for line, row in zip(words.tolist(), down, strict=True)
    ]


def _with_names(words: str, row: str, column: str) -> str:
    """A cell's words, and in a line of their own what its row and its column are."""
    names = " → ".join(filter(None, (row, column)))
    return f"{words}<br>{names}" if names else words
