"""The worst error of every parameter's gradient over the epochs, with its tolerance."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import thin, typed_array
from mlpviz.charts.epochs import epoch_ticks
from mlpviz.charts.error_axis import error_axis, on_scale
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, nice_ceiling
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.palette import (
    FAIL,
    MODEL,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    TEST,
    TRAIN,
    translucent,
)
from mlpviz.charts.shapes import shaped
from mlpviz.charts.traces import curve
from mlpviz.words import D3_ERROR, D3_WHOLE, SIGNS, agreeing, counted, d3, number, whole

# One per layer, beginning anew after six.
_LAYERS = (TRAIN, TEST, MODEL, POSITIVE, NEGATIVE, NEUTRAL)

# Names that have room above the plot.
_NAMED = 8
_NAME = 60  # px of each


class ErrorHistory(NamedTuple):
    """Worst error of every parameter's gradient at every epoch, on a logarithmic axis.

    `epochs` [m]; `errors` and `tolerances` [m, p] for the p parameters `names`, relative to the
    largest entry of each gradient. With their `shapes`, the parameters of a layer share a colour: a
    matrix opens a layer and is a solid line, a vector belongs to the matrix before it and is a
    dotted one. The grey band reaches from the smallest to the largest tolerance of the epoch.
    `failing` (bool [m, p]) puts crosses; by default where an error is not within its tolerance.
    What is not a number stands at the ceiling of 10, exact agreement on the floor of 1e-17. Every
    line is thinned to `max_points` points, with its highest and lowest and with failing ones.
    `time` is what a check takes, in words.

    Both methods raise ValueError if an array is not [m, p].
    """

    epochs: ArrayLike
    names: Sequence[str]
    errors: ArrayLike
    tolerances: ArrayLike
    failing: ArrayLike | None = None
    shapes: Sequence[Sequence[int]] | None = None
    time: str | None = None
    max_points: int = 120

    def figure(self) -> Figure:
        """The band, a line per parameter, and the crosses."""
        x, values, limits, bad = self._tables()
        names, max_points = self.names, self.max_points
        layers, vectors = _layers(names, self.shapes)
        colors = [_LAYERS[layer % len(_LAYERS)] for layer in layers]
        kept = [_kept(values[:, k], bad[:, k], max_points) for k in range(len(names))]
        time = "" if self.time is None else f"\u2002· {self.time}"
        legend = _legend(names, colors, vectors, bool(bad.any()), time)
        return {
            "data": [
                _band(x, limits, max_points),
                *(
                    _line(
                        x[rows], values[rows, k], limits[rows, k], names[k], colors[k], vectors[k]
                    )
                    for k, rows in enumerate(kept)
                ),
                _crosses(x, values, bad, kept),
            ],
            "layout": layout(
                left=48,
                top=height(legend),
                annotations=[heading(legend)],
                xaxis=_epoch_axis(x),
                yaxis=error_axis("error / largest entry", [-17.6, 1.4]),
            ),
        }

    def summary(self) -> str:
        """Which parameters were ever beyond their tolerance, when first, and the largest error."""
        x, values, limits, bad = self._tables()
        time = "" if self.time is None else f" Time taken: {self.time}."
        if not values.size:
            return f"No epoch has been checked yet.{time}"
        when = f"{counted(len(x), 'epoch')}, from {whole(x[0])} to {whole(x[-1])}"
        text = f"Gradient checked at {agreeing(len(x), f'epoch {whole(x[0])}', when)}. "
        if bad.any():
            parts = [
                f"{name} at {counted(int(mine.sum()), 'epoch')}, first at epoch "
                f"{whole(x[mine.argmax()])}"
                for name, mine in zip(self.names, bad.T, strict=True)
                if mine.any()
            ]
            text += f"Above tolerance: {'; '.join(parts)}."
        else:
            every = f"All {counted(len(self.names), 'parameter')} stayed within their tolerance."
            text += agreeing(len(self.names), "The parameter stayed within its tolerance.", every)
        worst = int(np.where(np.isnan(values), np.inf, values).argmax())
        row, column = divmod(worst, len(self.names))
        error, limit = float(values[row, column]), float(limits[row, column])
        return text + (
            f" The largest error, relative to the gradient's largest entry, is {number(error)}, in "
            f"{self.names[column]} at epoch {whole(x[row])}, with a tolerance of {number(limit)}."
            + time
        )

    def _tables(self) -> tuple[Array, Array, Array, Array]:
        """The epochs; errors, tolerances, and which errors fail."""
        x = np.asarray(self.epochs)
        shape = len(x), len(self.names)
        errors = shaped(self.errors, shape, "errors")
        limits = shaped(self.tolerances, shape, "tolerances")
        if self.failing is None:
            return x, errors, limits, ~(errors <= limits)  # NaN is within no tolerance
        return x, errors, limits, shaped(self.failing, shape, "failing", bool)


def _layers(
    names: Sequence[str], shapes: Sequence[Sequence[int]] | None
) -> tuple[list[int], list[bool]]:
    """The number of each parameter's layer, from 0, and whether it is a vector."""
    if shapes is None:
        return list(range(len(names))), [False] * len(names)
    vectors = [len(shape) < 2 for shape in shapes]
    layers = np.cumsum([not vector for vector in vectors]) - 1
    return np.maximum(layers, 0).astype(int).tolist(), vectors


