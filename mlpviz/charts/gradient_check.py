"""The gradient check as bars: one relative error per parameter, with its tolerance."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.palette import FAIL, NEUTRAL, PASS, UNRESOLVED, translucent
from mlpviz.words import D3_ERROR, SIGNS, d3, listed, number

Verdict = Literal["pass", "fail", "unresolved"]

FLOOR, CEILING = 1e-17, 10.0

_TICKS = [1e-16, 1e-12, 1e-8, 1e-4, 1.0]

_COLORS = {"pass": PASS, "fail": FAIL, "unresolved": UNRESOLVED}


def gradient_check_bars(
    names: Sequence[str],
    relative_errors: ArrayLike,
    tolerances: ArrayLike,
    verdicts: Sequence[Verdict],
) -> Figure:
    """The largest relative error of every parameter's gradient, on a logarithmic axis.

    All four are one entry per parameter. A horizontal dash across each bar is its tolerance. The
    colour and the mark over the bar tell the verdict: ✓ pass, ✗ fail, ? unresolved, which is
    a tolerance too coarse to decide. Exact agreement stands on the floor of 1e-17; an error that
    is not a number reaches the ceiling of 10.
    """
    errors = np.asarray(relative_errors, dtype=float)
    limits = np.asarray(tolerances, dtype=float)
    heights = _on_scale(errors)
    count = len(names)
    return {
        "data": [
            {
                "type": "bar",
                "x": typed_array(np.arange(count)),
                "y": typed_array(heights),
                "width": 0.7,
                "marker": {
                    "color": [translucent(_COLORS[verdict], 0.75) for verdict in verdicts],
                    "line": {"color": [_COLORS[verdict] for verdict in verdicts], "width": 1.5},
                },
                "hoverinfo": "text",
                "hovertext": [
                    f"{label(name)}: {verdict}<br>relative error {number(error)}"
                    f"<br>tolerance {number(limit)}"
                    for name, error, limit, verdict in zip(
                        names, errors.tolist(), limits.tolist(), verdicts, strict=True
                    )
                ],
            },
            _tolerance_dashes(_on_scale(limits)),
            {
                "type": "scatter",
                "mode": "text",
                "x": typed_array(np.arange(count)),
                "y": typed_array(np.maximum(heights, _on_scale(limits))),
                "text": [
                    _caption(e, v, count) for e, v in zip(errors.tolist(), verdicts, strict=True)
                ],
                "textposition": "top center",
                "textfont": {"size": 12},
                "cliponaxis": False,
                "hoverinfo": "skip",
            },
        ],
        "layout": layout(
            bottom=22,
            annotations=[heading(_legend(verdicts))],
            xaxis=_name_axis(names),
            yaxis=axis("relative error of gradient", [-17.4, 2.6], type="log")
            | {"tickvals": _TICKS, "ticktext": ["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]},
        ),
    }


def _legend(verdicts: Sequence[Verdict]) -> str:
    """What the dash and the marks mean, of the marks only those to be seen."""
    return key("━", NEUTRAL, "tolerance") + "".join(
        key(mark, _COLORS[verdict], verdict)
        for verdict, mark in SIGNS.items()
        if verdict in verdicts
    )


def _on_scale(values: Any) -> Any:
    """Clipped to what the axis shows; what is not a number counts as huge."""
    return np.clip(np.where(np.isnan(values), CEILING, values), 1.5 * FLOOR, CEILING)


def _caption(error: float, verdict: Verdict, count: int) -> str:
    """The mark, with the verdict spelled out where the bars are wide enough."""
    text = f"{SIGNS[verdict]} {verdict}" if count <= 4 else SIGNS[verdict]
    return text + "<br>error 0" if error == 0.0 and count <= 4 else text


def _tolerance_dashes(limits: Any) -> dict[str, Any]:
    points = np.full((len(limits), 3, 2), np.nan)
    points[:, :2, 0] = np.arange(len(limits))[:, None] + np.array([-0.45, 0.45])
    points[:, :2, 1] = limits[:, None]
    flat = points.reshape(-1, 2)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed_array(flat[:, 0]),
        "y": typed_array(flat[:, 1]),
        "line": {"color": NEUTRAL, "width": 2.5},
        "hovertemplate": f"tolerance {d3('y', D3_ERROR)}<extra></extra>",
    }


def _name_axis(names: Sequence[str]) -> dict[str, Any]:
    # Beyond a dozen parameters every second, third, ... name has room.
    ticks = list(range(0, len(names), -(-len(names) // 12) or 1))
    return axis("", [-0.6, len(names) - 0.4], fixedrange=True) | {
        "tickvals": ticks,
        "ticktext": [label(names[k], 8) for k in ticks],
        "tickangle": 0,
        "showgrid": False,
    }


def gradient_check_summary(
    names: Sequence[str],
    relative_errors: ArrayLike,
    tolerances: ArrayLike,
    verdicts: Sequence[Verdict],
) -> str:
    """How many gradients agree, which do not, and the largest error."""
    errors = np.asarray(relative_errors, dtype=float)
    if not len(names):
        return "No gradient has been checked yet."
    by_verdict = {v: [n for n, w in zip(names, verdicts, strict=True) if w == v] for v in _COLORS}
    text = f"{len(by_verdict['pass'])} of {len(names)} parameters pass the gradient check."
    if by_verdict["fail"]:
        text += f" Wrong: {listed(by_verdict['fail'])}."
    if by_verdict["unresolved"]:
        text += f" Too close to call: {listed(by_verdict['unresolved'])}."
    worst = int(np.where(np.isnan(errors), np.inf, errors).argmax())
    tolerance = float(np.asarray(tolerances, dtype=float)[worst])
    return text + (
        f" The largest relative error is {number(float(errors[worst]))}, in {names[worst]}, "
        f"with a tolerance of {number(tolerance)}."
    )
