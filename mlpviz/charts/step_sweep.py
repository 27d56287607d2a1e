"""Error of the numerical gradient against the step h: truncation on one side, round-off below."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.palette import MODEL, NEUTRAL, TEST, TRAIN
from mlpviz.words import D3_ERROR, d3, number, signed

# Where no difference at all is drawn, and the highest error that is.
FLOOR, CEILING = 1e-17, 1e8

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class SweepCurve(Protocol):
    """The `errors` [m] of one `method` (a key of `METHODS`) in one `dtype`, and where it is best.

    Anything that has these attributes is a curve.
    """

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def method(self) -> str:
        """A key of `METHODS`."""

    @property
    def dtype(self) -> str:
        """`float64` or `float32`."""

    @property
    def errors(self) -> ArrayLike:
        """One per step, relative to the largest entry of the gradient."""

    @property
    def best(self) -> int | None:
        """Index of the smallest error; None if none is finite."""

    @property
    def truncation(self) -> float:
        """The slope of log error against log h above the best h; NaN if it has none."""

    @property
    def roundoff(self) -> float:
        """The slope below it."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Why it has no such slope: a sentence each, without its full stop."""


class Method(NamedTuple):
    """How a method is drawn, and the power of h by which its truncation error falls."""

    title: str
    color: str
    symbol: str
    mark: str
    order: int | None


METHODS = {
    "central": Method("central", TRAIN, "circle", "●", 2),
    "richardson": Method("Richardson", MODEL, "diamond", "◆", 4),
    "complex_step": Method("complex step", TEST, "square", "■", None),
}
_DASHES = {"float64": "solid", "float32": "dash"}


def step_sweep(
    h: ArrayLike, curves: Sequence[SweepCurve], *, chosen: float | None = None
) -> Figure:
    """Error against the steps `h` [m], both logarithmic, one line per method and precision.

    The colour and the marker tell the method, a dashed line float32. A star is the best step of a
    curve, the vertical line the step `chosen`. Faint lines have the slopes of theory: h^2 and h^4
    for the truncation of plain and extrapolated central differences, 1/h for round-off; they run
    along the first curve of their kind. Errors of 0 stand at 1e-17, those that are not finite are
    left out, and what is beyond 1e8 stands there.

    Raises ValueError if a curve has not one error per step.
    """
    steps = np.asarray(h, dtype=float)
    order = np.argsort(steps)
    heights = [_heights(curve, steps.size)[order] for curve in curves]
    x = steps[order]
    top = max((float(np.nanmax(y, initial=1.0)) for y in heights), default=1.0)
    ceiling = math.ceil(math.log10(top)) + 0.7
    guides = _guides(x, curves, heights)
    return {
        "data": [
            *(_guide_line(guide) for guide in guides),
            *(_line(x, y, curve) for y, curve in zip(heights, curves, strict=True)),
            _stars(steps, curves),
        ],
        "layout": layout(
            left=50,
            top=36,
            annotations=[heading(_legend(curves, chosen)) | {"align": "left"}],
            shapes=[] if chosen is None else [_chosen_line(chosen)],
            xaxis=_power_axis("step h", np.log10(x[[0, -1]]) if x.size else [-13, -1], 0.3, 3),
            yaxis=_power_axis("error / largest entry", [math.log10(FLOOR), ceiling], 0.5, 4),
        ),
    }


def _heights(curve: SweepCurve, count: int) -> NDArray[Any]:
    errors = np.asarray(curve.errors, dtype=float)
    if errors.shape != (count,):
        raise ValueError(
            f"{curve.label}: errors of shape {errors.shape} for {count} steps; "
            "there must be one error per step"
        )
    return np.where(np.isfinite(errors), np.clip(errors, FLOOR, CEILING), np.nan)


def _line(x: NDArray[Any], y: NDArray[Any], curve: SweepCurve) -> dict[str, Any]:
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


def _stars(steps: NDArray[Any], curves: Sequence[SweepCurve]) -> dict[str, Any]:
    """The best step of every curve."""
    best = [(curve, curve.best) for curve in curves if curve.best is not None]
    errors = [float(np.asarray(curve.errors, dtype=float)[k]) for curve, k in best]
    return {
        "type": "scatter",
        "name": "best h",
        "mode": "markers",
        "x": typed_array([steps[k] for _, k in best]),
        "y": typed_array([min(max(error, FLOOR), CEILING) for error in errors]),
        "marker": {
            "symbol": "star",
            "size": 12,
            "color": [METHODS[curve.method].color for curve, _ in best],
            "line": {"width": 1},
        },
        "hoverinfo": "text",
        "hovertext": [
            f"{label(curve.label, 40)}<br>best h {number(float(steps[k]))}<br>error {number(error)}"
            for (curve, k), error in zip(best, errors, strict=True)
        ],
    }


class _Guide(NamedTuple):
    """A line of constant slope `power`, from its start to its end."""

    power: int
    title: str
    x: tuple[float, float]
    y: tuple[float, float]


