"""Relative errors of a gradient, one cell per weight, shaped like the tensor."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_marks import Marks, count_texts, mark_layers
from mlpviz.charts.figure import Figure, Note, axis, heading, label, layout
from mlpviz.charts.palette import NOT_A_NUMBER, error_scale
from mlpviz.charts.tensor_plane import plane_cell, plane_shape, window
from mlpviz.words import (
    D3_COMPARED,
    D3_ERROR,
    D3_ONE_DECIMAL,
    d3,
    element_name,
    number,
    percent,
    shape_text,
    whole,
)

# Where exact agreement stands; the smallest error of two different float64 numbers is 1.1e-16.
FLOOR = 1e-17

# Up to here every cell carries all its numbers; beyond, index and relative error.
MAX_DETAILED = 4000

_TICKS = {-17: "exact", -12: "10⁻¹²", -8: "10⁻⁸", -4: "10⁻⁴", 0: "1"}


def error_heatmap(
    errors: ArrayLike,
    *,
    name: str,
    verdicts: ArrayLike | None = None,
    kinks: ArrayLike | None = None,
    worst: Sequence[int] | None = None,
    numbers: Mapping[str, ArrayLike] | None = None,
    details: Mapping[str, ArrayLike] | None = None,
) -> Figure:
    """log10 of the relative `errors` of one parameter `name`, on a fixed scale of 1e-17 to 1.

    A matrix W [fan_in, fan_out] has its rows from top to bottom; a vector is one row; of a tensor
    with more axes the first one makes the rows and the others, flattened, the columns
    (`tensor_plane.plane_index` turns a cell into an index). Exact agreement, error 0, stands at
    1e-17; what is not finite has a colour of its own.

    All arrays have the shape of `errors`. `verdicts` holds "pass", "fail" or "unresolved": failing
    elements are crossed, or outlined where cells are small. `kinks` (bool) are dots, or dotted
    outlines. The element `worst` has a ring. `numbers` (title to array, shown with 12 digits) and
    `details` (with 3) are told under the mouse, up to 4,000 elements; of larger tensors index and
    relative error alone. Of more than 500,000 elements those around `worst` are drawn.

    Raises ValueError if an array has another shape.
    """
    tensor = np.asarray(errors, dtype=float)
    if tensor.size == 0:
        return Note(f"{label(name)} has no elements.").figure()
    shape = tensor.shape
    row, column = plane_cell(worst, shape) if worst is not None else (0, 0)
    part = window(*plane_shape(shape), row, column)

    def picture(array: ArrayLike) -> NDArray[Any]:
        return _same_shape(array, shape).reshape(plane_shape(shape))[part]

    shown = picture(tensor)
    marks = Marks(
        failing=None if verdicts is None else picture(verdicts) == "fail",
        kinks=None if kinks is None else picture(kinks).astype(bool),
        missing=~np.isfinite(shown),
        worst=None if worst is None else (row - part[0].start, column - part[1].start),
        top=part[0].start,
        left=part[1].start,
    )
    marked, shapes = mark_layers(marks)
    columns = {title: (picture(array), D3_COMPARED) for title, array in (numbers or {}).items()}
    columns |= {title: (picture(array), D3_ERROR) for title, array in (details or {}).items()}
    words = _words(shown, None if verdicts is None else picture(verdicts), marks)
    return {
        "data": [
            _cells(shown, marks) | _hover(shown, label(name), shape, part, columns, words),
            *_missing(marks),
            *marked,
        ],
        "layout": layout(
            left=44,
            right=58,
            top=36,
            bottom=34,
            annotations=[
                heading(f"{_title(name, shape, part)}<br>{count_texts(marks)}") | {"align": "left"}
            ],
            shapes=shapes,
            hoverlabel={"align": "left"},
            xaxis=_index_axis(part[1], "column" if len(shape) > 1 else "element"),
            yaxis=_index_axis(part[0], "row" if len(shape) > 1 else "", downward=True),
        ),
    }


def _same_shape(array: ArrayLike, shape: tuple[int, ...]) -> NDArray[Any]:
    result = np.asarray(array)
    if result.shape != shape:
        raise ValueError(
            f"an array of shape {result.shape} beside errors of shape {shape}: "
            "every array must have the shape of the parameter"
        )
    return result


def _log_errors(errors: NDArray[Any]) -> NDArray[Any]:
    """log10, with -17 for 0 and NaN, a gap, for what is not finite."""
    safe = np.where(np.isfinite(errors), errors, np.nan)
    return np.log10(np.maximum(safe, FLOOR))


def _cells(errors: NDArray[Any], marks: Marks) -> dict[str, Any]:
    """The heatmap itself, with its colour bar."""
    gap = 1 if max(errors.shape) <= 60 else 0
    return {
        "type": "heatmap",
        "name": "errors",
        "z": typed_array(_log_errors(errors)),
        **_placed(marks),
        "zmin": -17,
        "zmax": 0,
        "colorscale": error_scale(),
        "xgap": gap,
        "ygap": gap,
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "xpad": 6,
            "ypad": 0,
            "tickvals": list(_TICKS),
            "ticktext": list(_TICKS.values()),
            "tickfont": {"size": 10},
        },
    }


def _missing(marks: Marks) -> list[dict[str, Any]]:
    """What is not a number, in a colour outside the scale: a gap would look like agreement."""
    if not marks.missing.any():
        return []
    return [
        {
            "type": "heatmap",
            "name": "not a number",
            "z": typed_array(marks.missing),
            **_placed(marks),
            "zmin": 0,
            "zmax": 1,
            "colorscale": [[0.0, "rgba(0,0,0,0)"], [1.0, NOT_A_NUMBER]],
            "showscale": False,
            "hoverinfo": "skip",
        }
    ]


def _placed(marks: Marks) -> dict[str, int]:
    return {"x0": marks.left, "dx": 1, "y0": marks.top, "dy": 1}


def _hover(
    errors: NDArray[Any],
    name: str,
    shape: tuple[int, ...],
    part: tuple[slice, slice],
    columns: Mapping[str, tuple[NDArray[Any], str]],
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


def _inner_indices(shape: tuple[int, ...], part: tuple[slice, slice]) -> list[NDArray[Any]]:
    """The index along every axis but the first, of every drawn cell."""
    rows, columns = (range(piece.start, piece.stop) for piece in part)
    inner = np.unravel_index(np.arange(columns.start, columns.stop), shape[1:] or (columns.stop,))
    return [np.broadcast_to(axis_index, (len(rows), len(columns))) for axis_index in inner]


def _words(
    errors: NDArray[Any], verdicts: NDArray[Any] | None, marks: Marks
) -> list[list[str]] | None:
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


def _title(name: str, shape: tuple[int, ...], part: tuple[slice, slice]) -> str:
    text = f"<b>{label(name, 20)}</b> {shape_text(shape)}\u2002relative error"
    drawn = [(piece.start, piece.stop) for piece in part]
    if [stop - start for start, stop in drawn] == list(plane_shape(shape)):
        return text
    (top, bottom), (left, right) = drawn
    return f"{text}\u2002rows {top}–{bottom - 1}, columns {left}–{right - 1}"


def _index_axis(piece: slice, title: str, *, downward: bool = False) -> dict[str, Any]:
    count = piece.stop - piece.start
    bounds = [piece.start - 0.5, piece.stop - 0.5]
    ticks: dict[str, Any] = {"dtick": 1} if count <= 8 else {"nticks": 6}
    if downward and count == 1:
        ticks = {"showticklabels": False, "ticks": ""}
    bounds = bounds[::-1] if downward else bounds
    return axis(title, bounds, tickformat="d", showgrid=False, **ticks)


def error_heatmap_summary(
    errors: ArrayLike,
    *,
    name: str,
    verdicts: ArrayLike | None = None,
    kinks: ArrayLike | None = None,
    worst: Sequence[int] | None = None,
    numbers: Mapping[str, ArrayLike] | None = None,
) -> str:
    """How many elements fail, how large the errors are, and all numbers of the worst element."""
    tensor = np.asarray(errors, dtype=float)
    if tensor.size == 0:
        return f"{name} has no elements."
    parts = [f"{name} ({shape_text(tensor.shape)}):"]
    if verdicts is not None:
        parts.append(_verdict_counts(np.asarray(verdicts)))
    finite = tensor[np.isfinite(tensor)]
    if finite.size:
        parts.append(
            f"Relative errors reach from {number(float(finite.min()))} to "
            f"{number(float(finite.max()))}, half of them up to "
            f"{number(float(np.median(finite)))}."
        )
    exact, missing = np.count_nonzero(tensor == 0.0), tensor.size - finite.size
    kinked = 0 if kinks is None else np.count_nonzero(kinks)
    counts = (("Agreeing exactly", exact), ("Not a number", missing), ("Crossing a kink", kinked))
    parts += [f"{kind}: {whole(count)}." for kind, count in counts if count]
    if worst is not None:
        where = tuple(worst)
        values = {"relative error": tensor, **(numbers or {})}
        said = [f"{title} {number(np.asarray(a)[where], 9)}" for title, a in values.items()]
        parts.append(f"The worst element is {element_name('', where)}: {', '.join(said)}.")
    return " ".join(parts)


def _verdict_counts(verdicts: NDArray[Any]) -> str:
    failing = np.count_nonzero(verdicts == "fail")
    vague = np.count_nonzero(verdicts == "unresolved")
    if not failing + vague:
        return f"all {whole(verdicts.size)} elements pass."
    text = (
        f"{whole(failing)} of {whole(verdicts.size)} elements fail "
        f"({percent(failing / verdicts.size)})."
    )
    return text + (f" {whole(vague)} cannot be resolved." if vague else "")
