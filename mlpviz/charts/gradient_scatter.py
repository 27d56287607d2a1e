"""Every entry of a gradient against its reference: a constant factor is a line of that slope."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import pick, typed_array
from mlpviz.charts.figure import Figure, blank_layout, heading, key
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.palette import MODEL, NEGATIVE, NEUTRAL, POSITIVE
from mlpviz.charts.shapes import shaped
from mlpviz.charts.slopes import Slope, fitted_slope
from mlpviz.words import D3_NUMBER, SIGNS, d3, listed, out_of

MAX_PANELS = 8
MAX_POINTS = 60  # of either verdict in a panel
ROW = 4  # from more panels than this on there are two rows

_HALF = 0.45  # of a panel's width, in widths of its column
_TITLES = {1: 0.2, 2: 0.36}  # of a row's height, by the number of rows
_FOOT = 0.03


class _Panel(NamedTuple):
    """One parameter: where it is drawn, its finite entries, and the line through them.

    `reference` and `analytic` [n] are over the reference's largest entry, `high` is the larger of
    1 and the largest of `analytic`; `missing` entries are not finite. `numbers` [n, 2] are
    analytic and reference as they are.
    """

    name: str
    column: int
    base: float
    height: float
    reference: Array
    analytic: Array
    failing: Array
    numbers: Array
    high: float
    missing: int
    slope: Slope

    def place(self, x: ArrayLike, y: ArrayLike) -> Array:
        """[n, 2]: where points with these coordinates are drawn."""
        across = self.column + 0.5 + _HALF * np.asarray(x)
        up = self.base + self.height * (0.5 + 0.5 * np.asarray(y) / self.high)
        return np.column_stack([across, up])

    def line(self, slope: float) -> Array:
        """[3, 2]: the line of that slope as far as the panel reaches, and a gap."""
        end = min(1.0, self.high / abs(slope)) if slope else 1.0
        x = np.array([-end, end, np.nan])
        return self.place(x, slope * x)


class GradientScatter(NamedTuple):
    """Small multiples, one for each parameter: its gradient (up) against its reference (across).

    `names` has one entry per parameter; `analytic`, `references` and `failing` (whether an entry is
    beyond its tolerance) have one array each, of the parameter's shape. Both axes of a panel are in
    units of the reference's largest entry; the vertical one reaches as far as the gradient does. On
    the grey line, of slope 1, both agree. Where entries fail, the dashed line is the one through 0
    that fits them all best: 1/2 and 1/16 are flatter than the grey one, 16 is steeper, -1 falls. A
    gradient with a mistake that is no factor scatters around it.

    At most eight parameters are drawn, those that fail before the others, and of each at most 60
    entries that fail and 60 that pass.

    Both methods raise ValueError if the arrays of a parameter are not of one shape.
    """

    names: Sequence[str]
    analytic: Sequence[ArrayLike]
    references: Sequence[ArrayLike]
    failing: Sequence[ArrayLike]

    def figure(self) -> Figure:
        """Lines, points and titles of all panels, on one pair of axes."""
        panels, rows, columns = self._panels()
        count = len(self.names)
        wrong = [panel for panel in panels if panel.failing.any()]
        drawn_fit = [panel for panel in wrong if np.isfinite(panel.slope.value)]
        signs = {"pass": key("●", POSITIVE, "passes"), "fail": key("×", NEGATIVE, "fails")}
        entries = [
            "up: gradient, across: reference",
            signs["pass"],
            signs["fail"] if wrong else "",
            key("━", NEUTRAL, "slope 1"),
            key("╍", MODEL, "fitted slope") if drawn_fit else "",
            f"\u2002{len(panels)} of {count} drawn" if len(panels) < count else "",
        ]
        legend = rows_of(entries, PLOT - 16)
        return {
            "data": [
                _lines("slope 1", [panel.line(1.0) for panel in panels], NEUTRAL, "solid"),
                _lines("fitted", [p.line(p.slope.value) for p in drawn_fit], MODEL, "dash"),
                _points("passes", panels, POSITIVE, "circle", failing=False),
                _points("fails", panels, NEGATIVE, "x", failing=True),
                _titles(panels),
            ],
            "layout": blank_layout(
                columns,
                rows,
                left=6,
                right=6,
                top=height(legend),
                bottom=4,
                annotations=[heading(legend)],
            ),
        }

    def summary(self) -> str:
        """The slope of every parameter, and whether all of its entries lie on the line."""
        if not len(self.names):
            return "No gradient has been checked yet."
        told: dict[str, list[str]] = {}
        for name, *arrays in self._columns():
            words, missing = _in_words(*arrays)
            told.setdefault(words + missing, []).append(name)
        return "Gradient against reference. " + " ".join(
            f"{listed(names)}: {words}." for words, names in told.items()
        )

    def _columns(self) -> list[tuple[str, Array, Array, Array]]:
        """Name, analytic, reference and failing of every parameter, flat."""
        result = []
        for name, gradient, reference, failing in zip(*self, strict=True):
            analytic = np.asarray(gradient, np.float64)
            result.append(
                (
                    name,
                    analytic.ravel(),
                    shaped(reference, analytic.shape, f"the reference of {name}").ravel(),
                    shaped(failing, analytic.shape, f"failing of {name}", bool).ravel(),
                )
            )
        return result

    def _panels(self) -> tuple[list[_Panel], int, int]:
        """The panels that are drawn, and how many rows and columns they take."""
        entries = self._columns()
        order = sorted(range(len(entries)), key=lambda k: not entries[k][3].any())
        drawn = sorted(order[:MAX_PANELS])
        rows = 2 if len(drawn) > ROW else 1
        columns = max(-(-len(drawn) // rows), 1)
        panels = [
            _panel(entries[k], place % columns, rows - 1 - place // columns + _FOOT, _TITLES[rows])
            for place, k in enumerate(drawn)
        ]
        return panels, rows, columns


def _panel(
    entry: tuple[str, Array, Array, Array], column: int, base: float, title: float
) -> _Panel:
    name, analytic, reference, failing = entry
    finite = np.isfinite(analytic) & np.isfinite(reference)
    numbers = np.column_stack([analytic, reference])[finite]
    unit = float(np.abs(numbers[:, 1]).max(initial=0.0)) or float(
        np.abs(numbers[:, 0]).max(initial=0.0)
    )
    with np.errstate(all="ignore"):  # of numbers that are almost 0 or almost infinite
        a, r = numbers.T / (unit or 1.0)
    return _Panel(
        name,
        column,
        base,
        1.0 - title - _FOOT,
        r,
        a,
        failing[finite],
        numbers,
        max(1.0, float(np.abs(a).max(initial=0.0))),
        int(np.count_nonzero(~finite)),
        fitted_slope(numbers[:, 0], numbers[:, 1]),
    )


def _lines(name: str, lines: list[Array], color: str, dash: str) -> dict[str, Any]:
    points = np.concatenate([np.empty((0, 2)), *lines])
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": typed_array(points[:, 0]),
        "y": typed_array(points[:, 1]),
        "line": {"color": color, "width": 1.5, "dash": dash},
        "hoverinfo": "skip",
    }


def _points(
    name: str, panels: list[_Panel], color: str, symbol: str, *, failing: bool
) -> dict[str, Any]:
    places, numbers = [np.empty((0, 2))], [np.empty((0, 2))]
    for panel in panels:
        rows = np.flatnonzero(panel.failing == failing)
        rows = rows[pick(len(rows), MAX_POINTS)]
        places.append(panel.place(panel.reference[rows], panel.analytic[rows]))
        numbers.append(panel.numbers[rows])
    points = np.concatenate(places)
    gradient, reference = d3("customdata[0]", D3_NUMBER), d3("customdata[1]", D3_NUMBER)
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": typed_array(points[:, 0]),
        "y": typed_array(points[:, 1]),
        "customdata": typed_array(np.concatenate(numbers)),
        "marker": {"color": color, "symbol": symbol, "size": 5},
        "hovertemplate": f"gradient {gradient}<br>reference {reference}<extra></extra>",
    }


def _titles(panels: list[_Panel]) -> dict[str, Any]:
    sign = {True: SIGNS["fail"], False: SIGNS["pass"]}
    each = (PLOT - 16) / (1 + max((panel.column for panel in panels), default=0)) - 22
    return {
        "type": "scatter",
        "name": "titles",
        "mode": "text",
        "x": [round(panel.column + 0.5 - _HALF, 3) for panel in panels],
        "y": [round(panel.base + (1.0 - _FOOT + panel.height) / 2, 3) for panel in panels],
        "text": [
            f"<b>{fitted(panel.name, each)}</b> "
            f"{sign[bool(panel.failing.any() or panel.missing)]}<br>{panel.slope.brief}"
            for panel in panels
        ],
        "textposition": "middle right",
        "hoverinfo": "skip",
    }


def _in_words(analytic: Array, reference: Array, failing: Array) -> tuple[str, str]:
    """What the points look like; how many of them are not finite."""
    finite = np.isfinite(analytic) & np.isfinite(reference)
    words = fitted_slope(analytic[finite], reference[finite]).words
    if not failing.any() and finite.all():
        return "all entries agree", ""
    lost = int(np.count_nonzero(~finite))
    if not lost:
        return words, ""
    return words, f" ({out_of(lost, finite.size, 'entry', 'is', 'are', 'entries')} not finite)"
