"""The gradient check as bars: one error per parameter, with its tolerance."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.error_axis import FLOOR, error_axis, on_scale
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, name_ticks
from mlpviz.charts.fit import PLOT
from mlpviz.charts.palette import FAIL, NEUTRAL, PASS, UNRESOLVED, translucent
from mlpviz.charts.shapes import shaped
from mlpviz.charts.traces import dashes
from mlpviz.words import D3_ERROR, SIGNS, d3, listed, number, out_of

Verdict = Literal["pass", "fail", "unresolved"]

_COLORS = {"pass": PASS, "fail": FAIL, "unresolved": UNRESOLVED}


class GradientCheckBars(NamedTuple):
    """The error of every parameter's gradient, over its largest entry, on a logarithmic axis.

    `names`, `errors`, `tolerances` and `verdicts` have one entry per parameter. A
    horizontal dash across each bar is its tolerance. The colour and the mark over the bar tell the
    verdict: ✓ pass, ✗ fail, ? unresolved, which is a tolerance too coarse to decide. Exact
    agreement stands on the floor of 1e-17; an error that is not a number reaches the ceiling of 10.

    Both methods raise ValueError if there is not one error and one tolerance per name.
    """

    names: Sequence[str]
    errors: ArrayLike
    tolerances: ArrayLike
    verdicts: Sequence[Verdict]

    def figure(self) -> Figure:
        """Bars, dashes across them, and marks on top."""
        names, verdicts, count = self.names, self.verdicts, len(self.names)
        errors, limits = self._columns()
        heights, lines = _on_scale(errors), _on_scale(limits)
        hover = f"tolerance {d3('y', D3_ERROR)}"
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
                        f"{label(name)}: {verdict}<br>error {number(error)}"
                        f"<br>tolerance {number(limit)}"
                        for name, error, limit, verdict in zip(
                            names, errors.tolist(), limits.tolist(), verdicts, strict=True
                        )
                    ],
                },
                dashes("tolerance", [-0.45, 0.45], lines[:, None].repeat(2, axis=1), hover),
                {
                    "type": "scatter",
                    "mode": "text",
                    "x": typed_array(np.arange(count)),
                    "y": typed_array(np.maximum(heights, lines)),
                    "text": [
                        _caption(e, v, count)
                        for e, v in zip(errors.tolist(), verdicts, strict=True)
                    ],
                    "textposition": "top center",
                    "cliponaxis": False,
                    "hoverinfo": "skip",
                },
            ],
            "layout": layout(
                bottom=22,
                annotations=[heading(_legend(verdicts))],
                xaxis=axis("", [-0.6, count - 0.4], fixedrange=True)
                | name_ticks(names, PLOT - 54)[0],
                yaxis=error_axis("error / largest entry", [-17.4, 2.6]),
            ),
        }

    def summary(self) -> str:
        """How many gradients agree, which do not, and the largest error."""
        names, (errors, tolerances) = self.names, self._columns()
        if not len(names):
            return "No gradient has been checked yet."
        by_verdict: dict[str, list[str]] = {verdict: [] for verdict in _COLORS}
        for name, verdict in zip(names, self.verdicts, strict=True):
            by_verdict[verdict].append(name)
        passing = out_of(len(by_verdict["pass"]), len(names), "parameter", "passes", "pass")
        text = f"{passing} the gradient check."
        if by_verdict["fail"]:
            text += f" Wrong: {listed(by_verdict['fail'])}."
        if by_verdict["unresolved"]:
            text += f" Too close to call: {listed(by_verdict['unresolved'])}."
        worst = int(np.where(np.isnan(errors), np.inf, errors).argmax())
        return text + (
            f" The largest error is {number(float(errors[worst]))}, in {names[worst]}, "
            f"with a tolerance of {number(float(tolerances[worst]))}."
        )

    def _columns(self) -> tuple[Array, Array]:
        """Errors and tolerances."""
        shape = (len(self.names),)
        errors = shaped(self.errors, shape, "errors")
        return errors, shaped(self.tolerances, shape, "tolerances")


def _legend(verdicts: Sequence[Verdict]) -> str:
    """What the dash and the marks mean, of the marks only those to be seen."""
    return key("━", NEUTRAL, "tolerance") + "".join(
        key(mark, _COLORS[verdict], verdict)
        for verdict, mark in SIGNS.items()
        if verdict in verdicts
    )


def _on_scale(values: Array) -> Array:
    # A little above the floor, or an exact agreement would have no bar.
    return on_scale(values, 1.5 * FLOOR)


def _caption(error: float, verdict: Verdict, count: int) -> str:
    """The mark, with the verdict spelled out where the bars are wide enough."""
    short = count > (4 if verdict != "unresolved" else 2)
    text = SIGNS[verdict] if short else f"{SIGNS[verdict]} {verdict}"
    return text + "<br>error 0" if error == 0.0 and count <= 4 else text
