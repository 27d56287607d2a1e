"""Which classes are predicted, epoch by epoch: collapse and recovery at a glance."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, integer_bytes, thin, typed_array
from mlpviz.charts.epochs import HOVER_TITLE, epoch_ticks, marker_lines
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, nice_ceiling
from mlpviz.charts.fit import short_names
from mlpviz.charts.palette import HALO, INK, NEUTRAL, class_colors, readable_on, translucent
from mlpviz.charts.shapes import shaped
from mlpviz.words import D3_ONE_DECIMAL, d3, listed, percent, whole

# The test data begins here; each plot ends with a bar of the true shares.
_SECOND = 0.52
_BAR, _WIDTH = 1.055, 0.05  # its middle and width, in epochs of the run

_MOST_POINTS = 120
# All areas of a plot together: more classes, and longer runs, are drawn with fewer points.
_ALL_BYTES = 1_760

_NAMED = 0.09  # share of a band that has room for its name
_NAME = 86  # px
_FIRST = 1e-3  # epochs that a plot is wide before the first is over: no other is told of there
_COLLAPSED = 0.99  # share of one class
_LISTED = 10  # classes that have room in one box of hover text

# Shares travel as whole numbers; Plotly makes per cent of their sums.
_SCALE = 10_000


class ClassShares(NamedTuple):
    """Stacked areas of the share of every predicted class, on the training and on the test data.

    `epochs` [m] ascend; `predicted_*` are [m, k] and `true_*` [k], in 0..1, for the classes
    `class_names`. Class 0 lies at the bottom. Bands that are wide enough at the newest epoch carry
    the name of their class; the narrow bar at the right has the true shares. `marker` is an epoch
    with a line. Each plot is thinned to at most 120 epochs, those with the largest and the smallest
    share of a single class included.

    Both methods raise ValueError if there is no epoch, or if an array does not fit the others.
    """

    epochs: ArrayLike
    class_names: Sequence[str]
    predicted_train: ArrayLike
    true_train: ArrayLike
    predicted_test: ArrayLike
    true_test: ArrayLike
    marker: int | None = None

    def figure(self) -> Figure:
        """Two plots side by side, each with its areas, true shares and names."""
        x, splits = self._tables()
        names = [label(name) for name in self.class_names]
        end = float(x[-1]) or _FIRST
        data, marks = [], []
        for (predicted, true), which in zip(splits, ("", "2"), strict=True):
            place = {"xaxis": f"x{which}", "yaxis": f"y{which}"}
            traces = [*_areas(x, predicted, names, f"x{which}"), _truth(true, names, end)]
            data += [trace | place for trace in traces]
            marks += _names(predicted[-1], self.class_names, end, which)
        return {
            "data": data,
            "layout": layout(
                hovermode="x unified" if len(names) <= _LISTED else "closest",
                barmode="overlay",
                annotations=[
                    heading("train" + key("▮", NEUTRAL, "truth")),
                    heading("test" + key("▮", NEUTRAL, "truth"), _SECOND),
                    *marks,
                ],
                shapes=_marker(self.marker),
                xaxis=_epoch_axis(end, [0, 1 - _SECOND], "y"),
                xaxis2=_epoch_axis(end, [_SECOND, 1], "y2"),
                yaxis=_share_axis("x"),
                yaxis2=_share_axis("x2", showticklabels=False),
            ),
        }

    def summary(self) -> str:
        """When all test predictions were one class, and how the shares are now and at `marker`."""
        x, (_, (shares, true)) = self._tables()
        names = self.class_names
        parts = [_collapse(x, names, shares, true)]
        if self.marker is not None:
            place = int(np.abs(x - self.marker).argmin())
            parts.append(_moment(int(x[place]), names, shares[place], true))
        parts.append(_moment(int(x[-1]), names, shares[-1], true))
        silent = [str(name) for name, one in zip(names, shares[-1], strict=True) if one == 0.0]
        if silent:
            parts.append(f"Not predicted at all: {listed(silent)}.")
        return " ".join(part for part in parts if part)

    def _tables(self) -> tuple[Array, list[tuple[Array, Array]]]:
        """The epochs, and the predicted and the true shares of train and test, all finite."""
        x, classes = np.asarray(self.epochs), len(self.class_names)
        if not x.size:
            raise ValueError("class shares need at least one epoch")
        splits = [
            ("training", self.predicted_train, self.true_train),
            ("test", self.predicted_test, self.true_test),
        ]
        return x, [
            (
                finite(shaped(predicted, (len(x), classes), f"shares predicted on {split} data")),
                finite(shaped(true, (classes,), f"true shares of the {split} data")),
            )
            for split, predicted, true in splits
        ]


def _areas(x: Array, shares: Array, names: list[str], group: str) -> list[dict[str, Any]]:
    point = integer_bytes(x) + 2  # its place, its height
    kept = thin(shares.max(axis=1), max(min(_MOST_POINTS, _ALL_BYTES // (len(names) * point)), 4))
    # A single epoch is no area yet: it is as wide as the plot.
    where = typed_array(x[kept] if len(x) > 1 else np.array([x[0], x[0] + _FIRST]))
    heights = np.rint(_SCALE * (shares[kept] if len(x) > 1 else shares.repeat(2, axis=0)))
    return [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines",
            "stackgroup": group,
            # The first of a stack speaks for all of it.
            **({"groupnorm": "percent"} if k == 0 else {}),
            "x": where,
            "y": typed_array(heights[:, k].astype(int)),
            "line": {"color": translucent(INK, 0.55), "width": 0.7},
            "fillcolor": color,
            "hovertemplate": f"{name}: {d3('y', D3_ONE_DECIMAL)}%<extra></extra>",
        }
        for k, (name, color) in enumerate(zip(names, class_colors(len(names)), strict=True))
    ]


def _truth(true: Array, names: list[str], end: float) -> dict[str, Any]:
    """The true shares as a narrow stack of bars at the right."""
    heights = 100.0 * true
    return {
        "type": "bar",
        "name": "truth",
        "x": [round(_BAR * end, 6)] * len(names),
        "y": typed_array(heights),
        "base": typed_array(np.cumsum(heights) - heights),
        "width": _WIDTH * end,
        "text": names,
        "textposition": "none",
        "marker": {"color": class_colors(len(names)), "line": {"color": INK, "width": 0.7}},
        "hovertemplate": f"true share of %{{text}} {d3('y', D3_ONE_DECIMAL)}%<extra></extra>",
    }


def _names(shares: Array, names: Sequence[str], end: float, which: str) -> list[dict[str, Any]]:
    """The names of the classes in their bands, at the right end, where there is room.

    Each on the colour of its band, as further left there may be another one.
    """
    middles = 100.0 * (np.cumsum(shares) - shares / 2)
    wide = np.flatnonzero(shares >= _NAMED).tolist()
    colors = class_colors(len(names))
    short = short_names([str(name) for name in names], _NAME)[1]
    return [
        {
            "text": short[k],
            "x": end,
            "y": round(float(middles[k]), 2),
            "xref": f"x{which}",
            "yref": f"y{which}",
            "xanchor": "right",
            "xshift": -3,
            "showarrow": False,
            "borderpad": 0,
            "bgcolor": colors[k],
            "font": {"color": readable_on(colors[k])},
        }
        for k in wide
    ]


def _marker(marker: int | None) -> list[dict[str, Any]]:
    """A light line with dark dots on it, which can be seen on every colour."""
    lines = marker_lines(marker, ("x", "y"), ("x2", "y2"))
    styles = {"color": HALO, "width": 3}, {"color": INK, "width": 1.5, "dash": "dot"}
    return [line | {"line": style} for style in styles for line in lines]


def _epoch_axis(end: float, domain: list[float], anchor: str) -> dict[str, Any]:
    # Not below the bar, which is no epoch.
    ticks = list(range(0, int(end) + 1, math.ceil(nice_ceiling(end / 3))))
    entries = {"anchor": anchor, "showgrid": False, "unifiedhovertitle": HOVER_TITLE}
    bounds = [0.0, (_BAR + 0.6 * _WIDTH) * end]
    return axis("epoch", bounds, domain=domain, tickvals=ticks, **epoch_ticks(end), **entries)


def _share_axis(anchor: str, **entries: Any) -> dict[str, Any]:
    values = [0, 25, 50, 75, 100]
    ticks = {"tickvals": values, "ticktext": [f"{value}%" for value in values], "showgrid": False}
    return axis("", [0.0, 100.0], anchor=anchor) | ticks | entries


def _collapse(x: Array, names: Sequence[str], shares: Array, true: Array) -> str:
    """The longest stretch of epochs at which all predictions were one class."""
    top = shares.argmax(axis=1)
    all_one = (shares.max(axis=1) >= _COLLAPSED) & (true[top] < _COLLAPSED)
    if not all_one.any():
        return "At no epoch are all test predictions of one class."
    edges = np.flatnonzero(np.diff(np.concatenate([[False], all_one, [False]]).astype(int)))
    starts, stops = edges[::2], edges[1::2] - 1
    longest = int((x[stops] - x[starts]).argmax())
    first, last = int(starts[longest]), int(stops[longest])
    found, counts = np.unique(top[first : last + 1], return_counts=True)
    name = names[int(found[counts.argmax()])]
    if first == last:
        return f"At epoch {whole(x[first])} all test predictions are {name}."
    text = f"From epoch {whole(x[first])} to {whole(x[last])} all test predictions are "
    return text + (f"{name}." if len(found) == 1 else f"one class, most often {name}.")


def _moment(epoch: int, names: Sequence[str], shares: Array, true: Array) -> str:
    most = int(shares.argmax())
    return (
        f"At epoch {whole(epoch)} the largest share of the test predictions is "
        f"{percent(float(shares[most]))}, {names[most]} (true share {percent(float(true[most]))})."
    )
