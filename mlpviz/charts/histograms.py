"""How the weights, or their gradients, are distributed: one small histogram per parameter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import bin_counts, both_ends, typed_array
from mlpviz.charts.figure import Figure, blank_layout, label, nice_ceiling
from mlpviz.charts.fit import PLOT, width
from mlpviz.charts.palette import NEGATIVE, NEUTRAL, POSITIVE, translucent
from mlpviz.charts.spread import TINY, spread_of
from mlpviz.words import D3_ERROR, D3_WHOLE, agreeing, counted, d3, number, shape_text, whole

Kind = Literal["weights", "gradients"]

# Odd, so that one bin lies around zero: neither positive nor negative.
BINS = 25
MAX_LAYERS = 8

_HUGE = 8e307
_LARGE = 1e38  # float32 holds no more
_HALF_WIDTH = 0.46

# Pixels of the smallest card's drawing area, of a label's line, of what is free below the bars, and
# of a label that fits over half a card.
_PLOT, _LABEL, _GAP, _ROOM = 242, 14, 2, PLOT / 2 - 8


@dataclass(frozen=True)
class _Cell:
    """Where one parameter is drawn, its bins from -limit to limit, and what is said about it.

    `title` is the label, the longest of `titles`, longest first, that has room.
    """

    row: int
    column: int
    limit: float
    counts: Array
    titles: tuple[str, ...]

    @property
    def title(self) -> str:
        """The label."""
        return next((text for text in self.titles if width(text) <= _ROOM), self.titles[-1])


class _Row(NamedTuple):
    """How a row is divided, in shares of its height: the label stands at `label`, bars below."""

    base: float
    bars: float
    label: float


def _row(rows: int) -> _Row:
    """Divide a row of the smallest card in pixels, or the labels would lie on the bars."""
    pitch = _PLOT / rows
    return _Row(_GAP / pitch, 1 - (_LABEL + _GAP) / pitch, 1 - _LABEL / 2 / pitch)


class ParameterHistograms(NamedTuple):
    """Small multiples: a row per layer, its weight matrix on the left, its biases on the right.

    `arrays` maps names to parameters (or to their gradients: `kind`), layer by layer: a matrix
    opens a layer, a vector belongs to the matrix before it. Each histogram has its own symmetric
    range and its own height; the label gives name, shape, standard deviation and range, or of these
    what has room, and the mouse finds the rest there. Under the mouse, a bin tells its own range.
    Beyond eight layers only the first four and the last four are drawn. Values that are not finite
    are counted in the label.

    All of it is one pair of axes and five traces: a pair of axes per histogram costs the browser
    several times as much.
    """

    arrays: Mapping[str, Array]
    kind: Kind = "weights"

    def figure(self) -> Figure:
        """Bars for negative, zero and positive values, what the mouse finds on them, the labels."""
        cells = _cells(both_ends(_layers(self.arrays), MAX_LAYERS))
        rows = 1 + max((cell.row for cell in cells), default=0)
        columns = 1 + max((cell.column for cell in cells), default=0)
        middle = BINS // 2
        points = _points(cells, rows)
        noun = "weights" if self.kind == "weights" else "gradient entries"
        parts = (
            (slice(0, middle), NEGATIVE),
            (slice(middle, middle + 1), NEUTRAL),
            (slice(middle + 1, BINS), POSITIVE),
        )
        return {
            "data": [
                *(_bars(points, part, color) for part, color in parts),
                _bins(cells, points, noun),
                _titles(cells, rows),
            ],
            # A bin is found in all of its height.
            "layout": blank_layout(columns, rows, left=6, right=6, top=4, bottom=4)
            | {"hoverdistance": round(_PLOT / rows / 2)},
        }

    def summary(self) -> str:
        """Spread and extent of every drawn parameter, in words."""
        layers = _layers(self.arrays)
        shown = both_ends(layers, MAX_LAYERS)
        parts = [_in_words(name, array) for layer in shown for name, array in layer]
        text = f"Distribution of the {self.kind}: " + "; ".join(parts) + "."
        if left := len(layers) - len(shown):
            text += (
                f" {counted(left, 'layer')} between the first four and the last four "
                f"{agreeing(left, 'is', 'are')} not drawn."
            )
        return text


def _layers(arrays: Mapping[str, Array]) -> list[list[tuple[str, Array]]]:
    layers: list[list[tuple[str, Array]]] = []
    for name, array in arrays.items():
        if array.ndim > 1 or not layers:
            layers.append([])
        layers[-1].append((name, array))
    return layers


def _cells(layers: Iterable[list[tuple[str, Array]]]) -> list[_Cell]:
    return [
        _cell(row, column, name, array)
        for row, layer in enumerate(layers)
        for column, (name, array) in enumerate(layer)
    ]


def _cell(row: int, column: int, name: str, array: Array) -> _Cell:
    spread = spread_of(array)
    largest = max(spread.high, -spread.low)
    # Beyond these two the width of a bin would overflow: subnormal numbers are drawn as zeros.
    limit = min(nice_ceiling(largest if largest > TINY else 0.0), _HUGE)
    shape = shape_text(array.shape)
    bold = f"<b>{label(name)}</b>"
    deviation = ""
    if spread.missing:
        extent = f"{whole(spread.missing)} not finite"
    elif largest <= TINY:
        extent = "all 0" if largest == 0.0 else "all almost 0"
    else:
        extent = f"±{number(limit, 2)}"
        deviation = f"σ {number(spread.deviation, 2)}  "
    counts = bin_counts(array, -limit, limit, BINS)
    said = f"{shape}  {deviation}{extent}", f"{deviation}{extent}", extent
    titles = tuple(f"{bold} {text}" for text in said)
    return _Cell(row, column, limit, counts, titles)


def _points(cells: list[_Cell], rows: int) -> Array:
    """[cells, BINS + 2, 2]: x and y of every bin, with an empty one more at either end."""
    centres = (2 * np.arange(-1, BINS + 1) + 1) / BINS - 1
    points = np.zeros((len(cells), BINS + 2, 2))
    division = _row(rows)
    for cell, block in zip(cells, points, strict=True):
        block[:, 0] = cell.column + 0.5 + _HALF_WIDTH * centres
        block[:, 1] = rows - 1 - cell.row + division.base
        block[1:-1, 1] += cell.counts * (division.bars / max(int(cell.counts.max()), 1))
    return points


def _bars(points: Array, part: slice, color: str) -> dict[str, Any]:
    """The bins `part` of every cell as one filled step line with gaps: one path to draw."""
    count = part.stop - part.start
    block = np.zeros((len(points), count + 3, 2))
    # A point of height 0 before and after the bins; "hvh" steps halfway between two points.
    block[:, : count + 2] = points[:, part.start : part.stop + 2]
    for end in (0, count + 1):
        block[:, end, 1] = points[:, 0, 1]
    block[:, -1] = np.nan
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed_array(block[:, :, 0].ravel()),
        "y": typed_array(block[:, :, 1].ravel()),
        "line": {"shape": "hvh", "color": color, "width": 1},
        "fill": "toself",
        "fillcolor": translucent(color, 0.55),
        "hoverinfo": "skip",
    }


def _bins(cells: list[_Cell], points: Array, noun: str) -> dict[str, Any]:
    """What the mouse finds: at half the height of every bin that holds something, count and range.

    The bars themselves are found at their tops alone.
    """
    parts = [np.empty((0, 5))]
    for cell, block in zip(cells, points, strict=True):
        held = np.flatnonzero(cell.counts)
        middle = np.full(len(held), block[0, 1] + _row(1 + cells[-1].row).bars / 2)
        edges = cell.limit * (2 * np.stack([held, held + 1]) / BINS - 1)
        parts.append(np.column_stack([block[1:-1, 0][held], middle, cell.counts[held], *edges]))
    found = np.concatenate(parts)
    large = bool(np.abs(found).max(initial=0.0) > _LARGE)
    low, high = d3("customdata[1]", D3_ERROR), d3("customdata[2]", D3_ERROR)
    text = f"{low} to {high}<br>{d3('customdata[0]', D3_WHOLE)} {noun}"
    return {
        "type": "scatter",
        "mode": "none",
        "x": typed_array(found[:, 0]),
        "y": typed_array(found[:, 1]),
        "customdata": typed_array(found[:, 2:], exact=large),
        "hovertemplate": f"{text}<extra></extra>",
    }


def _titles(cells: list[_Cell], rows: int) -> dict[str, Any]:
    division = _row(rows)
    titles, texts = [cell.titles[0] for cell in cells], [cell.title for cell in cells]
    # What is to be read anyway need not travel twice.
    hover = {"hoverinfo": "skip"} if texts == titles else {"hovertext": titles, "hoverinfo": "text"}
    return {
        "type": "scatter",
        "mode": "text",
        "x": [round(cell.column + 0.5 - _HALF_WIDTH, 3) for cell in cells],
        "y": [round(rows - 1 - cell.row + division.label, 3) for cell in cells],
        "text": texts,
        "textposition": "middle right",
        **hover,
    }


def _in_words(name: str, array: Array) -> str:
    spread = spread_of(array)
    if spread.missing:
        some = counted(spread.missing, "value that is", "values that are")
        return f"{name} has {some} not finite"
    if spread.low == spread.high == 0.0:
        return f"{name} is all zero"
    return (
        f"{name} has standard deviation {number(spread.deviation, 2)} and reaches from "
        f"{number(spread.low, 2)} to {number(spread.high, 2)}"
    )
