"""Loss against the learning rate, which grows from step to step: where does it begin to fall?"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, layout, nice_ceiling
from mlpviz.charts.palette import NEUTRAL, PASS, TRAIN
from mlpviz.words import as_chosen, d3, loss_number, number

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def lr_range(
    lr: ArrayLike,
    loss: ArrayLike,
    smoothed: ArrayLike,
    *,
    bounds: tuple[float, float],
    suggested: float | None = None,
    present: float | None = None,
    diverged_at: float | None = None,
) -> Figure:
    """The losses of the batches as points and their running average as a line, all [m].

    `lr` [m] grows; its axis is logarithmic and spans `bounds`. A star and a line mark the
    learning rate `suggested`, a dotted line the one in use, `present`; a cross at the top is where
    training diverged. The height is that of the losses before the lowest average: what is above it
    when training diverges is cut off.
    """
    x = np.asarray(lr, dtype=float)
    y, average = np.asarray(loss, dtype=float), np.asarray(smoothed, dtype=float)
    top = _top(y, average)
    inside = present is not None and bounds[0] <= present <= bounds[1]
    marks: list[dict[str, Any]] = []
    if suggested is not None:
        marks.append(_vertical(suggested, PASS, "solid"))
    if present is not None and inside:
        marks.append(_vertical(present, NEUTRAL, "dot"))
    return {
        "data": [
            _points(x, y),
            _line(x, average),
            _star(x, average, suggested),
            _end(diverged_at, top),
        ],
        "layout": layout(
            left=50,
            annotations=[heading(_legend(suggested, present if inside else None, diverged_at))],
            shapes=marks,
            xaxis=_rates(bounds),
            yaxis=axis("loss", [min(0.0, float(y.min(initial=0.0))), top]),
        ),
    }


def _top(loss: NDArray[Any], average: NDArray[Any]) -> float:
    finite = np.isfinite(average)
    if not finite.any():
        return 1.0
    lowest = int(np.argmin(np.where(finite, average, np.inf)))
    before = loss[: lowest + 1]
    return nice_ceiling(1.15 * float(before[np.isfinite(before)].max(initial=0.0)))


def _points(x: NDArray[Any], y: NDArray[Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "batch",
        "mode": "markers",
        "x": typed_array(x),
        "y": typed_array(y),
        "marker": {"size": 4, "color": NEUTRAL, "opacity": 0.55},
        "hovertemplate": f"learning rate {d3('x')}<br>loss {d3('y')}<extra></extra>",
    }


def _line(x: NDArray[Any], average: NDArray[Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "average",
        "mode": "lines",
        "x": typed_array(x),
        "y": typed_array(average),
        "line": {"color": TRAIN, "width": 2},
        "hovertemplate": f"learning rate {d3('x')}<br>average {d3('y')}<extra></extra>",
    }


def _star(x: NDArray[Any], average: NDArray[Any], suggested: float | None) -> dict[str, Any]:
    """The suggestion, on the line."""
    at = [] if suggested is None or not x.size else [suggested]
    height = np.interp(np.log(at), np.log(x), average) if at else []
    return {
        "type": "scatter",
        "name": "suggested",
        "mode": "markers+text",
        "x": at,
        "y": typed_array(height),
        "text": [f" {number(value, 2)}" for value in at],
        "textposition": "top right",
        "textfont": {"size": 13},
        "marker": {"symbol": "star", "size": 13, "color": PASS, "line": {"width": 1}},
        "hovertemplate": f"suggested {d3('x')}<br>average {d3('y')}<extra></extra>",
    }


def _end(diverged_at: float | None, top: float) -> dict[str, Any]:
    """Where the test ended early."""
    return {
        "type": "scatter",
        "name": "diverged",
        "mode": "markers",
        "x": [] if diverged_at is None else [diverged_at],
        "y": [] if diverged_at is None else [0.97 * top],
        "marker": {"symbol": "x", "size": 9, "color": NEUTRAL},
        "hovertemplate": f"diverged at {d3('x')}<extra></extra>",
    }


def _vertical(at: float, color: str, dash: str) -> dict[str, Any]:
    ends = {"x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **ends, "line": {"color": color, "width": 1.5, "dash": dash}}


def _rates(bounds: tuple[float, float]) -> dict[str, Any]:
    """A logarithmic axis with its powers of ten written out."""
    low, high = (math.log10(bound) for bound in bounds)
    every = max(1, round((high - low) / 8))
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1, every)
    return axis("learning rate", [low - 0.2, high + 0.1], type="log") | {
        "tickvals": [10.0**power for power in powers],
        "ticktext": [f"10{str(power).translate(_SUPERSCRIPTS)}" for power in powers],
    }


def _legend(suggested: float | None, present: float | None, diverged_at: float | None) -> str:
    parts = [key("●", NEUTRAL, "batch"), key("━", TRAIN, "average")]
    if suggested is not None:
        parts.append(key("★", PASS, f"suggested {number(suggested, 2)}"))
    if present is not None:
        parts.append(key("┊", NEUTRAL, f"now {as_chosen(present)}"))
    if diverged_at is not None:
        parts.append(key("✖", NEUTRAL, "diverged"))
    return "".join(parts)


def lr_range_summary(
    lr: ArrayLike,
    loss: ArrayLike,
    smoothed: ArrayLike,
    *,
    bounds: tuple[float, float],
    suggested: float | None = None,
    present: float | None = None,
    diverged_at: float | None = None,
) -> str:
    """The same in words: where the loss begins, where it is lowest, what is suggested."""
    x, average = np.asarray(lr, dtype=float), np.asarray(smoothed, dtype=float)
    span = f"from {number(bounds[0])} to {number(bounds[1])}"
    if not np.asarray(loss).size:
        return f"No step could be taken at learning rates {span}."
    lowest = int(np.argmin(average))
    parts = [
        f"Loss at {x.size} steps with learning rates {span}. On average it is "
        f"{loss_number(average[0])} in the beginning and {loss_number(average[lowest])}, the "
        f"lowest, at learning rate {number(float(x[lowest]), 2)}."
    ]
    if diverged_at is not None:
        parts.append(f"Training diverged at {number(diverged_at, 2)}, where the test ended.")
    parts.append(
        "No learning rate is suggested."
        if suggested is None
        else f"Suggested is {number(suggested, 2)}."
    )
    if present is not None:
        parts.append(f"The learning rate in use is {as_chosen(present)}.")
    return " ".join(parts)
