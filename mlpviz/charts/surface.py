"""What the network computes over the plane of its two inputs: a class, or a number."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, pick_of_splits, typed_array
from mlpviz.charts.figure import Figure, key, label, nice_ceiling
from mlpviz.charts.fit import PLOT, fitted, rows_of, short_names
from mlpviz.charts.palette import (
    NEUTRAL,
    SIGNED_MARKER,
    class_colors,
    class_rows,
    class_symbols,
    signed_rows,
)
from mlpviz.charts.plane import MAX_POINTS, drawn_in_words, picture, plane
from mlpviz.words import d3, listed, number, percent, told_apart

# Shades on either side of zero; an image has 256 colours.
_LEVELS = 127
# Flat colours: how sure they look, and steps of a number on either side of zero.
_SURE, _STEPS = 0.7, 5

# The text twins of the first marker symbols.
_KEY_MARKS = "●■◆▲"
_NAME = 80  # px of a name in the key


class DecisionSurface(NamedTuple):
    """The predicted class over the plane, stronger where the network is surer, with the data on it.

    `grid_x` [c] and `grid_y` [r] are evenly spaced; `probabilities` is [r, c, k], in 0..1, or [r,
    c]: the probability of class 1 of two. `X_*` [n, 2] with class indices `labels_*` [n] are the
    data: training points are filled, test points hollow; at most 300 points are drawn, evenly
    chosen, without the test points unless `test_points`. `flat` colours tell the class alone.
    `class_names` [k] and `feature_names` of the two axes are those of the data.
    """

    grid_x: ArrayLike
    grid_y: ArrayLike
    probabilities: ArrayLike
    X_train: Array
    labels_train: Array
    X_test: Array
    labels_test: Array
    class_names: Sequence[str]
    feature_names: Sequence[str]
    flat: bool = False
    test_points: bool = True

    def figure(self) -> Figure:
        """An image of the plane below two traces of points per class."""
        x, y = np.asarray(self.grid_x, dtype=float), np.asarray(self.grid_y, dtype=float)
        share, names = finite(self.probabilities), self.class_names
        train, test = pick_of_splits(len(self.X_train), self._n_test, MAX_POINTS)
        numbers, colors = _two_classes(share) if len(names) == 2 else _classes(share)
        if self.flat:
            numbers = _flat(share, len(names))
        image = picture(numbers, colors, x, y)
        return {
            "data": [
                *_class_points("train", self.X_train[train], self.labels_train[train], names),
                *_class_points("test", self.X_test[test], self.labels_test[test], names),
            ],
            "layout": plane(
                x, y, self.feature_names, _class_key(names, test=self.test_points), image
            ),
        }

    def summary(self) -> str:
        """How much of the plane each class takes."""
        share = finite(self.probabilities)
        if share.ndim == 2:
            share = np.stack([1 - share, share], axis=-1)
        winner = share.argmax(axis=-1)
        parts = [
            f"{name} {percent(float((winner == k).mean()))}"
            for k, name in enumerate(self.class_names)
        ]
        return (
            f"Decision surface over {self.feature_names[0]} and {self.feature_names[1]}. Share of "
            f"the area by predicted class: {listed(parts)}. "
            f"{drawn_in_words(len(self.X_train), self._n_test)}"
        )

    @property
    def _n_test(self) -> int:
        """How many test points there are to draw."""
        return len(self.X_test) if self.test_points else 0


class RegressionSurface(NamedTuple):
    """The prediction over the plane, and the data coloured by its target on the same scale.

    `grid_x` [c] and `grid_y` [r] are evenly spaced, `prediction` is [r, c]; `X_*` [n, 2] with
    targets `y_*` [n] are the data. Orange is below the middle, blue above; the scale is set by the
    targets alone, so that colours keep their meaning from frame to frame: its middle is zero, or
    theirs where zero is beyond them. The heading shows it between its two ends. Training points are
    discs, test points squares, which are left out unless `test_points`. `flat` colours come in
    steps. `feature_names` are those of the two axes, `target` is that of the prediction.
    """

    grid_x: ArrayLike
    grid_y: ArrayLike
    prediction: ArrayLike
    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array
    feature_names: Sequence[str]
    target: str = "target"
    flat: bool = False
    test_points: bool = True

    def figure(self) -> Figure:
        """An image of the plane below the points of both splits."""
        x, y = np.asarray(self.grid_x, dtype=float), np.asarray(self.grid_y, dtype=float)
        y_train, y_test, target = np.ravel(self.y_train), np.ravel(self.y_test), self.target
        middle, limit = scale = _scale(y_train, y_test)
        values = np.nan_to_num((np.asarray(self.prediction, dtype=float) - middle) / limit)
        if self.flat:
            values = np.rint(_STEPS * values) / _STEPS
        image = picture(_signed_numbers(values), signed_rows(_LEVELS), x, y)
        marks = [key("●", NEUTRAL, "train"), key("■", NEUTRAL, "test")][: 1 + self.test_points]
        text = rows_of([*marks, _scale_key(scale, target)], PLOT - 46)
        train, test = pick_of_splits(len(self.X_train), self._n_test, MAX_POINTS)
        return {
            "data": [
                _target_points("train", self.X_train[train], y_train[train], scale, target),
                _target_points("test", self.X_test[test], y_test[test], scale, target),
            ],
            "layout": plane(x, y, self.feature_names, text, image),
        }

    def summary(self) -> str:
        """The range of the prediction over the plane."""
        values = np.asarray(self.prediction, dtype=float)
        return (
            f"Predicted {self.target} over {self.feature_names[0]} and {self.feature_names[1]}: "
            f"from {number(float(values.min()))} to {number(float(values.max()))}. "
            f"{drawn_in_words(len(self.X_train), self._n_test)}"
        )

    @property
    def _n_test(self) -> int:
        """How many test points there are to draw."""
        return len(self.X_test) if self.test_points else 0


def _two_classes(share: Array) -> tuple[Array, Array]:
    """P(class 1) - P(class 0) as colour numbers, with the colours."""
    difference = 2 * share - 1 if share.ndim == 2 else share[..., 1] - share[..., 0]
    return _signed_numbers(difference), signed_rows(_LEVELS)


def _signed_numbers(values: Array) -> Array:
    numbers: Array = np.rint(_LEVELS * (1 + np.clip(values, -1, 1)))
    return numbers


def _classes(share: Array) -> tuple[Array, Array]:
    """Class and confidence as one colour number, class * levels + level, with the colours."""
    n_classes = share.shape[-1]
    levels = 256 // n_classes
    # From even odds to certainty.
    sure = (share.max(axis=-1) - 1 / n_classes) / (1 - 1 / n_classes)
    level = np.rint(np.clip(sure, 0, 1) * (levels - 1))
    return share.argmax(axis=-1) * levels + level, class_rows(n_classes, levels)


def _flat(share: Array, n_classes: int) -> Array:
    """The predicted class as the colour number of an answer that is rather sure."""
    winner = share > 0.5 if share.ndim == 2 else share.argmax(axis=-1)
    if n_classes == 2:
        return _signed_numbers(_SURE * (2.0 * winner - 1.0))
    levels = 256 // n_classes
    numbers: Array = winner * levels + np.rint(_SURE * (levels - 1))
    return numbers


def _class_key(class_names: Sequence[str], *, test: bool) -> str:
    """The names of up to four classes; with more of them the line would not fit a narrow card."""
    hollow = [key("○", NEUTRAL, "test")] if test else []
    if len(class_names) > 4:
        return key("●", NEUTRAL, "train") + "".join(hollow)
    short = short_names(class_names, _NAME)[1]
    looks = zip(_KEY_MARKS, class_colors(len(class_names)), short, strict=False)
    return rows_of([*(key(*look) for look in looks), *hollow], PLOT - 46)


def _class_points(
    split: str, X: Array, labels: Array, class_names: Sequence[str]
) -> list[dict[str, Any]]:
    """One trace per class: markers that share one style are drawn faster than individual ones."""
    n_classes = len(class_names)
    traces = []
    for k, (color, symbol) in enumerate(
        zip(class_colors(n_classes), class_symbols(n_classes), strict=True)
    ):
        name = label(class_names[k])
        mine = X[labels == k]
        marker: dict[str, Any] = {"symbol": symbol, "size": 6, "color": color}
        if split == "train":
            marker["line"] = {"color": "#ffffff", "width": 1}
        else:
            marker |= {"color": "#ffffff", "line": {"color": color, "width": 1.5}}
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": typed_array(mine[:, 0]),
                "y": typed_array(mine[:, 1]),
                "marker": marker,
                "hovertemplate": f"{split}: {name}<br>({d3('x')}, {d3('y')})<extra></extra>",
            }
        )
    return traces


def _scale_key(scale: tuple[float, float], target: str) -> str:
    """The colours of the scale between its two ends, in a line of text."""
    middle, limit = scale
    blocks = "".join(f'<span style="color:{color}">█</span>' for _, color in SIGNED_MARKER)
    ends = told_apart(middle - limit, middle + limit, 3)
    return f"\u2002\u2002{fitted(target, _NAME)} {f' {blocks} '.join(ends)}"


def _scale(*targets: Array) -> tuple[float, float]:
    """The middle of the colours, and how far they reach to either side.

    Around zero, what lies on one side of it alone would have half of the colours; targets that
    differ little from each other, one.
    """
    values = np.concatenate(targets)
    low, high = float(values.min(initial=np.inf)), float(values.max(initial=-np.inf))
    if not low <= high or low <= 0.0 <= high:  # none, or zero among them
        return 0.0, nice_ceiling(max(abs(low), abs(high)))
    return (low + high) / 2, nice_ceiling((high - low) / 2)


def _target_points(
    split: str, X: Array, targets: Array, scale: tuple[float, float], target: str
) -> dict[str, Any]:
    middle, limit = scale
    return {
        "type": "scatter",
        "mode": "markers",
        "name": split,
        "x": typed_array(X[:, 0]),
        "y": typed_array(X[:, 1]),
        "marker": {
            "symbol": "circle" if split == "train" else "square",
            "size": 6,
            "color": typed_array(targets),
            "cmin": middle - limit,
            "cmax": middle + limit,
            "colorscale": SIGNED_MARKER,
            "line": {"color": "#ffffff", "width": 1},
        },
        "hovertemplate": f"{split}: {label(target, 20)} {d3('marker.color')}<extra></extra>",
    }
