"""The worst error of every parameter's gradient over the epochs, with its tolerance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import thin, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, nice_ceiling
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
from mlpviz.words import D3_ERROR, D3_WHOLE, SIGNS, counted, d3, number, whole

# Exact agreement stands on the floor, what is not a number at the ceiling.
FLOOR, CEILING = 1e-17, 10.0

# One per layer, beginning anew after six.
_LAYERS = (TRAIN, TEST, MODEL, POSITIVE, NEGATIVE, NEUTRAL)

_TICKS = {1e-16: "10⁻¹⁶", 1e-12: "10⁻¹²", 1e-8: "10⁻⁸", 1e-4: "10⁻⁴", 1.0: "1"}

# Names that have room above the plot.
_NAMED = 8


def error_history(
    epochs: ArrayLike,
    names: Sequence[str],
    errors: ArrayLike,
    tolerances: ArrayLike,
    *,
    failing: ArrayLike | None = None,
    shapes: Sequence[Sequence[int]] | None = None,
    max_points: int = 120,
) -> Figure:
    """Worst error of every parameter's gradient at every epoch, on a logarithmic axis.

    `epochs` [m]; `errors` and `tolerances` [m, p] for the p parameters `names`, relative to the
    largest entry of each gradient. With their `shapes`, the parameters of a layer share a colour: a
    matrix opens a layer and is a solid line, a vector belongs to the matrix before it and is a
    dotted one. The grey band reaches from the smallest to the largest tolerance of the epoch.
    `failing` (bool [m, p]) puts crosses; by default where an error is not within its tolerance.
    What is not a number stands at the ceiling of 10, exact agreement on the floor of 1e-17. Every
    line is thinned to `max_points` points, with its highest and lowest and with failing ones.

    Raises ValueError if an array is not [m, p].
    """
    x = np.asarray(epochs)
    values, limits = _matrix(errors, x, names), _matrix(tolerances, x, names)
    bad = _failing(values, limits, failing)
    layers, vectors = _layers(names, shapes)
    colors = [_LAYERS[layer % len(_LAYERS)] for layer in layers]
    kept = [_kept(values[:, k], bad[:, k], max_points) for k in range(len(names))]
    return {
        "data": [
            _band(x, limits, max_points),
            *(
                _line(x[rows], values[rows, k], limits[rows, k], names[k], colors[k], vectors[k])
                for k, rows in enumerate(kept)
            ),
            _crosses(x, values, bad, kept),
        ],
        "layout": layout(
            left=48,
            top=36,
            annotations=[
                heading(_legend(names, colors, vectors, bool(bad.any()))) | {"align": "left"}
            ],
            xaxis=_epoch_axis(x),
            yaxis=axis("error / largest entry", [-17.6, 1.4], type="log")
            | {"tickvals": list(_TICKS), "ticktext": list(_TICKS.values())},
        ),
    }


def _matrix(array: ArrayLike, x: NDArray[Any], names: Sequence[str]) -> NDArray[Any]:
    result = np.asarray(array, dtype=float)
    if result.size == 0:
        result = result.reshape(len(x), len(names))
    if result.shape != (len(x), len(names)):
        raise ValueError(
            f"an array of shape {result.shape} for {len(x)} epochs and {len(names)} parameters; "
            f"expected ({len(x)}, {len(names)})"
        )
    return result


def _layers(
    names: Sequence[str], shapes: Sequence[Sequence[int]] | None
) -> tuple[list[int], list[bool]]:
    """The number of each parameter's layer, from 0, and whether it is a vector."""
    if shapes is None:
        return list(range(len(names))), [False] * len(names)
    vectors = [len(shape) < 2 for shape in shapes]
    layers = np.cumsum([not vector for vector in vectors]) - 1
    return np.maximum(layers, 0).astype(int).tolist(), vectors


def _on_scale(values: NDArray[Any]) -> NDArray[Any]:
    return np.clip(np.where(np.isnan(values), CEILING, values), FLOOR, CEILING)


def _failing(
    errors: NDArray[Any], limits: NDArray[Any], failing: ArrayLike | None
) -> NDArray[np.bool_]:
    if failing is None:
        return ~(errors <= limits)  # NaN is within no tolerance
    return np.asarray(failing, dtype=bool).reshape(errors.shape)


