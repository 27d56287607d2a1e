"""A gradient's errors over their tolerances, one cell per weight, shaped like the tensor."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_hover import cell_words, hover
from mlpviz.charts.error_marks import NOT_LOOKED_AT, Marks, count_texts, mark_layers
from mlpviz.charts.figure import Figure, Note, heading, label, layout
from mlpviz.charts.fit import PLOT, fitted, height, rows_of, width
from mlpviz.charts.palette import NEUTRAL, NOT_A_NUMBER, judged_scale, translucent
from mlpviz.charts.shapes import shaped
from mlpviz.charts.tensor_plane import plane_cell, plane_shape, window
from mlpviz.charts.tensor_sides import UNNAMED, Side, room_for, side_axis
from mlpviz.words import (
    D3_COMPARED,
    D3_ERROR,
    agreeing,
    counted,
    element_name,
    number,
    out_of,
    percent,
    shape_text,
    whole,
)

# Powers of ten of error / tolerance: what is far below the limit, or far beyond, looks the same.
LOW, HIGH = -3, 15
_TICKS = {-3: "10⁻³", 0: "1: limit", 5: "10⁵", 10: "10¹⁰", 15: "10¹⁵"}


_RIGHT = 66  # px of the colour bar

_ByTitle = dict[str, Array]
_NONE: Mapping[str, ArrayLike] = MappingProxyType({})


class ErrorHeatmap(NamedTuple):
    """log10 of error / tolerance of one parameter `name`, on a fixed scale of 10^-3 to 10^15.

    Above 1 an element is wrong: the colour leaps there, so that it says what the verdict says. A
    matrix W [fan_in, fan_out] has its rows from top to bottom; a vector is one row; of a tensor
    with more axes the first one makes the rows and the others, flattened, the columns
    (`tensor_plane.plane_index` turns a cell into an index). What is not finite has a colour of its
    own.

    All arrays have the shape of `ratios`. `verdicts` holds "pass", "fail" or "unresolved": failing
    elements are crossed, or outlined where cells are small; those that cannot be judged are grey,
    light grey those that are "not looked at".
    `kinks` (bool) are dots, or dotted outlines. The element `worst` has a ring, another one that
    is `chosen` a square.
    `numbers` (title to array, shown with 12 digits) and `details` (with 3) are told under the
    mouse, up to 4,000 elements; of larger tensors index and error / tolerance alone. `sides` name
    the rows and the columns. Of more than 500,000 elements those around `worst` are drawn.

    Both methods raise ValueError if an array has another shape.
    """

    ratios: ArrayLike
    name: str
    verdicts: ArrayLike | None = None
    kinks: ArrayLike | None = None
    worst: Sequence[int] | None = None
    numbers: Mapping[str, ArrayLike] = _NONE
    details: Mapping[str, ArrayLike] = _NONE
    chosen: Sequence[int] | None = None
    sides: tuple[Side, Side] = (UNNAMED, UNNAMED)

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
            vague=None if judged is None else judged == "unresolved",
            kinks=None if kinks is None else picture(kinks),
            missing=~np.isfinite(shown) & (True if judged is None else judged != NOT_LOOKED_AT),
            unseen=None if judged is None else judged == NOT_LOOKED_AT,
            worst=None if self.worst is None else (row - top, column - left),
            chosen=self._chosen(shape, part),
            top=top,
            left=left,
        )
        marked, shapes = mark_layers(marks)
        columns = {title: (picture(array), D3_COMPARED) for title, array in numbers.items()}
        columns |= {title: (picture(array), D3_ERROR) for title, array in details.items()}
        rows, across = self._sides(shape)
        words = cell_words(shown, judged, marks, rows.names[part[0]], across.names[part[1]])
        if words is None:
            rows, across = rows.by_index(), across.by_index()
        named = bool(rows.names or across.names)
        left = room_for(rows, part[0])
        title = rows_of(_title(self.name, shape, part, PLOT - left), PLOT - left)
        title += "<br>" + rows_of(count_texts(marks), PLOT - left)
        return {
            "data": [
                _cells(shown, marks)
                | hover(shown, label(self.name), shape, part, columns, words, named),
                *_overlaid("cannot be judged", marks.vague, translucent(NEUTRAL, 0.55), marks),
                *_overlaid("not looked at", marks.unseen, translucent(NEUTRAL, 0.25), marks),
                *_overlaid("not a number", marks.missing, NOT_A_NUMBER, marks),
                *marked,
            ],
            "layout": layout(
                left=left,
                right=_RIGHT,
                top=height(title),
                bottom=34,
                annotations=[heading(title)],
                shapes=shapes,
                hoverlabel={"align": "left"},
                xaxis=side_axis(across, part[1], room=PLOT - left - _RIGHT),
                yaxis=side_axis(rows, part[0], downward=True),
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
        finite, missing = tensor[np.isfinite(tensor)], ~np.isfinite(tensor)
        if verdicts is not None:
            missing &= verdicts != NOT_LOOKED_AT
        if finite.size:
            parts.append(
                f"Error / tolerance reaches from {number(float(finite.min()))} to "
                f"{number(float(finite.max()))}, half of it up to "
                f"{number(float(np.median(finite)))}; above 1 is wrong."
            )
        counts = {
            "Not a number": int(np.count_nonzero(missing)),
            "Crossing a kink": 0 if kinks is None else int(np.count_nonzero(kinks)),
        }
        parts += [f"{kind}: {whole(count)}." for kind, count in counts.items() if count]
        if self.worst is not None:
            where = tuple(self.worst)
            values = [("error / tolerance", tensor, 3)]
            values += [(title, array, 9) for title, array in numbers.items()]
            values += [(title, array, 3) for title, array in details.items()]
            said = [f"{title} {number(array[where], digits)}" for title, array, digits in values]
            element = f"The worst element is {element_name('', where)}" if where else "The element"
            parts.append(f"{element}: {', '.join(said)}.")
        return " ".join(parts)

    def _arrays(self) -> tuple[Array, Array | None, Array | None, _ByTitle, _ByTitle]:
        """All arrays, in the order of the fields."""
        ratios = np.asarray(self.ratios, dtype=float)

        def like_ratios(array: ArrayLike, what: str, dtype: Any = None) -> Array:
            return shaped(array, ratios.shape, what, dtype)

        return (
            ratios,
            None if self.verdicts is None else like_ratios(self.verdicts, "verdicts"),
            None if self.kinks is None else like_ratios(self.kinks, "kinks", bool),
            {title: like_ratios(array, title) for title, array in self.numbers.items()},
            {title: like_ratios(array, title) for title, array in self.details.items()},
        )

    def _chosen(self, shape: tuple[int, ...], part: tuple[slice, slice]) -> tuple[int, int] | None:
        """Row and column of the chosen cell in the part that is drawn, if it is not the worst."""
        if self.chosen is None or (self.worst and tuple(self.chosen) == tuple(self.worst)):
            return None
        row, column = plane_cell(self.chosen, shape)
        inside = part[0].start <= row < part[0].stop and part[1].start <= column < part[1].stop
        return (row - part[0].start, column - part[1].start) if inside else None

    def _sides(self, shape: tuple[int, ...]) -> tuple[Side, Side]:
        """What rows and columns are; by default just that."""
        rows, across = self.sides
        if not across.title:
            across = across._replace(title="column" if len(shape) > 1 else "element")
        if not rows.title:
            rows = rows._replace(title="row" if len(shape) > 1 else "")
        return rows, across


def _log_ratios(ratios: Array) -> Array:
    """log10, with the ends of the scale for what is beyond, and NaN for what is not finite."""
    safe = np.where(np.isfinite(ratios), ratios, np.nan)
    logs: Array = np.log10(np.clip(safe, 10.0**LOW, 10.0**HIGH))
    return logs


def _cells(ratios: Array, marks: Marks) -> dict[str, Any]:
    """The heatmap itself, with its colour bar."""
    gap = 1 if max(ratios.shape) <= 60 else 0
    return {
        "type": "heatmap",
        "name": "errors",
        "z": typed_array(_log_ratios(ratios)),
        **_placed(marks),
        "zmin": LOW,
        "zmax": HIGH,
        "colorscale": judged_scale(-LOW / (HIGH - LOW)),
        "xgap": gap,
        "ygap": gap,
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "xpad": 6,
            "ypad": 0,
            "tickvals": list(_TICKS),
            "ticktext": list(_TICKS.values()),
        },
    }


def _overlaid(name: str, mask: Array | None, color: str, marks: Marks) -> list[dict[str, Any]]:
    """Cells in a colour outside the scale: what says nothing must not look like agreement."""
    if mask is None or not mask.any():
        return []
    return [
        {
            "type": "heatmap",
            "name": name,
            "z": typed_array(mask),
            **_placed(marks),
            "zmin": 0,
            "zmax": 1,
            "colorscale": [[0.0, "rgba(0,0,0,0)"], [1.0, color]],
            "showscale": False,
            "hoverinfo": "skip",
        }
    ]


def _placed(marks: Marks) -> dict[str, int]:
    return {"x0": marks.left, "dx": 1, "y0": marks.top, "dy": 1}


def _title(
    name: str, shape: tuple[int, ...], part: tuple[slice, slice], room: float
) -> Iterator[str]:
    """The parts of the heading."""
    size = f" {shape_text(shape)}"
    yield f"<b>{fitted(name, 0.9 * (room - width(size)))}</b>{size}"
    yield "\u2002error / tolerance"
    drawn = [(piece.start, piece.stop) for piece in part]
    if [stop - start for start, stop in drawn] == list(plane_shape(shape)):
        return
    (top, bottom), (left, right) = drawn
    yield f"\u2002rows {top}–{bottom - 1}, columns {left}–{right - 1}"


def _verdict_counts(verdicts: Array) -> str:
    failing = int(np.count_nonzero(verdicts == "fail"))
    vague = int(np.count_nonzero(verdicts == "unresolved"))
    unseen = int(np.count_nonzero(verdicts == NOT_LOOKED_AT))
    if not failing + vague + unseen:
        every = f"all {counted(verdicts.size, 'element')} pass"
        return f"{agreeing(verdicts.size, 'its only element passes', every)}."
    some = out_of(failing, verdicts.size, "element", "fails", "fail")
    text = f"{some} ({percent(failing / verdicts.size)})."
    text += f" {whole(vague)} cannot be judged." if vague else ""
    seen = f" {whole(unseen)} {agreeing(unseen, 'was', 'were')} not looked at."
    return text + (seen if unseen else "")
