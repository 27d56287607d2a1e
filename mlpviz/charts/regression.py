"""What a regression predicts: against the truth, and as a curve over its only input."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import pick_of_splits, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.palette import MODEL, NEUTRAL, TEST, TRAIN
from mlpviz.words import counted, d3, number, out_of

# Every marker is an element that the browser draws anew for every frame.
MAX_POINTS = 200

_TRAIN_KEY = key("●", TRAIN, "train")
_KEY = _TRAIN_KEY + key("◆", TEST, "test")


class PredictedVsTrue(NamedTuple):
    """Predictions over the truth, with the dotted line on which they would be exact.

    `true_*` and `predicted_*` are [n] or [n, 1], of the variable `target`. Both axes have one
    range, set by the truth alone with a margin, so that they rest while the predictions move; the
    heading tells how many points fall outside, and a note in the empty plot where they are if all
    of them do. At most `MAX_POINTS` points are drawn, evenly chosen, in proportion to the splits.
    """

    true_train: ArrayLike
    predicted_train: ArrayLike
    true_test: ArrayLike
    predicted_test: ArrayLike
    target: str = "target"

    def figure(self) -> Figure:
        """A line and the points of both splits."""
        bounds, out, total = self._outside()
        headings = [heading(_KEY + _exact_or_outside(out.size, total))]
        if out.size == total > 0:
            headings.append(_note(f"all points are outside:<br>{_reach(out)}"))
        hover = f"true {d3('x')}, predicted {d3('y')}"
        return {
            "data": [
                {
                    "type": "scatter",
                    "name": "exact",
                    "mode": "lines",
                    "x": bounds,
                    "y": bounds,
                    "line": {"color": NEUTRAL, "width": 1.5, "dash": "dot"},
                    "hoverinfo": "skip",
                },
                *_points(
                    (self.true_train, self.predicted_train),
                    (self.true_test, self.predicted_test),
                    hover,
                ),
            ],
            "layout": layout(
                annotations=headings,
                xaxis=axis(f"true {label(self.target, 20)}", bounds),
                yaxis=axis("predicted", bounds),
            ),
        }

    def summary(self) -> str:
        """The mean absolute error on both splits, and how many points fall outside the plot."""
        _, out, total = self._outside()
        return (
            f"Predicted against true {self.target}: the mean absolute error is "
            f"{_mean_error(self.true_train, self.predicted_train)} on the training data and "
            f"{_mean_error(self.true_test, self.predicted_test)} on the test data."
            + _outside_in_words(out, total)
            + _drawn(self.true_train, self.true_test)
        )

    def _outside(self) -> tuple[list[float], Array, int]:
        """The range of the axes, the predictions that it does not reach, the number of all."""
        low, high = _target_bounds(self.true_train, self.true_test, 0.15)
        values = np.concatenate([_flat(self.predicted_train), _flat(self.predicted_test)])
        # NaN is in no range.
        return [low, high], values[~((values >= low) & (values <= high))], values.size


class FitLine(NamedTuple):
    """The curve of a network with one input, through its data.

    `grid_x` [c] increases, `prediction` is [c]; the data `x_*` and `y_*` are [n] or [n, 1], and
    called `feature_name` and `target`; those of the test are drawn if `test_points`. The vertical
    range is set by the targets with a margin, so
    that it rests while the curve moves.
    """

    grid_x: ArrayLike
    prediction: ArrayLike
    x_train: ArrayLike
    y_train: ArrayLike
    x_test: ArrayLike
    y_test: ArrayLike
    feature_name: str = "x"
    target: str = "target"
    test_points: bool = True

    def figure(self) -> Figure:
        """The points of both splits, and the curve on top."""
        x, name, target = _flat(self.grid_x), self.feature_name, self.target
        hover = f"{label(name)} {d3('x')}, {label(target)} {d3('y')}"
        points = _KEY if self.test_points else _TRAIN_KEY
        return {
            "data": [
                *_points((self.x_train, self.y_train), (self.x_test, self.y_test), hover)[
                    : 1 + self.test_points
                ],
                {
                    "type": "scatter",
                    "name": "network",
                    "mode": "lines",
                    "x": typed_array(x),
                    "y": typed_array(_flat(self.prediction)),
                    "line": {"color": MODEL, "width": 3},
                    "hovertemplate": f"network {d3('y')}<extra></extra>",
                },
            ],
            "layout": layout(
                annotations=[heading(points + key("━", MODEL, "network"))],
                xaxis=axis(label(name, 24), [float(x[0]), float(x[-1])]),
                yaxis=axis(label(target, 20), _target_bounds(self.y_train, self.y_test, 0.2)),
            ),
        }

    def summary(self) -> str:
        """The range of the curve beside the range of the data."""
        x, curve = _flat(self.grid_x), _flat(self.prediction)
        low, high = _target_bounds(self.y_train, self.y_test, 0.0)
        return (
            f"Over {self.feature_name} from {number(float(x.min()))} to {number(float(x.max()))} "
            f"the network's {self.target} lies between {number(float(curve.min()))} and "
            f"{number(float(curve.max()))}; the data lie between {number(low)} and {number(high)}."
            + _drawn(self.y_train, self.y_test)
        )


def _target_bounds(train: ArrayLike, test: ArrayLike, margin: float) -> list[float]:
    targets = np.concatenate([np.ravel(train), np.ravel(test)]).astype(float)
    if not targets.size:
        return [0.0, 1.0]
    low, high = float(targets.min()), float(targets.max())
    extra = margin * ((high - low) or 1.0)
    return [low - extra, high + extra]


def _exact_or_outside(out: int, total: int) -> str:
    """The key of the dotted line, which gives way to the number of points outside.

    If all are, a note in the plot says so.
    """
    if out in (0, total):
        return key("┈", NEUTRAL, "exact")
    return f"\u2002{out_of(out, total, 'point')} outside"


def _note(text: str) -> dict[str, Any]:
    """A text in the corner of a plot without points, away from its diagonal."""
    return heading(text, 0.03, 0.97) | {"yanchor": "top", "align": "left"}


def _outside_in_words(out: Array, total: int) -> str:
    if not out.size:
        return ""
    every = f"all {counted(total, 'point')}" if total > 1 else "the only point"
    some = every if out.size == total else out_of(out.size, total, "point")
    return f" Outside the plot: {some}; {_reach(out)}."


def _reach(out: Array) -> str:
    """How far off the predictions are."""
    if not np.isfinite(out).all():
        return "predictions are not finite"
    return f"predictions reach {number(float(out[np.argmax(np.abs(out))]), 2)}"


def _drawn(train: ArrayLike, test: ArrayLike) -> str:
    total = np.size(train) + np.size(test)
    some = out_of(MAX_POINTS, total, "point", "is", "are")
    return f" {some} drawn." if total > MAX_POINTS else ""


def _points(
    train: tuple[ArrayLike, ArrayLike], test: tuple[ArrayLike, ArrayLike], hover: str
) -> list[dict[str, Any]]:
    """The points (x, y) of both splits, as many as may be drawn."""
    looks = (("train", train, "circle", TRAIN), ("test", test, "diamond", TEST))
    kept = pick_of_splits(np.size(train[1]), np.size(test[1]), MAX_POINTS)
    return [
        {
            "type": "scatter",
            "name": split,
            "mode": "markers",
            "x": typed_array(_flat(x)[places]),
            "y": typed_array(_flat(y)[places]),
            "marker": {"symbol": symbol, "size": 6, "color": color, "opacity": 0.8},
            "hovertemplate": f"{split}: {hover}<extra></extra>",
        }
        for (split, (x, y), symbol, color), places in zip(looks, kept, strict=True)
    ]


def _flat(values: ArrayLike) -> Array:
    return np.ravel(np.asarray(values, dtype=float))


def _mean_error(true: ArrayLike, predicted: ArrayLike) -> str:
    difference = np.abs(_flat(true) - _flat(predicted))
    return number(float(difference.mean())) if difference.size else "unknown"
