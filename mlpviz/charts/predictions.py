"""What a classifier predicts: shares per class, and the output it gives to the truth."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import bin_counts, finite, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, name_ticks, nice_ceiling
from mlpviz.charts.fit import PLOT, height, rows_of
from mlpviz.charts.palette import NEUTRAL, TEST, TRAIN, translucent
from mlpviz.charts.traces import dashes
from mlpviz.words import D3_PERCENT, D3_WHOLE_PERCENT, d3, number, percent

PROBABILITY_BINS = 20


class PredictionDistribution(NamedTuple):
    """Above: the share of each predicted class against its true share. Below: the distribution of
    the output for the true class.

    `predicted_*` and `true_*` are [k], shares in 0..1 for the classes `class_names`.
    `true_class_train` [n] and `true_class_test` [m] hold, for every sample, the network's output
    for the class it belongs to: a probability, or, for networks without one, an `output` that is
    clipped to 0..1. Train is filled, test is outlined, and a grey dash marks the truth.
    """

    class_names: Sequence[str]
    predicted_train: ArrayLike
    true_train: ArrayLike
    predicted_test: ArrayLike
    true_test: ArrayLike
    true_class_train: ArrayLike
    true_class_test: ArrayLike
    output: str = "probability"

    def figure(self) -> Figure:
        """Two bars and a dash per class; below them two step lines."""
        names = [label(name, 40) for name in self.class_names]
        ticks, common = name_ticks(self.class_names, PLOT - 54)
        certainty_train = _binned(self.true_class_train)
        certainty_test = _binned(self.true_class_test)
        highest = max(float(certainty_train.max()), float(certainty_test.max()))
        what = f"predicted share of {common}" if common else "predicted share"
        splits = [key("■", TRAIN, "train"), key("□", TEST, "test"), key("━", NEUTRAL, "truth")]
        text = rows_of([what, *splits], PLOT - 46)
        return {
            "data": [
                _share_bars("train", self.predicted_train, names, -0.21, TRAIN, filled=True),
                _share_bars("test", self.predicted_test, names, 0.21, TEST, filled=False),
                _truth_marks(self.true_train, self.true_test),
                _distribution("train", certainty_train, TRAIN, filled=True),
                _distribution("test", certainty_test, TEST, filled=False),
            ],
            "layout": layout(
                top=height(text),
                annotations=[
                    heading(text),
                    heading("share of samples", 0, 0.33),
                ],
                xaxis=axis("", [-0.6, len(names) - 0.4], anchor="y") | ticks,
                yaxis=_share_axis(self[1:5]),
                xaxis2=axis(f"{self.output} of the true class", [0, 1], anchor="y2", dtick=0.25),
                yaxis2=axis("", [0, nice_ceiling(1.02 * highest)], anchor="x2", domain=[0, 0.33])
                | {"tickformat": D3_WHOLE_PERCENT, "nticks": 3},
            ),
        }

    def summary(self) -> str:
        """The class predicted most, the one furthest from its true share, the typical output."""
        predicted = np.asarray(self.predicted_test, float)
        true, names = np.asarray(self.true_test, float), self.class_names
        most = int(finite(predicted).argmax())
        gap = finite(predicted - true)
        off = int(np.abs(gap).argmax())
        text = (
            f"On the test data the network predicts {names[most]} most often "
            f"({percent(float(predicted[most]))}; true share {percent(float(true[most]))}). "
        )
        if abs(gap[off]) > 0:
            text += (
                f"The largest deviation from the truth is {names[off]}: predicted "
                f"{percent(float(predicted[off]))}, true {percent(float(true[off]))}. "
            )
        return text + (
            f"The median {self.output} of the true class is {_median(self.true_class_train)} on "
            f"the training data and {_median(self.true_class_test)} on the test data."
        )


def _share_bars(
    split: str, shares: ArrayLike, names: list[str], offset: float, color: str, *, filled: bool
) -> dict[str, Any]:
    values = finite(shares)
    return {
        "type": "bar",
        "name": split,
        "x": typed_array(np.arange(len(values))),
        "y": typed_array(values),
        "offset": offset - 0.2,
        "width": 0.4,
        "text": names,
        "textposition": "none",
        "marker": _fill(color, filled=filled),
        "hovertemplate": f"predicted %{{text}}: {d3('y', D3_PERCENT)} of {split}<extra></extra>",
    }


def _fill(color: str, *, filled: bool) -> dict[str, Any]:
    return {
        "color": translucent(color, 0.75 if filled else 0.15),
        "line": {"color": color, "width": 1.5},
    }


def _truth_marks(train: ArrayLike, test: ArrayLike) -> dict[str, Any]:
    """A dash at the true share of every class, across its two bars."""
    hover = f"true share {d3('y', D3_PERCENT)}"
    heights = np.stack([train, train, test, test], axis=1).astype(float)
    return dashes("truth", [-0.44, 0.0, 0.0, 0.44], heights, hover)


def _share_axis(shares: Sequence[ArrayLike]) -> dict[str, Any]:
    highest = max(float(finite(share).max(initial=0.0)) for share in shares)
    top = min(nice_ceiling(highest * 1.02), 1.0) if highest > 0 else 1.0
    return axis("", [0, top * 1.02], anchor="x", domain=[0.58, 1]) | {
        "tickformat": D3_WHOLE_PERCENT,
        "nticks": 3,
    }


def _binned(values: ArrayLike) -> Array:
    """The share of samples in each of the bins of 0..1."""
    array = np.asarray(values, dtype=float)
    return bin_counts(array, 0.0, 1.0, PROBABILITY_BINS) / max(array.size, 1)


def _distribution(split: str, certainty: Array, color: str, *, filled: bool) -> dict[str, Any]:
    """A step line over the bins, closed at both ends."""
    shares = np.zeros(PROBABILITY_BINS + 2)
    shares[1:-1] = certainty
    centres = (np.arange(-1, PROBABILITY_BINS + 1) + 0.5) / PROBABILITY_BINS
    return {
        "type": "scatter",
        "name": split,
        "mode": "lines",
        "xaxis": "x2",
        "yaxis": "y2",
        "x": typed_array(centres),
        "y": typed_array(shares),
        "line": {"shape": "hvh", "color": color, "width": 1.5},
        "fill": "tozeroy",
        "fillcolor": translucent(color, 0.5 if filled else 0.1),
        "hovertemplate": f"{d3('y', D3_PERCENT)} of {split}<br>near {d3('x')}<extra></extra>",
    }


def _median(values: ArrayLike) -> str:
    array = np.asarray(values, float)
    return number(float(np.median(array)), 2) if array.size else "unknown"
