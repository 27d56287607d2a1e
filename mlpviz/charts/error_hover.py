"""What is told of a cell of the error heatmap under the mouse."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_marks import Marks
from mlpviz.charts.figure import label
from mlpviz.words import D3_ERROR, D3_ONE_DECIMAL, d3

# Up to here every cell carries all its numbers; beyond, index and relative error.
MAX_DETAILED = 4000


def hover(
    errors: Array,
    name: str,
    shape: tuple[int, ...],
    part: tuple[slice, slice],
    columns: Mapping[str, tuple[Array, str]],
    words: list[list[str]] | None,
) -> dict[str, Any]:
    """What is told of the cell under the mouse: index, and as many numbers as may travel."""
    data = _inner_indices(shape, part)
    index = ["%{y}", *(f"%{{customdata[{k}]}}" for k in range(len(data)))]
    if len(shape) == 2:
        index, data = ["%{y}", "%{x}"], []
    elif len(shape) < 2:
        index, data = ["%{x}"] if shape else [], []
    head = f"<b>{name}[{', '.join(index)}]</b>" if index else f"<b>{name}</b>"
    if words is None:
        exact = "<br>(10⁻¹⁷: exact)" if (errors == 0.0).any() else ""
        text = f"<br>relative error 10<sup>{d3('z', D3_ONE_DECIMAL)}</sup>{exact}"
        customdata = {"customdata": typed_array(np.stack(data, axis=-1))} if data else {}
        return {**customdata, "hovertemplate": f"{head}{text}<extra></extra>"}
    lines = [
        f"{head} %{{hovertext}}",
        f"relative error: {d3(f'customdata[{len(data)}]', D3_ERROR)}",
    ]
    data.append(errors)
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


def cell_words(errors: Array, verdicts: Array | None, marks: Marks) -> list[list[str]] | None:
    """Verdict and peculiarities of every cell; None if there are too many cells."""
    if errors.size > MAX_DETAILED:
        return None
    words = np.full(errors.shape, "", object)
    if verdicts is not None:
        words += verdicts.astype(object) + ", "
    kinks = marks.missing & False if marks.kinks is None else marks.kinks
    for mask, word in ((errors == 0.0, "exact"), (marks.missing, "not finite"), (kinks, "kink")):
        words[mask] += f"{word}, "
    return [[cell.removesuffix(", ") for cell in row] for row in words.tolist()]
