"""How far each step moves every layer, and how large its gradient is, over the epochs."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import both_ends, integer_bytes, thin, typed_array
from mlpviz.charts.epochs import epoch_axis, last_epoch, marker_lines
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, log_bounds
from mlpviz.charts.fit import height
from mlpviz.charts.palette import PASS, order_colors, translucent
from mlpviz.charts.shapes import shaped
from mlpviz.charts.traces import curve
from mlpviz.words import D3_ERROR, counted, d3, listed, number, of_its_size, whole

# Where the plot of the gradient begins.
_SECOND = 0.63

_MOST_LINES = 8
_LISTED = 3  # names of layers that have room at the bottom of a plot
_MOST_POINTS = 120
# All lines together: more of them, and longer runs, are drawn with fewer points.
_ALL_BYTES = 6_000

_LOWEST = -16.0  # power of ten where the axes end
# First digits of the ticks on an axis of less than so many decades.
_DIGITS = ((1.0, (1, 2, 3, 5, 7)), (2.0, (1, 2, 5)), (math.inf, (1,)))
_APART = 0.075  # of an axis, between the names at the ends of two lines


class LayerRatios(NamedTuple):
    """Update-to-weight ratio on the left, gradient norm on the right, a line per layer, log axes.

    `epochs` [m]; `ratio` and `gradient` [m, layers] for the weight matrices `names`, first to last.
    The band is what is healthy, `limits[0]` to `limits[1]`. Colours run from the first layer, blue,
    to the last, orange, and every line bears its name at its end; beyond eight layers the first
    four and the last four are drawn. Entries of zero, or that are not finite, are left out; which
    layers have them now is told at the bottom. `marker` is an epoch with a line. Lines are thinned
    to at most 120 points, spikes included.

    Both methods raise ValueError if an array is not [m, layers].
    """

    epochs: ArrayLike
    names: Sequence[str]
    ratio: ArrayLike
    gradient: ArrayLike
    limits: tuple[float, float]
    marker: int | None = None

    def figure(self) -> Figure:
        """Two plots side by side."""
        x, *tables = self._tables()
        shown = both_ends(range(len(self.names)), _MOST_LINES)
        tables = [table[:, shown] for table in tables]
        layers = [label(self.names[k]) for k in shown]
        end = last_epoch(x)
        bounds = [_bounds(tables[0], self.limits), _bounds(tables[1])]
        data, still = [], []
        for table, which, (low, high) in zip(tables, ("", "2"), bounds, strict=True):
            place = {"xaxis": f"x{which}", "yaxis": f"y{which}"}
            traces = [*_lines(x, table, layers), _names(x, table, layers, (low, high))]
            data += [trace | place for trace in traces]
            still.append(_resting(table, layers))
        return {
            "data": data,
            "layout": layout(
                left=50,
                right=40,
                top=height("<br>"),
                hovermode="x unified",
                annotations=[
                    heading("update / weight<br>" + key("▒", PASS, "healthy").lstrip()),
                    heading("gradient norm<br>", _SECOND),
                    *_at_the_bottom(still),
                ],
                shapes=[_band(self.limits), *marker_lines(self.marker, ("x", "y"), ("x2", "y2"))],
                xaxis=epoch_axis(end, [0, 0.37], "y", nticks=3),
                xaxis2=epoch_axis(end, [_SECOND, 1], "y2", nticks=3),
                yaxis=_log_axis(bounds[0], "x"),
                yaxis2=_log_axis(bounds[1], "x2"),
            ),
        }

    def summary(self) -> str:
        """Which layers move within the healthy `limits` at the newest epoch, or at `marker`."""
        x, ratios, gradients = self._tables()
        if not x.size:
            return "No epoch has been trained yet, so no layer has moved."
        place = len(x) - 1 if self.marker is None else int(np.abs(x - self.marker).argmin())
        names, shown = self.names, both_ends(range(len(self.names)), _MOST_LINES)
        moved = "; ".join(
            f"{names[k]} {_moves(float(ratios[place, k]))}, gradient norm "
            f"{number(float(gradients[place, k]), 2)}"
            for k in shown
        )
        text = f"In the last step of epoch {whole(x[place])}: {moved}."
        if left := len(names) - len(shown):
            text += f" {counted(left, 'layer')} between the first and the last four "
            text += "not drawn."
        return text + _healthy_or_not(names, ratios[place], *self.limits)

    def _tables(self) -> tuple[Array, Array, Array]:
        """The epochs, and both tables of the shape that they must have."""
        x = np.asarray(self.epochs)
        shape = len(x), len(self.names)
        return x, shaped(self.ratio, shape, "ratio"), shaped(self.gradient, shape, "gradient")


def _drawable(values: Array) -> Array:
    return np.asarray(np.isfinite(values) & (values > 10.0**_LOWEST))


def _bounds(table: Array, limits: tuple[float, float] | None = None) -> tuple[float, float]:
    """The range in powers of ten, around `limits` too, with some room beyond them."""
    values = table[_drawable(table)]
    if limits is not None:
        values = np.concatenate([values, np.array([0.5, 2.0]) * limits])
    low, high = log_bounds(values)
    return low, high


def _lines(x: Array, table: Array, layers: list[str]) -> list[dict[str, Any]]:
    point = integer_bytes(x) + 4  # its place, its height
    points = max(min(_MOST_POINTS, _ALL_BYTES // (2 * max(len(layers), 1) * point)), 4)
    return [
        _line(x, table[:, k], name, color, points)
        for k, (name, color) in enumerate(zip(layers, order_colors(len(layers)), strict=True))
    ]


def _line(x: Array, values: Array, name: str, color: str, points: int) -> dict[str, Any]:
    usable = np.flatnonzero(_drawable(values))
    kept = usable[thin(np.log10(values[usable]), points)] if usable.size else usable
    hover = f"{name} {d3('y', D3_ERROR)}"
    return curve(name, x[kept], values[kept], hover, color=color, width=1.5, size=4)


def _names(
    x: Array, table: Array, layers: list[str], bounds: tuple[float, float]
) -> dict[str, Any]:
    """The layers' names right of their lines' ends, moved apart where lines end close together."""
    ends = []
    for k, color in enumerate(order_colors(len(layers))):
        usable = np.flatnonzero(_drawable(table[:, k]))
        if usable.size:
            newest = int(usable[-1])
            ends.append((float(np.log10(table[newest, k])), int(x[newest]), layers[k], color))
    ends.sort()
    heights = _apart(np.array([height for height, *_ in ends]), *bounds)
    return {
        "type": "scatter",
        "name": "names",
        "mode": "text",
        "x": [epoch for _, epoch, *_ in ends],
        "y": typed_array(10.0**heights),
        # The line's colour is for a mark alone: no hue of it is legible on both pages.
        "text": [f'<span style="color:{color}">━</span>{name}' for *_, name, color in ends],
        "textposition": "middle right",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _apart(heights: Array, low: float, high: float) -> Array:
    """Ascending heights with room between each two, as near as may be and within the axis."""
    room = min(_APART * (high - low), (high - low) / max(len(heights), 1))
    steps = room * np.arange(len(heights))
    # Push up what is too close, then down again what that has pushed beyond the top.
    raised = np.maximum.accumulate(heights - steps) + steps
    top = high - 0.5 * room - steps[::-1]
    moved: Array = np.minimum(raised, top)
    return moved


def _band(limits: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "rect",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": limits[0],
        "y1": limits[1],
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": translucent(PASS, 0.16),
    }


def _resting(table: Array, layers: list[str]) -> str:
    """Which layers have no value to draw at the newest epoch."""
    if not len(table):
        return ""
    idle = [name for name, drawn in zip(layers, _drawable(table[-1]), strict=True) if not drawn]
    which = listed(idle) if len(idle) <= _LISTED else counted(len(idle), "layer")
    return f"▼ {which} at 0" if idle else ""


def _at_the_bottom(texts: list[str]) -> list[dict[str, Any]]:
    corner = {"xanchor": "left", "yanchor": "bottom"}
    return [
        heading(text, at, 0.0) | corner
        for text, at in zip(texts, (0.01, _SECOND + 0.01), strict=True)
        if text
    ]


def _log_axis(bounds: tuple[float, float], anchor: str) -> dict[str, Any]:
    low, high = bounds
    step = max(1, round((high - low) / 5))
    powers = range(math.floor(low / step) * step, math.ceil(high) + 1, step)
    # Few decades hold too few powers of ten.
    digits = next(digits for most, digits in _DIGITS if high - low < most)
    ticks = [float(f"{m}e{k}") for k in powers for m in digits]
    ticks = [tick for tick in ticks if low <= math.log10(tick) <= high]
    entries = {"tickvals": ticks, "ticktext": [number(tick) for tick in ticks]}
    return axis("", [low, high], anchor=anchor, type="log") | entries


def _healthy_or_not(names: Sequence[str], ratios: Array, low: float, high: float) -> str:
    """Which `ratios` [layers] lie outside the healthy range, or that none does."""
    text = ""
    for words, outside in (
        (f"below {number(low)}, hardly moving", ratios < low),
        (f"above {number(high)}, large steps", ratios > high),
    ):
        if outside.any():
            which = [name for name, one in zip(names, outside, strict=True) if one]
            text += f" Ratio {words}: {listed(which)}."
    if ((ratios >= low) & (ratios <= high)).all():
        text += f" All ratios are healthy, between {number(low)} and {number(high)}."
    return text


def _moves(ratio: float) -> str:
    if math.isnan(ratio):
        return "has no weight other than 0"
    return f"moves by {of_its_size(ratio)}"
