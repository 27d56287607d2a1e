"""The prediction along each feature, all others as they are."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.figure import Figure, heading, key, layout
from mlpviz.charts.fit import PLOT, fitted, height, rows_of, short_names
from mlpviz.charts.palette import MODEL, NEUTRAL, class_colors
from mlpviz.words import D3_PERCENT, counted, d3, listed, number, percent

MOST = 16  # panels
_GAP = 0.08  # of the height of all panels: a name
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
_LINES = 5  # classes that have a line


class PartialCurves(NamedTuple):
    """The prediction along each feature, through the present point.

    `values` [d, p] are those that a feature takes while all others stay at `present` [d], `curves`
    [d, p, m] what is predicted there: a number (m = 1), or the score of each class. `now` [m] is
    the prediction at the present point. `names` [d] are the features', `class_names` the classes',
    empty for a number. The features whose curves vary most are drawn, up to 16, and the classes
    that are likeliest somewhere, up to 5. `output` names what is predicted.
    """

    values: Array
    curves: Array
    present: ArrayLike
    now: ArrayLike
    names: Sequence[str]
    class_names: Sequence[str] = ()
    output: str = "prediction"

    def figure(self) -> Figure:
        """A panel per feature with a line per class, and a dot at the present point."""
        shown, lines = self._shown(), self._lines()
        across = 2 if len(shown) <= 4 else 3 if len(shown) <= 9 else 4
        rows = max(-(-len(shown) // across), 1)
        low, high = self._bounds()
        data: list[dict[str, Any]] = []
        axes: dict[str, Any] = {}
        notes = [heading(text := self._key(lines)) | {"y": 1.0, "yshift": 14}]
        for panel, i in enumerate(shown):
            at = "" if panel == 0 else str(panel + 1)
            column, row = panel % across, panel // across
            left, top = column / across, 1.0 - row / rows
            ends = [left, left + 0.9 / across]
            levels = [top - 1.0 / rows + _GAP, top]
            span = [float(self.values[i].min()), float(self.values[i].max())]
            small = {"zeroline": False, "showticklabels": False, "nticks": 3}
            axes[f"xaxis{at}"] = small | {"domain": ends, "anchor": f"y{at}", "range": span}
            axes[f"yaxis{at}"] = small | {
                "domain": levels,
                "anchor": f"x{at}",
                "range": [low, high],
            }
            data += [self._line(i, at, k, color, dash) for k, color, dash in lines]
            data.append(self._dots(i, at, [k for k, _, _ in lines]))
            room = 0.9 * PLOT / across
            title = fitted(f"{self.names[i]}", room)
            notes.append(heading(title, left, levels[0]) | {"yanchor": "top", "xanchor": "left"})
        frame = layout(left=6, right=2, top=height(text) + 14, bottom=20, annotations=notes)
        return {"data": data, "layout": frame | axes}

    def summary(self) -> str:
        """Along which features the prediction varies most, and how far."""
        vary = self._spread()
        shown = np.argsort(-vary, kind="stable")[:4]
        words = percent if self.class_names else number
        parts = [f"{self.names[i]} by {words(float(vary[i]))}" for i in shown]
        if not parts:
            return "There are no features."
        if len(self.names) == 1:
            return f"The {self.output} along the only feature, {parts[0]}."
        return (
            f"The {self.output} along each of {counted(len(self.names), 'feature')}, the others as "
            f"they are. It varies most along {listed(parts)}."
        )

    def _spread(self) -> Array:
        spread: Array = np.ptp(finite(self.curves), axis=1).max(axis=1, initial=0.0)
        return spread

    def _shown(self) -> Array:
        """The features that have a panel: those along which most changes, in their order."""
        most = np.argsort(-self._spread(), kind="stable")
        return np.sort(most[:MOST]) if len(most) > MOST else np.arange(len(most))

    def _lines(self) -> list[tuple[int, str, str]]:
        """Which outputs have a line, and how it looks."""
        if not self.class_names:
            return [(0, MODEL, "solid")]
        highest = finite(self.curves).max(axis=(0, 1), initial=0.0)
        chosen = np.sort(np.argsort(-highest, kind="stable")[:_LINES])
        colors = class_colors(len(self.class_names))
        return [
            (int(k), colors[k], _DASHES[place % len(_DASHES)]) for place, k in enumerate(chosen)
        ]

    def _bounds(self) -> tuple[float, float]:
        if self.class_names:
            return -0.04, 1.04
        values = finite(self.curves)
        low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
        low = float(values.min()) if values.size else low
        margin = 0.06 * (high - low) or 1.0
        return low - margin, high + margin

    def _key(self, lines: list[tuple[int, str, str]]) -> str:
        now = finite(self.now)
        if not self.class_names:
            return rows_of([f"{self.output} {number(now[0])}", key("●", NEUTRAL, "now")], PLOT)
        short = short_names([self.class_names[k] for k, _, _ in lines], 84)[1]
        marks = {"solid": "━", "dash": "╍", "dot": "┅", "dashdot": "┉", "longdash": "╺╸"}
        names = [
            key(marks[dash], color, name)
            for (_, color, dash), name in zip(lines, short, strict=True)
        ]
        return rows_of([self.output, *names, key("●", NEUTRAL, "now")], PLOT)

    def _line(self, i: int, at: str, k: int, color: str, dash: str) -> dict[str, Any]:
        form = d3("y", D3_PERCENT) if self.class_names else d3("y")
        name = fitted(self.class_names[k], 160) if self.class_names else self.output
        return {
            "type": "scatter",
            "mode": "lines",
            "xaxis": f"x{at}",
            "yaxis": f"y{at}",
            "x": typed_array(self.values[i]),
            "y": typed_array(self.curves[i, :, k]),
            "line": {"color": color, "width": 1.5, "dash": dash},
            "hovertemplate": f"{fitted(self.names[i], 160)} {d3('x')}<br>{name} {form}"
            "<extra></extra>",
        }

    def _dots(self, i: int, at: str, lines: list[int]) -> dict[str, Any]:
        """The present point on each line."""
        now, present = finite(self.now), finite(self.present)
        return {
            "type": "scatter",
            "mode": "markers",
            "xaxis": f"x{at}",
            "yaxis": f"y{at}",
            "x": [float(present[i])] * len(lines),
            "y": [float(now[k]) for k in lines],
            "marker": {"color": NEUTRAL, "size": 6},
            "hoverinfo": "skip",
        }