def _kept(errors: NDArray[Any], bad: NDArray[np.bool_], max_points: int) -> NDArray[Any]:
    """Rows that draw the same line; of a run in which something fails, the worst that does."""
    height = np.log10(_on_scale(errors))
    if len(height) <= max_points:
        return np.arange(len(height))
    excess = np.where(bad, 100.0, 0.0) + height
    return np.union1d(thin(height, max_points // 2), thin(excess, max_points // 2))


def _band(x: NDArray[Any], limits: NDArray[Any], max_points: int) -> dict[str, Any]:
    """From the smallest to the largest tolerance, there and back."""
    usable = np.isfinite(limits).any(axis=1) if limits.size else np.zeros(len(x), bool)
    epochs, rows = x[usable], np.where(np.isfinite(limits[usable]), limits[usable], np.nan)
    low, high = (
        _on_scale(edge(rows, axis=1)) if len(rows) else np.array([])
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
    x: NDArray[Any],
    errors: NDArray[Any],
    limits: NDArray[Any],
    name: str,
    color: str,
    vector: bool,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": label(name),
        "mode": "lines+markers" if len(x) <= 12 else "lines",
        "x": typed_array(x),
        "y": typed_array(_on_scale(errors)),
        "customdata": typed_array(np.stack([errors, limits], axis=-1), exact=True),
        "line": {
            "color": color,
            "width": 1.5 if vector else 2,
            "dash": "dot" if vector else "solid",
        },
        "marker": {"size": 5, "color": color, "symbol": "diamond" if vector else "circle"},
        "hovertemplate": f"{label(name)}, epoch {d3('x', D3_WHOLE)}"
        f"<br>error {d3('customdata[0]', D3_ERROR)}"
        f"<br>tolerance {d3('customdata[1]', D3_ERROR)}<extra></extra>",
    }


def _crosses(
    x: NDArray[Any], errors: NDArray[Any], bad: NDArray[np.bool_], kept: list[NDArray[Any]]
) -> dict[str, Any]:
    flat = [(int(row), k) for k, rows in enumerate(kept) for row in rows[bad[rows, k]]]
    where = np.array(flat, int).reshape(-1, 2)
    return {
        "type": "scatter",
        "name": "fail",
        "mode": "markers",
        "x": typed_array(x[where[:, 0]]),
        "y": typed_array(_on_scale(errors[where[:, 0], where[:, 1]])),
        "marker": {"symbol": "x", "size": 7, "color": FAIL, "line": {"width": 1}},
        "hoverinfo": "skip",
    }


def _epoch_axis(x: NDArray[Any]) -> dict[str, Any]:
    first = float(x.min()) if x.size else 0.0
    end = nice_ceiling(float(x.max())) if x.size else 1.0
    end = max(end, first + 1.0)
    room = 0.02 * (end - min(first, 0.0))
    return axis("epoch", [min(first, 0.0) - room, end + room], tickformat=D3_WHOLE)


def _legend(
    names: Sequence[str], colors: Sequence[str], vectors: Sequence[bool], any_fails: bool
) -> str:
    entries = [
        key("┈" if vector else "━", color, label(name, 6))
        for name, color, vector in zip(names, colors, vectors, strict=True)
    ]
    more = f" and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    crosses = key(SIGNS["fail"], FAIL, "above tolerance") if any_fails else ""
    return "".join(entries[:_NAMED]) + more + "<br>" + key("▒", NEUTRAL, "tolerance") + crosses


def error_history_summary(
    epochs: ArrayLike,
    names: Sequence[str],
    errors: ArrayLike,
    tolerances: ArrayLike,
    *,
    failing: ArrayLike | None = None,
) -> str:
    """Which parameters were ever beyond their tolerance and when first, and the largest error."""
    x = np.asarray(epochs)
    values, limits = _matrix(errors, x, names), _matrix(tolerances, x, names)
    if not values.size:
        return "No epoch has been checked yet."
    bad = _failing(values, limits, failing)
    text = f"Gradient checked at {counted(len(x), 'epoch')}, from {whole(x[0])} to {whole(x[-1])}. "
    if bad.any():
        parts = [
            f"{name} at {whole(np.count_nonzero(mine))} of them, first at epoch "
            f"{whole(x[mine.argmax()])}"
            for name, mine in zip(names, bad.T, strict=True)
            if mine.any()
        ]
        text += f"Above tolerance: {'; '.join(parts)}."
    else:
        text += f"All {len(names)} parameters stayed within their tolerance."
    worst = int(np.where(np.isnan(values), np.inf, values).argmax())
    row, column = divmod(worst, len(names))
    error, limit = float(values[row, column]), float(limits[row, column])
    return text + (
        f" The largest error, relative to the gradient's largest entry, is {number(error)}, in "
        f"{names[column]} at epoch {whole(x[row])}, with a tolerance of {number(limit)}."
    )