def _kept(errors: Array, bad: Array, max_points: int) -> Array:
    """Rows that draw the same line; of a run in which something fails, the worst that does."""
    height = np.log10(on_scale(errors))
    if len(height) <= max_points:
        return np.arange(len(height))
    excess = np.where(bad, 100.0, 0.0) + height
    return np.union1d(thin(height, max_points // 2), thin(excess, max_points // 2))


def _band(x: Array, limits: Array, max_points: int) -> dict[str, Any]:
    """From the smallest to the largest tolerance, there and back."""
    usable = np.isfinite(limits).any(axis=1) if limits.size else np.zeros(len(x), bool)
    epochs, rows = x[usable], np.where(np.isfinite(limits[usable]), limits[usable], np.nan)
    low, high = (
        on_scale(edge(rows, axis=1)) if len(rows) else np.array([])
        for edge in (np.nanmin, np.nanmax)
    )
    kept = thin(np.log10(high), max_points) if len(high) else np.array([], int)
    return {
        "type": "scatter",
        "name": "tolerance",
        "mode": "lines",
        "x": typed_array(np.concatenate([epochs[kept], epochs[kept][::-1]])),
        "y": typed_array(np.concatenate([high[kept], low[kept][::-1]])),
        "line": {"color": NEUTRAL, "width": 1, "dash": "dash"},
        "fill": "toself",
        "fillcolor": translucent(NEUTRAL, 0.22),
        "hoverinfo": "skip",
    }


def _line(
    x: Array, errors: Array, limits: Array, name: str, color: str, vector: bool
) -> dict[str, Any]:
    text = label(name)
    hover = (
        f"{text}, epoch {d3('x', D3_WHOLE)}<br>error {d3('customdata[0]', D3_ERROR)}"
        f"<br>tolerance {d3('customdata[1]', D3_ERROR)}"
    )
    width, dash, symbol = (1.5, "dot", "diamond") if vector else (2.0, "solid", "circle")
    line = curve(
        text, x, on_scale(errors), hover, color=color, width=width, dash=dash, symbol=symbol
    )
    return line | {"customdata": typed_array(np.stack([errors, limits], axis=-1), exact=True)}


def _crosses(x: Array, errors: Array, bad: Array, kept: list[Array]) -> dict[str, Any]:
    flat = [(int(row), k) for k, rows in enumerate(kept) for row in rows[bad[rows, k]]]
    where = np.array(flat, int).reshape(-1, 2)
    return {
        "type": "scatter",
        "name": "fail",
        "mode": "markers",
        "x": typed_array(x[where[:, 0]]),
        "y": typed_array(on_scale(errors[where[:, 0], where[:, 1]])),
        "marker": {"symbol": "x", "size": 7, "color": FAIL, "line": {"width": 1}},
        "hoverinfo": "skip",
    }


def _epoch_axis(x: Array) -> dict[str, Any]:
    first = float(x.min()) if x.size else 0.0
    end = nice_ceiling(float(x.max())) if x.size else 1.0
    end = max(end, first + 1.0)
    room = 0.02 * (end - min(first, 0.0))
    return axis("epoch", [min(first, 0.0) - room, end + room], **epoch_ticks(end))


def _legend(
    names: Sequence[str],
    colors: Sequence[str],
    vectors: Sequence[bool],
    any_fails: bool,
    time: str,
) -> str:
    entries = [
        key("┈" if vector else "━", color, fitted(name, _NAME))
        for name, color, vector in zip(names, colors, vectors, strict=True)
    ]
    more = f"\u2002and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    crosses = key(SIGNS["fail"], FAIL, "above tolerance") if any_fails else ""
    room = PLOT - 50
    lines = rows_of([*entries[:_NAMED], more], room)
    return lines + "<br>" + rows_of([key("▒", NEUTRAL, "tolerance"), crosses, time], room)
