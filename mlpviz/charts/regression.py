"""What a regression predicts: against the truth, and as a curve over its only input."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import pick, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.palette import MODEL, NEUTRAL, TEST, TRAIN
from mlpviz.words import d3, number

# Every marker is an element that the browser draws anew for every frame.
MAX_POINTS = 200

_KEY = key("●", TRAIN, "train") + key("◆", TEST, "test")


def predicted_vs_true(
    true_train: ArrayLike,
    predicted_train: ArrayLike,
    true_test: ArrayLike,
    predicted_test: ArrayLike,
    *,
    target: str = "target",
) -> Figure:
    """Predictions over the truth, with the dotted line on which they would be exact.

    All arrays are [n] or [n, 1]. Both axes have one range, set by the truth alone with a margin, so
    that they rest while the predictions move; the heading tells how many points fall outside, and a
    note in the empty plot where they are if all of them do. At most `MAX_POINTS` points are drawn,
    evenly chosen, in proportion to the splits.
    """
    bounds = _target_bounds(true_train, true_test, 0.15)
    out, total = _outside(bounds, predicted_train, predicted_test)
    train, test = _quotas(true_train, true_test)
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
            _points("train", true_train, predicted_train, train, hover),
            _points("test", true_test, predicted_test, test, hover),
        ],
        "layout": layout(
            annotations=[
                heading(_KEY + _exact_or_outside(out.size, total)),
                *(
                    [_note(f"all points are outside:<br>{_reach(out)}")]
                    if out.size == total > 0
                    else []
                ),
            ],
            xaxis=axis(f"true {label(target, 20)}", bounds),
            yaxis=axis("predicted", bounds),
        ),
    }


def predicted_vs_true_summary(
    true_train: ArrayLike,
    predicted_train: ArrayLike,
    true_test: ArrayLike,
    predicted_test: ArrayLike,
    *,
    target: str = "target",
) -> str:
    """The mean absolute error on both splits, and how many points fall outside the plot."""
    bounds = _target_bounds(true_train, true_test, 0.15)
    out, total = _outside(bounds, predicted_train, predicted_test)
    return (
        f"Predicted against true {target}: the mean absolute error is "
        f"{_mean_error(true_train, predicted_train)} on the training data and "
        f"{_mean_error(true_test, predicted_test)} on the test data."
        + _outside_in_words(out, total)
        + _drawn(true_train, true_test)
    )


def fit_line(
    grid_x: ArrayLike,
    prediction: ArrayLike,
    x_train: ArrayLike,
    y_train: ArrayLike,
    x_test: ArrayLike,
    y_test: ArrayLike,
    *,
    feature_name: str = "x",
    target: str = "target",
) -> Figure:
    """The curve of a network with one input, through its data.

    `grid_x` [c] increases, `prediction` is [c], the data [n] or [n, 1]. The vertical range is set
    by the targets with a margin, so that it rests while the curve moves.
    """
    x = np.ravel(np.asarray(grid_x, dtype=float))
    train, test = _quotas(y_train, y_test)
    hover = f"{label(feature_name)} {d3('x')}, {label(target)} {d3('y')}"
    return {
        "data": [
            _points("train", x_train, y_train, train, hover),
            _points("test", x_test, y_test, test, hover),
            {
                "type": "scatter",
                "name": "network",
                "mode": "lines",
                "x": typed_array(x),
                "y": typed_array(np.ravel(np.asarray(prediction, dtype=float))),
                "line": {"color": MODEL, "width": 3},
                "hovertemplate": f"network {d3('y')}<extra></extra>",
            },
        ],
        "layout": layout(
            annotations=[heading(_KEY + key("━", MODEL, "network"))],
            xaxis=axis(label(feature_name, 24), [float(x[0]), float(x[-1])]),
            yaxis=axis(label(target, 20), _target_bounds(y_train, y_test, 0.2)),
        ),
    }


def fit_line_summary(
    grid_x: ArrayLike,
    prediction: ArrayLike,
    y_train: ArrayLike,
    y_test: ArrayLike,
    *,
    feature_name: str = "x",
    target: str = "target",
) -> str:
    """The range of the curve beside the range of the data."""
    x, curve = np.asarray(grid_x, dtype=float), np.asarray(prediction, dtype=float)
    low, high = _target_bounds(y_train, y_test, 0.0)
    return (
        f"Over {feature_name} from {number(float(x.min()))} to {number(float(x.max()))} the "
        f"network's {target} lies between {number(float(curve.min()))} and "
        f"{number(float(curve.max()))}; the data lie between {number(low)} and {number(high)}."
        + _drawn(y_train, y_test)
    )


def _target_bounds(train: ArrayLike, test: ArrayLike, margin: float) -> list[float]:
    targets = np.concatenate([np.ravel(train), np.ravel(test)]).astype(float)
    if not targets.size:
        return [0.0, 1.0]
    low, high = float(targets.min()), float(targets.max())
    extra = margin * ((high - low) or 1.0)
    return [low - extra, high + extra]


def _outside(bounds: list[float], *predicted: ArrayLike) -> tuple[NDArray[np.float64], int]:
    """The predictions that the axis does not reach, and the number of all."""
    values = np.concatenate([_flat(array) for array in predicted])
    # NaN is in no range.
    return values[~((values >= bounds[0]) & (values <= bounds[1]))], values.size


def _exact_or_outside(out: int, total: int) -> str:
    """The key of the dotted line, which gives way to the number of points outside.

    If all are, a note in the plot says so.
    """
    if out in (0, total):
        return key("┈", NEUTRAL, "exact")
    return f"\u2002{out} of {total} points outside"


def _note(text: str) -> dict[str, Any]:
    """A text in the corner of a plot without points, away from its diagonal."""
    return heading(text, 0.03, 0.97) | {"yanchor": "top", "align": "left"}


def _outside_in_words(out: NDArray[np.float64], total: int) -> str:
    if not out.size:
        return ""
    count = "all" if out.size == total else f"{out.size} of {total}"
    return f" Outside the plot: {count} points; {_reach(out)}."


def _reach(out: NDArray[np.float64]) -> str:
    """How far off the predictions are."""
    if not np.isfinite(out).all():
        return "predictions are not finite"
    return f"predictions reach {number(float(out[np.argmax(np.abs(out))]), 2)}"


def _quotas(train: ArrayLike, test: ArrayLike) -> tuple[int, int]:
    """How many points of each split to draw, in proportion to their numbers."""
    n_train, n_test = np.size(train), np.size(test)
    if n_train + n_test <= MAX_POINTS:
        return n_train, n_test
    share = round(MAX_POINTS * n_train / (n_train + n_test))
    return share, MAX_POINTS - share


def _drawn(train: ArrayLike, test: ArrayLike) -> str:
    total = np.size(train) + np.size(test)
    return f" {MAX_POINTS} of {total} points are drawn." if total > MAX_POINTS else ""


def _points(split: str, x: ArrayLike, y: ArrayLike, count: int, hover: str) -> dict[str, Any]:
    horizontal, vertical = _flat(x), _flat(y)
    kept = pick(len(horizontal), count)
    symbol, color = ("circle", TRAIN) if split == "train" else ("diamond", TEST)
    return {
        "type": "scatter",
        "name": split,
        "mode": "markers",
        "x": typed_array(horizontal[kept]),
        "y": typed_array(vertical[kept]),
        "marker": {"symbol": symbol, "size": 6, "color": color, "opacity": 0.8},
        "hovertemplate": f"{split}: {hover}<extra></extra>",
    }


def _flat(values: ArrayLike) -> NDArray[np.float64]:
    return np.ravel(np.asarray(values, dtype=float))


def _mean_error(true: ArrayLike, predicted: ArrayLike) -> str:
    difference = np.abs(_flat(true) - _flat(predicted))
    return number(float(difference.mean())) if difference.size else "unknown"
