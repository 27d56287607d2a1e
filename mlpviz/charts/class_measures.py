"""How often a classifier is right: per class, and when it is so sure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.charts.encoding import typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, name_ticks
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.palette import NEUTRAL, TEST, TRAIN, translucent
from mlpviz.words import (
    D3_PERCENT,
    D3_WHOLE_PERCENT,
    agreeing,
    counted,
    d3,
    listed,
    number,
    percent,
)


class ClassMeasures(NamedTuple):
    """Per class `precision` and `recall` [k], NaN where there is nothing to divide by.

    `support` [k] is how many samples there are of each of `class_names` [k].
    """

    precision: ArrayLike
    recall: ArrayLike
    support: ArrayLike
    class_names: Sequence[str]

    def figure(self) -> Figure:
        """Two bars per class."""
        names, count = self.class_names, len(self.class_names)
        ticks, common = name_ticks(names, PLOT - 54)
        text = rows_of([common, key("■", TRAIN, "precision"), key("□", TEST, "recall")], PLOT - 46)
        return {
            "data": [
                self._bars("precision", self.precision, -0.21, TRAIN, 0.75),
                self._bars("recall", self.recall, 0.21, TEST, 0.15),
            ],
            "layout": layout(
                top=height(text),
                bottom=24,
                hovermode="x",  # a class, however small its bars
                annotations=[heading(text)],
                xaxis=axis("", [-0.6, count - 0.4], fixedrange=True) | ticks,
                yaxis=axis("", [0, 1.02]) | {"tickformat": D3_WHOLE_PERCENT, "nticks": 5},
            ),
        }

    def summary(self) -> str:
        """Both means, and the classes that are worst by either."""
        parts = []
        for what, values in (("precision", self.precision), ("recall", self.recall)):
            array = np.asarray(values, dtype=float)
            if np.isnan(array).all():
                continue
            worst = int(np.nanargmin(array))
            parts.append(
                f"{what} {percent(float(np.nanmean(array)))} on average, least for "
                f"{self.class_names[worst]} ({percent(array[worst])})"
            )
        never = [
            name
            for name, value in zip(self.class_names, np.asarray(self.precision, float), strict=True)
            if np.isnan(value)
        ]
        support = np.asarray(self.support, dtype=float)
        none = [name for name, n in zip(self.class_names, support, strict=True) if n == 0.0]
        text = f"Per class: {listed(parts)}." if parts else "There are no samples."
        if never:
            text += f" {listed(never, most=5)} {agreeing(len(never), 'is', 'are')} never predicted."
        if none and parts:
            text += f" {listed(none, most=5)} {agreeing(len(none), 'has', 'have')} no sample here."
        return text

    def _bars(
        self, what: str, values: ArrayLike, offset: float, color: str, alpha: float
    ) -> dict[str, Any]:
        support = np.asarray(self.support, dtype=float)
        return {
            "type": "bar",
            "x": typed_array(np.arange(len(self.class_names))),
            "y": typed_array(np.asarray(values, dtype=float)),
            "offset": offset - 0.2,
            "width": 0.4,
            "marker": {
                "color": translucent(color, alpha),
                "line": {"color": color, "width": 1.5},
            },
            "text": [
                f"{label(name, 40)}: {number(n)} in the test"
                for name, n in zip(self.class_names, support.tolist(), strict=True)
            ],
            "textposition": "none",
            "hovertemplate": f"%{{text}}<br>{what} {d3('y', D3_PERCENT)}<extra></extra>",
        }


class ReliabilityCurve(NamedTuple):
    """How often answers are right that are so sure, in bins of the confidence.

    Per bin [b] the mean `confidence`, the `accuracy` and the `share` of the samples, NaN where a
    bin has none. `error` is the expected calibration error, `output` what the confidence is.
    """

    confidence: ArrayLike
    accuracy: ArrayLike
    share: ArrayLike
    error: float
    output: str = "probability"

    def figure(self) -> Figure:
        """Accuracy over confidence, beside the line on which both are the same."""
        sure, right, share = (
            np.asarray(values, dtype=float)
            for values in (self.confidence, self.accuracy, self.share)
        )
        text = rows_of(
            [
                f"error (ECE) {percent(self.error)}",
                key("●", TEST, "a bin of answers"),
                key("┅", NEUTRAL, "as sure as right"),
            ],
            PLOT - 46,
        )
        gaps_x, gaps_y = (
            np.stack(rows, axis=1).ravel()
            for rows in (
                (sure, sure, np.full(len(sure), np.nan)),
                (sure, right, np.full(len(sure), np.nan)),
            )
        )
        return {
            "data": [
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": typed_array(gaps_x),
                    "y": typed_array(gaps_y),
                    "line": {"color": translucent(TEST, 0.5), "width": 6},
                    "hoverinfo": "skip",
                },
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": typed_array(sure),
                    "y": typed_array(right),
                    "line": {"color": TEST, "width": 1.5},
                    "marker": {
                        "color": TEST,
                        "size": [6 + 14 * float(np.sqrt(s)) for s in np.nan_to_num(share)],
                    },
                    "text": [percent(s) for s in share.tolist()],
                    "hovertemplate": f"sure {d3('x', D3_PERCENT)}<br>right {d3('y', D3_PERCENT)}"
                    "<br>%{text} of the answers<extra></extra>",
                },
            ],
            "layout": layout(
                top=height(text),
                annotations=[heading(text)],
                shapes=[
                    {
                        "type": "line",
                        **{"x0": 0, "y0": 0, "x1": 1, "y1": 1},
                        "line": {"color": NEUTRAL, "width": 1, "dash": "dot"},
                    }
                ],
                xaxis=axis(fitted(f"{self.output} of the answer", PLOT - 54), [-0.02, 1.04])
                | {"tickformat": D3_WHOLE_PERCENT},
                yaxis=axis("share that is right", [-0.02, 1.06]) | {"tickformat": D3_WHOLE_PERCENT},
            ),
        }

    def summary(self) -> str:
        """The error, and whether the network is too sure."""
        sure, right, share = (
            np.nan_to_num(np.asarray(values, dtype=float))
            for values in (self.confidence, self.accuracy, self.share)
        )
        if not share.sum():
            return "There are no samples."
        if np.isnan(self.error):
            return f"The {self.output} of an answer is not a number."
        gap = float(share @ (sure - right))
        held = int(np.count_nonzero(share))
        which = "surer than right" if gap > 0 else "less sure than right"
        by = f"On average answers are {which}, by {percent(abs(gap))}." if gap else ""
        return (
            f"Expected calibration error {percent(self.error)}, over {counted(held, 'bin')} of the "
            f"{self.output} that hold answers. {by}"
        ).strip()
