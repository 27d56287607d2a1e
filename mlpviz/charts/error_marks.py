"""What is drawn over the cells of an error heatmap: failing, kinked and worst elements."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import key
from mlpviz.charts.palette import HALO, INK, NEUTRAL, NOT_A_NUMBER
from mlpviz.charts.tensor_plane import mask_border
from mlpviz.words import SIGNS, agreeing, counted, whole

# The drawing area of the smallest card, in pixels; a cell of fewer than the last has no room for
# a mark of its own.
_WIDTH, _HEIGHT, _ROOM = 230, 190, 7

# Commands of one border; a mask scattered wider than this would be a veil, not a line.
_MAX_COMMANDS = 1000
NOT_LOOKED_AT = "not looked at"  # stands for a verdict where there is none


@dataclass(frozen=True)
class Marks:
    """Masks [rows, columns] of the drawn cells, the ring's cell, and the first row and column.

    `failing`, `vague`, `unseen` and `kinks` are None where nothing is known of them, `worst` and
    `chosen` where no cell is marked.
    """

    failing: Array | None
    vague: Array | None
    kinks: Array | None
    missing: Array
    worst: tuple[int, int] | None
    top: int
    left: int
    chosen: tuple[int, int] | None = None
    unseen: Array | None = None

    @property
    def side(self) -> float:
        """The smaller side of a cell in pixels, on the smallest card."""
        rows, columns = self.missing.shape
        return float(min(_WIDTH / columns, _HEIGHT / rows))


def mark_layers(marks: Marks) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Traces and shapes: crosses and dots where cells have room for them, else outlines."""
    traces, shapes = [], []
    for mask, dash, mark in ((marks.kinks, "dot", _dots), (marks.failing, "solid", _crosses)):
        if mask is None or not mask.any():
            continue
        if marks.side >= _ROOM:
            traces.append(mark(marks, mask))
        else:
            shapes += _border(marks, mask, dash)
    traces += _ring(marks, "chosen", "square", marks.chosen)
    return [*traces, *_ring(marks, "worst", "circle", marks.worst)], shapes


def _points(marks: Marks, mask: Array, name: str) -> dict[str, Any]:
    rows, columns = np.nonzero(mask)
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": typed_array(columns + marks.left),
        "y": typed_array(rows + marks.top),
        "hoverinfo": "skip",
    }


def _crosses(marks: Marks, mask: Array) -> dict[str, Any]:
    size = float(np.clip(0.55 * marks.side, 5, 12))
    line = {"color": INK, "width": 1}
    marker = {"symbol": "x", "size": size, "color": HALO, "line": line}
    return _points(marks, mask, "fail") | {"marker": marker}


def _dots(marks: Marks, mask: Array) -> dict[str, Any]:
    """Kinks: in a corner of the cell, where they leave room for a cross."""
    points = _points(marks, mask, "kink")
    rows, columns = np.nonzero(mask)
    points["x"] = typed_array(columns + marks.left + 0.36)
    points["y"] = typed_array(rows + marks.top - 0.36)
    line = {"color": INK, "width": 1}
    size = float(np.clip(0.3 * marks.side, 4, 7))
    return points | {"marker": {"symbol": "diamond", "size": size, "color": HALO, "line": line}}


def _border(marks: Marks, mask: Array, dash: str) -> list[dict[str, Any]]:
    """One path around the cells, in the colour of the text, which stands out on either page."""
    commands = mask_border(mask, marks.top, marks.left)
    if len(commands) > _MAX_COMMANDS:
        return []
    return [{"type": "path", "path": "".join(commands), "line": {"width": 1.2, "dash": dash}}]


def _ring(
    marks: Marks, name: str, symbol: str, cell: tuple[int, int] | None
) -> list[dict[str, Any]]:
    """Light within dark, so that one of the two stands out from whatever is below."""
    if cell is None:
        return []
    row, column = cell
    size = float(np.clip(1.1 * marks.side, 14, 26))
    return [
        {
            "type": "scatter",
            "name": name,
            "mode": "markers",
            "x": [column + marks.left] * 2,
            "y": [row + marks.top] * 2,
            "marker": {
                "symbol": f"{symbol}-open",
                "size": size,
                "color": [INK, HALO],
                "line": {"width": [4.5, 2]},
            },
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]


def count_texts(marks: Marks) -> list[str]:
    """The key: what the marks mean and how many there are, of those to be seen."""
    roomy = marks.side >= _ROOM
    failing, vague, unseen, kinks, missing = (
        0 if mask is None else int(np.count_nonzero(mask))
        for mask in (marks.failing, marks.vague, marks.unseen, marks.kinks, marks.missing)
    )
    total = marks.missing.size - unseen
    parts = [] if marks.failing is None else [_failing(failing, vague, total)]
    if vague:
        parts.append(key("■", NEUTRAL, f"{whole(vague)} cannot be judged").strip())
    if unseen:
        parts.append(key("□", NEUTRAL, f"{whole(unseen)} not looked at").strip())
    if marks.worst is not None:
        parts.append("◯ worst")
    if marks.chosen is not None:
        parts.append("□ chosen")
    if kinks:
        parts.append(f"{'◆' if roomy else '┈'} {counted(kinks, 'kink')}")
    if missing:
        parts.append(key("■", NOT_A_NUMBER, f"{whole(missing)} NaN").strip())
    return [f"\u2002{part}" for part in parts]


def _failing(failing: int, vague: int, total: int) -> str:
    """How many of the elements fail: `✗ 2 of 24 fail`, `✓ none of 307,328 fail`."""
    if not failing:
        sign = SIGNS["unresolved" if vague else "pass"]
        return (
            f"{sign} {'it passes' if total == 1 and not vague else f'none of {whole(total)} fail'}"
        )
    fail = agreeing(failing, "fails", "fail")
    if failing == total:
        return f"{SIGNS['fail']} {'it' if total == 1 else f'all {whole(total)}'} {fail}"
    return f"{SIGNS['fail']} {whole(failing)} of {whole(total)} {fail}"
