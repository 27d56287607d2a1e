"""Relative errors of a gradient, one cell per weight, shaped like the tensor."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_axis import FLOOR
from mlpviz.charts.error_hover import cell_words, hover
from mlpviz.charts.error_marks import Marks, count_texts, mark_layers
from mlpviz.charts.figure import Figure, Note, axis, heading, label, layout
from mlpviz.charts.palette import NOT_A_NUMBER, error_scale
from mlpviz.charts.shapes import shaped
from mlpviz.charts.tensor_plane import plane_cell, plane_shape, window
from mlpviz.words import D3_COMPARED, D3_ERROR, element_name, number, percent, shape_text, whole

_TICKS = {-17: "exact", -12: "10⁻¹²", -8: "10⁻⁸", -4: "10⁻⁴", 0: "1"}


_ByTitle = dict[str, Array]
_NONE: Mapping[str, ArrayLike] = MappingProxyType({})


class ErrorHeatmap(NamedTuple):
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

    Both methods raise ValueError if an array has another shape.
    """

    errors: ArrayLike
    name: str
    verdicts: ArrayLike | None = None
    kinks: ArrayLike | None = None
    worst: Sequence[int] | None = None
    numbers: Mapping[str, ArrayLike] = _NONE
    details: Mapping[str, ArrayLike] = _NONE

    def figure(self) -> Figure:
        """The heatmap, and the marks over its cells."""
        tensor, verdicts, kinks, numbers, details = self._arrays()
        if tensor.size == 0:
            return Note(f"{label(self.name)} has no elements.").figure()
        shape = tensor.shape
        row, column = plane_cell(self.worst, shape) if self.worst is not None else (0, 0)
        part = window(*plane_shape(shape), row, column)

        def picture(array: Array) -> Array:
            return array.reshape(plane_shape(shape))[part]

        shown, judged = picture(tensor), None if verdicts is None else picture(verdicts)
        top, left = part[0].start, part[1].start
        marks = Marks(
            failing=None if judged is None else judged == "fail",
            kinks=None if kinks is None else picture(kinks),
            missing=~np.isfinite(shown),
            worst=None if self.worst is None else (row - top, column - left),
            top=top,
            left=left,
        )
        marked, shapes = mark_layers(marks)
        columns = {title: (picture(array), D3_COMPARED) for title, array in numbers.items()}
        columns |= {title: (picture(array), D3_ERROR) for title, array in details.items()}
        words = cell_words(shown, judged, marks)
        title = f"{_title(self.name, shape, part)}<br>{count_texts(marks)}"
        return {
            "data": [
                _cells(shown, marks) | hover(shown, label(self.name), shape, part, columns, words),
                *_missing(marks),
                *marked,
            ],
            "layout": layout(
                left=44,
                right=58,
                top=36,
                bottom=34,
                annotations=[heading(title) | {"align": "left"}],
                shapes=shapes,
                hoverlabel={"align": "left"},
                xaxis=_index_axis(part[1], "column" if len(shape) > 1 else "element"),
                yaxis=_index_axis(part[0], "row" if len(shape) > 1 else "", downward=True),
            ),
        }

    def summary(self) -> str:
        """How many elements fail, how large the errors are, all numbers of the worst element."""
        tensor, verdicts, kinks, numbers, details = self._arrays()
        if tensor.size == 0:
            return f"{self.name} has no elements."
        parts = [f"{self.name} ({shape_text(tensor.shape)}):"]
        if verdicts is not None:
            parts.append(_verdict_counts(verdicts))
        finite = tensor[np.isfinite(tensor)]
        if finite.size:
            parts.append(
                f"Relative errors reach from {number(float(finite.min()))} to "
                f"{number(float(finite.max()))}, half of them up to "
                f"{number(float(np.median(finite)))}."
            )
        counts = {
            "Agreeing exactly": int(np.count_nonzero(tensor == 0.0)),
            "Not a number": tensor.size - finite.size,
            "Crossing a kink": 0 if kinks is None else int(np.count_nonzero(kinks)),
        }
        parts += [f"{kind}: {whole(count)}." for kind, count in counts.items() if count]
        if self.worst is not None:
            where = tuple(self.worst)
            values = {"relative error": tensor, **numbers, **details}
            said = [f"{title} {number(array[where], 9)}" for title, array in values.items()]
            element = f"The worst element is {element_name('', where)}" if where else "The element"
            parts.append(f"{element}: {', '.join(said)}.")
        return " ".join(parts)

    def _arrays(self) -> tuple[Array, Array | None, Array | None, _ByTitle, _ByTitle]:
        """All arrays, in the order of the fields."""
        errors = np.asarray(self.errors, dtype=float)

        def like_errors(array: ArrayLike, what: str, dtype: Any = None) -> Array:
            return shaped(array, errors.shape, what, dtype)

        return (
            errors,
            None if self.verdicts is None else like_errors(self.verdicts, "verdicts"),
            None if self.kinks is None else like_errors(self.kinks, "kinks", bool),
            {title: like_errors(array, title) for title, array in self.numbers.items()},
            {title: like_errors(array, title) for title, array in self.details.items()},
        )


def _log_errors(errors: Array) -> Array:
    """log10, with -17 for 0 and NaN, a gap, for what is not finite."""
    safe = np.where(np.isfinite(errors), errors, np.nan)
    return np.log10(np.maximum(safe, FLOOR))


def _cells(errors: Array, marks: Marks) -> dict[str, Any]:
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


def _verdict_counts(verdicts: Array) -> str:
    failing = np.count_nonzero(verdicts == "fail")
    vague = np.count_nonzero(verdicts == "unresolved")
    if not failing + vague:
        return f"all {whole(verdicts.size)} elements pass."
    text = (
        f"{whole(failing)} of {whole(verdicts.size)} elements fail "
        f"({percent(failing / verdicts.size)})."
    )
    return text + (f" {whole(vague)} cannot be resolved." if vague else "")
