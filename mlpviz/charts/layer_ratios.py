"""How far each step moves every layer, and how large its gradient is, over the epochs."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import thin, typed_array
from mlpviz.charts.epochs import epoch_axis, last_epoch, marker_lines
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, log_bounds
from mlpviz.charts.palette import PASS, order_colors, translucent
from mlpviz.words import D3_ERROR, d3, listed, number, whole

# Where the plot of the gradient begins.
_SECOND = 0.59

_MOST_LINES = 8
_LISTED = 3  # names of layers that have room at the bottom of a plot
_MOST_POINTS = 120
# All lines together: more of them are drawn with fewer points.
_ALL_POINTS = 1000

_LOWEST = -16.0  # power of ten where the axes end
# First digits of the ticks on an axis of less than so many decades.
_DIGITS = ((1.0, (1, 2, 3, 5, 7)), (2.0, (1, 2, 5)), (math.inf, (1,)))
_APART = 0.075  # of an axis, between the names at the ends of two lines


def layer_ratios(
    epochs: ArrayLike,
    names: Sequence[str],
    ratio: ArrayLike,
    gradient: ArrayLike,
    *,
    limits: tuple[float, float],
    marker: int | None = None,
) -> Figure:
    """Update-to-weight ratio on the left, gradient norm on the right, a line per layer, log axes.

    `epochs` [m]; `ratio` and `gradient` [m, layers] for the weight matrices `names`, first to last.
    The band is what is healthy, `limits[0]` to `limits[1]`. Colours run from the first layer, blue,
    to the last, orange, and every line bears its name at its end; beyond eight layers the first
    four and the last four are drawn. Entries of zero, or that are not finite, are left out; which
    layers have them now is told at the bottom. `marker` is an epoch with a line. Lines are thinned
    to at most 120 points, spikes included.

    Raises ValueError if an array is not [m, layers].
    """
    x = np.asarray(epochs)
    shown = _shown(len(names))
    tables = [_matrix(table, x, names)[:, shown] for table in (ratio, gradient)]
    layers = [label(names[k]) for k in shown]
    end = last_epoch(x)
    bounds = [_bounds(tables[0], limits), _bounds(tables[1])]
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
            right=30,
            hovermode="x unified",
            annotations=[
                heading("update / weight" + key("▒", PASS, "healthy")),
                heading("gradient norm", _SECOND),
                *_at_the_bottom(still),
            ],
            shapes=[_band(limits), *marker_lines(marker, "x", "x2")],
            xaxis=_epochs(end, [0, 0.4], "y"),
            xaxis2=_epochs(end, [_SECOND, 1], "y2"),
            yaxis=_log_axis(bounds[0], "x"),
            yaxis2=_log_axis(bounds[1], "x2"),
        ),
    }


def _shown(layers: int) -> list[int]:
    half = _MOST_LINES // 2
    places = list(range(layers))
    return places if layers <= _MOST_LINES else places[:half] + places[-half:]


def _matrix(table: ArrayLike, x: NDArray[Any], names: Sequence[str]) -> NDArray[np.float64]:
    values = np.asarray(table, dtype=float)
    if values.shape != (len(x), len(names)):
        raise ValueError(
            f"an array of shape {values.shape} for {len(x)} epochs and {len(names)} layers; "
            f"expected ({len(x)}, {len(names)})"
        )
    return values


def _drawable(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(values) & (values > 10.0**_LOWEST))


def _bounds(
    table: NDArray[np.float64], limits: tuple[float, float] | None = None
) -> tuple[float, float]:
    """The range in powers of ten, around `limits` too, with some room beyond them."""
    values = table[_drawable(table)]
    if limits is not None:
        values = np.concatenate([values, np.array([0.5, 2.0]) * limits])
    low, high = log_bounds(values)
    return low, high


def _lines(x: NDArray[Any], table: NDArray[np.float64], layers: list[str]) -> list[dict[str, Any]]:
    points = max(min(_MOST_POINTS, _ALL_POINTS // (2 * max(len(layers), 1))), 4)
    return [
        _line(x, table[:, k], name, color, points)
        for k, (name, color) in enumerate(zip(layers, order_colors(len(layers)), strict=True))
    ]


def _line(
    x: NDArray[Any], values: NDArray[np.float64], name: str, color: str, points: int
) -> dict[str, Any]:
    usable = np.flatnonzero(_drawable(values))
    kept = usable[thin(np.log10(values[usable]), points)] if usable.size else usable
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers" if len(kept) <= 12 else "lines",
        "x": typed_array(x[kept]),
        "y": typed_array(values[kept]),
        "line": {"color": color, "width": 1.5},
        "marker": {"size": 4, "color": color},
        "hovertemplate": f"{name} {d3('y', D3_ERROR)}<extra></extra>",
    }


def _names(
    x: NDArray[Any], table: NDArray[np.float64], layers: list[str], bounds: tuple[float, float]
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
        "text": [f"\u2009{name}" for *_, name, _ in ends],
        "textposition": "middle right",
        "textfont": {"size": 10, "color": [color for *_, color in ends]},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _apart(heights: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Ascending heights with room between each two, as near as may be and within the axis."""
    room = min(_APART * (high - low), (high - low) / max(len(heights), 1))
    steps = room * np.arange(len(heights))
    # Push up what is too close, then down again what that has pushed beyond the top.
    raised = np.maximum.accumulate(heights - steps) + steps
    top = high - 0.5 * room - steps[::-1]
    moved: NDArray[np.float64] = np.minimum(raised, top)
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


