"""Marks in the learning curves where settings were changed."""

import numpy as np
import pytest

from mlpviz.charts import LearningCurves
from mlpviz.charts.change_marks import ChangeMark, changes_in_words

X = np.arange(21)
LOSS = 2.0 * np.exp(-X / 10) + 0.01
CHANGES = [
    ChangeMark(5, ["learning rate 0.1 → 0.01"]),
    ChangeMark(12, ["learning rate 0.01 → 0.3", "L2 0 → 0.001"]),
]


def curves(**more):
    return LearningCurves(X, LOSS, LOSS, 1 - LOSS / 3, 1 - LOSS / 3, **more)


@pytest.mark.parametrize("log", [True, False])
def test_a_change_is_a_line_in_both_plots_and_a_triangle(check, log):
    figure = check(curves(changes=CHANGES, log=log).figure())
    lines = figure["layout"]["shapes"]
    assert [(line["x0"], line["x1"], line["yref"]) for line in lines] == [
        (epoch, epoch, f"{axis} domain") for epoch in (5, 12) for axis in ("y", "y2")
    ]
    marks = figure["data"][-1]
    axis = figure["layout"]["yaxis"]
    top = 10 ** axis["range"][1] if axis.get("type") == "log" else axis["range"][1]
    assert (marks["name"], marks["x"], marks["y"]) == ("changes", [5, 12], [top, top])
    assert marks["hovertext"][1] == "after epoch 12: learning rate 0.01 → 0.3<br>L2 0 → 0.001"


def test_they_differ_from_the_line_at_the_epoch_that_is_shown(check):
    lines = check(curves(changes=CHANGES[:1], marker=5).figure())["layout"]["shapes"]
    assert len({(line["yref"], line["line"]["dash"]) for line in lines}) == 4


def test_without_changes_nothing_is_added(check):
    assert check(curves().figure()) == check(curves(changes=[]).figure())
    assert "changes" not in [trace["name"] for trace in curves().figure()["data"]]


def test_the_summary_tells_the_latest():
    assert (
        curves(changes=CHANGES)
        .summary()
        .endswith(
            "After epoch 5 changed: learning rate 0.1 → 0.01. After epoch 12 changed: learning "
            "rate 0.01 → 0.3 and L2 0 → 0.001."
        )
    )
    many = [ChangeMark(k, ["L2 0 → 1"]) for k in range(7)]
    assert changes_in_words(many).startswith(" 3 earlier changes of settings. After epoch 3")
