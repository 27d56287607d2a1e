"""Error of the numerical gradient against the step h: truncation on one side, round-off below."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_axis import FLOOR
from mlpviz.charts.figure import (
    Figure,
    axis,
    heading,
    key,
    label,
    layout,
    power_of_ten,
    vertical_line,
)
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.palette import NEUTRAL
from mlpviz.charts.shapes import shaped
from mlpviz.charts.sweep_guides import METHODS, SweepCurve, guide_line, guides
from mlpviz.words import D3_ERROR, agreeing, counted, d3, listed, number, whole

_ROOM = PLOT - 52  # px of a line of the heading
CEILING = 1e8  # the highest error that is drawn


_DASHES = {"float64": "solid", "float32": "dash"}


class StepSweepCurves(NamedTuple):
    """Error against the steps `h` [m], both logarithmic, one line per method and precision.

    Of all `curves`, the colour and the marker tell the method, a dashed line float32. A star is the
    best step of a curve, the vertical line the step `chosen`. Faint lines have the slopes of
    theory: h^2 and h^4 for the truncation of plain and extrapolated central differences, 1/h for
    round-off; they run along the first curve that was measured to have that slope, and nowhere
    else. Errors of 0 stand at 1e-17, those that are not finite are left out, and what is beyond 1e8
    stands there. `epoch` is given if it is not the present one. `parameter` is the name of what was
    moved: `moved` of its `size` entries, one at a time.

    Both methods raise ValueError if a curve has not one error per step.
    """

    h: ArrayLike
    curves: Sequence[SweepCurve]
    chosen: float | None = None
    epoch: int | None = None
    parameter: str = ""
    moved: int = 0
    size: int = 0

    def figure(self) -> Figure:
        """The slopes of theory, the curves, their stars."""
        steps, errors = self._columns()
        curves, chosen = self.curves, self.chosen
        order = np.argsort(steps)
        x, heights = steps[order], [_heights(values)[order] for values in errors]
        top = max((float(np.nanmax(y, initial=1.0)) for y in heights), default=1.0)
        of = f" of {label(self.parameter, 8)}" if self.parameter else ""
        low = math.log10(FLOOR)
        ceiling = math.ceil(math.log10(top)) + 0.7
        epoch = "" if self.epoch is None else f"\u2002· epoch {whole(self.epoch)}"
        legend = _legend(curves, chosen, epoch)
        if self.parameter:
            name = f"<b>{fitted(self.parameter, 100)}</b>"
            legend = f"{rows_of([name, *self._moved()], _ROOM)}<br>{legend}"
        return {
            "data": [
                *(guide_line(guide) for guide in guides(x, curves, heights)),
                *(_line(x, y, curve) for y, curve in zip(heights, curves, strict=True)),
                _stars(steps, curves, errors),
            ],
            "layout": layout(
                left=50,
                top=height(legend),
                annotations=[heading(legend)],
                shapes=[] if chosen is None else [vertical_line(chosen, dash="dot")],
                xaxis=_power_axis("step h", np.log10(x[[0, -1]]) if x.size else [-13, -1], 0.3, 3),
                yaxis=_power_axis(f"error / largest entry{of}", [low, ceiling], 0.5, 4),
            ),
        }

    def summary(self) -> str:
        """The best step and the smallest error of every curve, and its error at the step `chosen`.

        That step is one of central differences, so nothing is said of the complex step there. With
        them go the slopes of the curve, or why it has none.
        """
        steps, errors = self._columns()
        chosen = self.chosen
        parts = [] if self.epoch is None else [f"Of epoch {whole(self.epoch)}."]
        if not (steps.size and len(self.curves)):
            return " ".join([*parts, "No step has been tried yet."])
        parts.append(
            f"Error of the gradient{self._of()} at {counted(steps.size, 'step')} h from "
            f"{number(float(steps.min()))} to {number(float(steps.max()))}."
        )
        for curve, values in zip(self.curves, errors, strict=True):
            if curve.best is None:
                parts.append(f"{curve.label}: no finite error.")
                continue
            text = (
                f"{curve.label}: best at h = {number(float(steps[curve.best]))}, "
                f"with error {number(float(values[curve.best]))}"
            )
            if chosen is not None and METHODS[curve.method].order is not None:
                near = int(np.argmin(np.abs(np.log(steps / chosen))))
                text += f"; {number(float(values[near]))} near the chosen step"
            parts.append("; ".join([text, *_slopes(curve)]) + ".")
        if chosen is not None:
            parts.append(f"The chosen step is {number(chosen)}.")
        return " ".join(parts)

    def _of(self) -> str:
        """Of which parameter, in words."""
        if not self.parameter:
            return ""
        return f" of {self.parameter},{''.join(self._moved())}, over its largest entry,"

    def _moved(self) -> list[str]:
        """How many of its entries were moved, in parts."""
        if self.moved == self.size:
            every = f"all {counted(self.size, 'entry', 'entries')}"
            entries = agreeing(self.size, "its only entry", every)
        else:
            entries = f"{whole(self.moved)} of its {counted(self.size, 'entry', 'entries')}"
        return [f" {entries} moved", ", one at a time" if self.moved > 1 else ""]

    def _columns(self) -> tuple[Array, list[Array]]:
        """The steps, and the errors of every curve."""
        steps = np.asarray(self.h, dtype=float)
        return steps, [shaped(c.errors, steps.shape, f"errors of {c.label}") for c in self.curves]


def _slopes(curve: SweepCurve) -> list[str]:
    """In words: the powers of h that the two arms of a curve follow, and which it lacks."""
    arms = {"truncation": curve.truncation, "round-off": curve.roundoff}
    known = [
        f"{name} as h^{number(slope, 2)}" for name, slope in arms.items() if math.isfinite(slope)
    ]
    return ([listed(known)] if known else []) + list(curve.missing)


def _heights(errors: Array) -> Array:
    return np.where(np.isfinite(errors), np.clip(errors, FLOOR, CEILING), np.nan)


def _line(x: Array, y: Array, curve: SweepCurve) -> dict[str, Any]:
    method = METHODS[curve.method]
    dash = _DASHES[curve.dtype]
    return {
        "type": "scatter",
        "name": label(curve.label, 40),
        "mode": "lines+markers",
        "x": typed_array(x),
        "y": typed_array(y),
        "line": {"color": method.color, "width": 2 if dash == "solid" else 1.5, "dash": dash},
        "marker": {
            "symbol": method.symbol if dash == "solid" else f"{method.symbol}-open",
            "size": 5,
            "color": method.color,
        },
        "hovertemplate": f"{label(curve.label, 40)}<br>h {d3('x', D3_ERROR)}"
        f"<br>error {d3('y', D3_ERROR)}"
        "<extra></extra>",
    }


def _stars(
    steps: Array, curves: Sequence[SweepCurve], all_errors: Sequence[Array]
) -> dict[str, Any]:
    """The best step of every curve."""
    best = [
        (curve, curve.best, float(errors[curve.best]))
        for curve, errors in zip(curves, all_errors, strict=True)
        if curve.best is not None
    ]
    return {
        "type": "scatter",
        "name": "best h",
        "mode": "markers",
        "x": typed_array([steps[k] for _, k, _ in best]),
        "y": typed_array([min(max(error, FLOOR), CEILING) for *_, error in best]),
        "marker": {
            "symbol": "star",
            "size": 12,
            "color": [METHODS[curve.method].color for curve, *_ in best],
            "line": {"width": 1},
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{label(curve.label, 40)}<br>best h {number(float(steps[k]))}<br>error {number(error)}"
            for curve, k, error in best
        ],
    }


def _power_axis(title: str, ends: Any, room: float, every: int) -> dict[str, Any]:
    """A logarithmic axis with every third or fourth power of ten written out."""
    low, high = float(ends[0]) - room, float(ends[1]) + room
    powers = [p for p in range(math.ceil(low), math.floor(high) + 1) if p % every == 0]
    return axis(title, [low, high], type="log") | {
        "tickvals": [10.0**p for p in powers],
        "ticktext": [power_of_ten(p) if p else "1" for p in powers],
    }


def _legend(curves: Sequence[SweepCurve], chosen: float | None, epoch: str) -> str:
    methods = {curve.method: METHODS[curve.method] for curve in curves}
    first = [key(m.mark, m.color, m.title) for m in methods.values()]
    second = [
        key("━" if dash == "solid" else "╍", NEUTRAL, dtype)
        for dtype, dash in _DASHES.items()
        if any(curve.dtype == dtype for curve in curves)
    ]
    used = "" if chosen is None else f"\u2002┊ h = {number(chosen)}"
    second += [key("★", NEUTRAL, "best h"), used, epoch]
    return rows_of(first, _ROOM) + "<br>" + rows_of(second, _ROOM)