def _resting(table: NDArray[np.float64], layers: list[str]) -> str:
    """Which layers have no value to draw at the newest epoch."""
    if not len(table):
        return ""
    idle = [name for name, drawn in zip(layers, _drawable(table[-1]), strict=True) if not drawn]
    which = listed(idle) if len(idle) <= _LISTED else f"{len(idle)} layers"
    return f"▼ {which} at 0" if idle else ""


def _at_the_bottom(texts: list[str]) -> list[dict[str, Any]]:
    corner = {"xanchor": "left", "yanchor": "bottom"}
    return [
        heading(text, at, 0.0) | corner
        for text, at in zip(texts, (0.01, _SECOND + 0.01), strict=True)
        if text
    ]


def _epochs(end: float, domain: list[float], anchor: str) -> dict[str, Any]:
    return epoch_axis(end, domain, anchor, nticks=4)


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


def layer_ratios_summary(
    epochs: ArrayLike,
    names: Sequence[str],
    ratio: ArrayLike,
    gradient: ArrayLike,
    *,
    limits: tuple[float, float],
    marker: int | None = None,
) -> str:
    """Which layers move within the healthy `limits` at the newest epoch, or at `marker`."""
    x = np.asarray(epochs)
    if not x.size:
        return "No epoch has been trained yet, so no layer has moved."
    ratios, gradients = _matrix(ratio, x, names), _matrix(gradient, x, names)
    place = len(x) - 1 if marker is None else int(np.abs(x - marker).argmin())
    shown = _shown(len(names))
    moved = "; ".join(
        f"{names[k]} {_moves(float(ratios[place, k]))}, gradient norm "
        f"{number(float(gradients[place, k]), 2)}"
        for k in shown
    )
    text = f"In the last step of epoch {whole(x[place])}: {moved}."
    if len(shown) < len(names):
        text += f" {len(names) - len(shown)} layers between the first and the last four not drawn."
    now = ratios[place]
    low, high = limits
    for words, outside in (
        (f"below {number(low)}, hardly moving", now < low),
        (f"above {number(high)}, large steps", now > high),
    ):
        if outside.any():
            which = [name for name, one in zip(names, outside, strict=True) if one]
            text += f" Ratio {words}: {listed(which)}."
    if ((now >= low) & (now <= high)).all():
        text += f" All ratios are healthy, between {number(low)} and {number(high)}."
    return text


def _moves(ratio: float) -> str:
    if math.isnan(ratio):
        return "has no weight other than 0"
    return f"moves by {number(ratio, 2)} of its size"
