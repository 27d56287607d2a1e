"""Loss against the learning rate, which grows from step to step: where does it begin to fall?"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import (
    Figure,
    axis,
    heading,
    key,
    layout,
    nice_ceiling,
    power_of_ten,
    vertical_line,
)
from mlpviz.charts.fit import PLOT, height, rows_of
from mlpviz.charts.palette import NEUTRAL, PASS, TRAIN
from mlpviz.charts.shapes import columns
from mlpviz.words import as_chosen, counted, d3, loss_number, number


class LrRangeCurve(NamedTuple):
    """The losses of the batches as points and their running average as a line.

    `loss` and `smoothed` are [m]. `lr` [m] grows; its axis is logarithmic and spans `bounds`. A
    star and a line mark the learning rate `suggested`, a dotted line the one in use, `present`; a
    cross at the top is where training diverged, `diverged_at`. The height is that of the losses
    before the lowest average: what is above it when training diverges is cut off.

    Both methods raise ValueError if an array is not [m].
    """

    lr: ArrayLike
    loss: ArrayLike
    smoothed: ArrayLike
    bounds: tuple[float, float]
    suggested: float | None = None
    present: float | None = None
    diverged_at: float | None = None

    def figure(self) -> Figure:
        """Points, line, star and cross; the lines of both rates."""
        x, y, average = self._columns()
        top, suggested = _top(y, average), self.suggested
        present = self.present if self._inside() else None
        legend = _legend(suggested, present, self.diverged_at)
        marks: list[dict[str, Any]] = []
        if suggested is not None:
            marks.append(vertical_line(suggested, color=PASS, dash="solid"))
        if present is not None:
            marks.append(vertical_line(present, color=NEUTRAL, dash="dot"))
        return {
            "data": [
                _points(x, y),
                _line(x, average),
                _star(x, average, suggested),
                _end(self.diverged_at, top),
            ],
            "layout": layout(
                left=50,
                top=height(legend),
                annotations=[heading(legend)],
                shapes=marks,
                xaxis=_rates(self.bounds),
                yaxis=axis("loss", [min(0.0, float(y.min(initial=0.0))), top]),
            ),
        }

    def summary(self) -> str:
        """Where the loss begins, where it is lowest, what is suggested."""
        x, losses, average = self._columns()
        span = f"from {number(self.bounds[0])} to {number(self.bounds[1])}"
        if not losses.size:
            return f"No step could be taken at learning rates {span}."
        lowest = int(np.argmin(average))
        parts = [
            f"Loss at {counted(x.size, 'step')} with learning rates {span}. On average it is "
            f"{loss_number(average[0])} in the beginning and {loss_number(average[lowest])}, "
            f"the lowest, at learning rate {number(float(x[lowest]), 2)}."
        ]
        if self.diverged_at is not None:
            where = number(self.diverged_at, 2)
            parts.append(f"Training diverged at {where}, where the test ended.")
        if self.suggested is None:
            parts.append("No learning rate is suggested.")
        else:
            parts.append(f"Suggested is {number(self.suggested, 2)}.")
        if self.present is not None:
            parts.append(f"The learning rate in use is {as_chosen(self.present)}.")
        return " ".join(parts)

    def _inside(self) -> bool:
        """Whether the rate in use is on the axis."""
        low, high = self.bounds
        return self.present is not None and low <= self.present <= high

    def _columns(self) -> tuple[Array, Array, Array]:
        """Learning rates, losses and their average."""
        x = np.asarray(self.lr, dtype=float)
        loss, smoothed = columns(x, loss=self.loss, smoothed=self.smoothed)
        return x, loss, smoothed


def _top(loss: Array, average: Array) -> float:
    finite = np.isfinite(average)
    if not finite.any():
        return 1.0
    lowest = int(np.argmin(np.where(finite, average, np.inf)))
    before = loss[: lowest + 1]
    return nice_ceiling(1.15 * float(before[np.isfinite(before)].max(initial=0.0)))


def _points(x: Array, y: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "batch",
        "mode": "markers",
        "x": typed_array(x),
        "y": typed_array(y),
        "marker": {"size": 4, "color": NEUTRAL, "opacity": 0.55},
        "hovertemplate": f"learning rate {d3('x')}<br>loss {d3('y')}<extra></extra>",
    }


def _line(x: Array, average: Array) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "average",
        "mode": "lines",
        "x": typed_array(x),
        "y": typed_array(average),
        "line": {"color": TRAIN, "width": 2},
        "hovertemplate": f"learning rate {d3('x')}<br>average {d3('y')}<extra></extra>",
    }


def _star(x: Array, average: Array, suggested: float | None) -> dict[str, Any]:
    """The suggestion, on the line."""
    at = [] if suggested is None or not x.size else [suggested]
    height = np.interp(np.log(at), np.log(x), average) if at else np.empty(0)
    return {
        "type": "scatter",
        "name": "suggested",
        "mode": "markers+text",
        "x": at,
        "y": typed_array(height),
        "text": [f" {number(value, 2)}" for value in at],
        "textposition": "top right",
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


def _rates(bounds: tuple[float, float]) -> dict[str, Any]:
    """A logarithmic axis with its powers of ten written out."""
    low, high = (math.log10(bound) for bound in bounds)
    every = max(1, round((high - low) / 5))
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1, every)
    return axis("learning rate", [low - 0.2, high + 0.1], type="log") | {
        "tickvals": [10.0**power for power in powers],
        "ticktext": [power_of_ten(power) for power in powers],
    }


def _legend(suggested: float | None, present: float | None, diverged_at: float | None) -> str:
    parts = [key("●", NEUTRAL, "batch"), key("━", TRAIN, "average")]
    if suggested is not None:
        parts.append(key("★", PASS, f"suggested {number(suggested, 2)}"))
    if present is not None:
        parts.append(key("┊", NEUTRAL, f"now {as_chosen(present)}"))
    if diverged_at is not None:
        parts.append(key("✖", NEUTRAL, "diverged"))
    return rows_of(parts, PLOT - 52)