def _guides(
    x: NDArray[Any], curves: Sequence[SweepCurve], heights: Sequence[NDArray[Any]]
) -> list[_Guide]:
    """The slopes of theory, each beside the first curve that should have it."""
    guides: dict[int, _Guide] = {}
    for curve, y in zip(curves, heights, strict=True):
        power = METHODS[curve.method].order
        if power is None or not np.isfinite(y).any():
            continue
        bottom = float(x[np.nanargmin(y)])
        for slope, title, side in (
            (power, f"h{str(power).translate(_SUPERSCRIPTS)}", x > bottom),
            (-1, "1/h", x < bottom),
        ):
            inside = side & np.isfinite(y) & (y < 1.0) & (y > FLOOR)
            if slope in guides or np.count_nonzero(inside) < 2:
                continue
            # Beside the curve, not on it: the steepest is the lowest, and has room below.
            offset = 1 / 8 if slope > 2 else 8
            scale = offset * float(np.exp(np.median(np.log(y[inside] * x[inside] ** -slope))))
            ends = float(x[inside][0]), float(x[inside][-1])
            start, end = (scale * at**slope for at in ends)
            guides[slope] = _Guide(slope, title, ends, (start, end))
    return list(guides.values())


# On which side of its middle a guide has its name: where the other curves leave room.
_NAMED = {-1: "top right", 2: "top left", 4: "bottom right"}


def _guide_line(guide: _Guide) -> dict[str, Any]:
    (left, right), (start, end) = guide.x, guide.y
    return {
        "type": "scatter",
        "name": f"slope {signed(guide.power)}",
        "mode": "lines+text",
        "x": [left, math.sqrt(left * right), right],
        "y": [start, math.sqrt(start * end), end],
        "text": ["", guide.title, ""],
        "textposition": _NAMED[guide.power],
        "textfont": {"color": NEUTRAL, "size": 11},
        "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _chosen_line(chosen: float) -> dict[str, Any]:
    """A vertical line at the step in use."""
    ends = {"x0": chosen, "x1": chosen, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **ends, "line": {"width": 1.5, "dash": "dot"}}


def _power_axis(title: str, ends: Any, room: float, every: int) -> dict[str, Any]:
    """A logarithmic axis with every third or fourth power of ten written out."""
    low, high = float(ends[0]) - room, float(ends[1]) + room
    powers = [p for p in range(math.ceil(low), math.floor(high) + 1) if p % every == 0]
    return axis(title, [low, high], type="log") | {
        "tickvals": [10.0**p for p in powers],
        "ticktext": [f"10{str(p).translate(_SUPERSCRIPTS)}" if p else "1" for p in powers],
    }


def _legend(curves: Sequence[SweepCurve], chosen: float | None) -> str:
    methods = {curve.method: METHODS[curve.method] for curve in curves}
    first = "".join(key(m.mark, m.color, m.title) for m in methods.values())
    second = "".join(
        key("━" if dash == "solid" else "╍", NEUTRAL, dtype)
        for dtype, dash in _DASHES.items()
        if any(curve.dtype == dtype for curve in curves)
    )
    used = "" if chosen is None else f"\u2002┊ h = {number(chosen)}"
    return f"{first}<br>{second}{key('★', NEUTRAL, 'best h')}{used}"


def _slopes(curve: SweepCurve) -> list[str]:
    """In words: the powers of h that the two arms of a curve follow, and which it lacks."""
    arms = {"truncation": curve.truncation, "round-off": curve.roundoff}
    known = [f"{name} as h^{slope:.1f}" for name, slope in arms.items() if math.isfinite(slope)]
    return ([" and ".join(known)] if known else []) + list(curve.missing)


def step_sweep_summary(
    h: ArrayLike, curves: Sequence[SweepCurve], *, chosen: float | None = None
) -> str:
    """The best step and the smallest error of every curve, and its error at the step `chosen`.

    That step is one of central differences, so nothing is said of the complex step there. With
    them go the slopes of the curve, or why it has none.
    """
    steps = np.asarray(h, dtype=float)
    if not (steps.size and len(curves)):
        return "No step has been tried yet."
    parts = [
        f"Error of the gradient at {steps.size} steps h from {number(float(steps.min()))} to "
        f"{number(float(steps.max()))}."
    ]
    for curve in curves:
        errors = np.asarray(curve.errors, dtype=float)
        if curve.best is None:
            parts.append(f"{curve.label}: no finite error.")
            continue
        text = (
            f"{curve.label}: best at h = {number(float(steps[curve.best]))}, "
            f"with error {number(float(errors[curve.best]))}"
        )
        if chosen is not None and METHODS[curve.method].order is not None:
            near = int(np.argmin(np.abs(np.log(steps / chosen))))
            text += f"; {number(float(errors[near]))} near the chosen step"
        parts.append("; ".join([text, *_slopes(curve)]) + ".")
    if chosen is not None:
        parts.append(f"The chosen step is {number(chosen)}.")
    return " ".join(parts)
