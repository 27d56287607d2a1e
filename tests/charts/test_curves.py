import numpy as np
import pytest

from mlpviz.charts import LearningCurves
from mlpviz.charts.curves import PastRun

HEAD = ["train", "test", "train", "test", "chance"]


def falling(epochs):
    x = np.arange(epochs + 1)
    loss = 2.0 * np.exp(-x / 10) + 0.01
    return x, loss, loss * 1.2, 1 - loss / 3, 1 - loss / 2.5


def test_train_is_solid_and_test_dashed_with_the_values_given(check, decode):
    x, train, test, train_score, test_score = falling(20)
    figure = check(LearningCurves(x, train, test, train_score, test_score, chance=0.1).figure())
    assert [trace["name"] for trace in figure["data"]] == HEAD
    assert [trace["line"]["dash"] for trace in figure["data"]][:4] == ["solid", "dash"] * 2
    curves = (train, test, train_score, test_score)
    for trace, y in zip(figure["data"], curves, strict=False):
        np.testing.assert_array_equal(decode(trace["x"]), x)
        np.testing.assert_allclose(decode(trace["y"]), y, rtol=1e-6)


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("epochs", [0, 1, 3])
def test_few_points_are_marked(epochs, log, check):
    figure = check(LearningCurves(*falling(epochs), log=log).figure())
    assert {trace["mode"] for trace in figure["data"][:4]} == {"lines+markers"}
    assert figure["layout"]["xaxis"]["range"][1] >= 10


def test_no_record_at_all_is_an_empty_chart(check):
    empty = np.array([])
    check(LearningCurves(empty, empty, empty, empty, empty).figure())
    assert "No epoch" in LearningCurves(empty, empty, empty, empty, empty).summary()


def test_a_log_axis_leaves_out_what_it_cannot_show(check, decode):
    x = np.arange(5)
    loss = np.array([1.0, 0.0, -1.0, np.nan, 0.5])
    figure = check(LearningCurves(x, loss, loss, loss, loss, log=True).figure())
    assert decode(figure["data"][0]["x"]).tolist() == [0, 4]
    linear = check(LearningCurves(x, loss, loss, loss, loss, log=False).figure())
    assert decode(linear["data"][0]["x"]).tolist() == [0, 1, 2, 4]


def test_divergence_does_not_break_the_axes(check):
    x = np.arange(4)
    loss = np.array([1.0, 1e200, np.inf, np.nan])
    nothing = np.full(4, np.nan)
    for log in (True, False):
        check(LearningCurves(x, loss, nothing, nothing, nothing, log=log).figure())
    low, high = LearningCurves(x, loss, nothing, nothing, nothing).figure()["layout"]["yaxis"][
        "range"
    ]
    assert low < 0 < 200 < high


@pytest.mark.parametrize("log", [True, False])
def test_all_points_lie_within_the_range_and_the_range_rests_between_frames(log):
    bounds = []
    for epochs in (31, 32, 33):
        x, train, test, *scores = falling(epochs)
        axes = LearningCurves(x, train, test, *scores, log=log).figure()["layout"]
        both = np.log10(np.r_[train, test]) if log else np.r_[train, test]
        assert axes["yaxis"]["range"][0] <= both.min() <= both.max() <= axes["yaxis"]["range"][1]
        assert axes["xaxis"]["range"][1] >= epochs
        bounds.append((axes["xaxis"]["range"], axes["yaxis"]["range"]))
    assert bounds[0] == bounds[1] == bounds[2]


def test_a_long_run_costs_no_more_bytes_and_keeps_its_spike(decode):
    x, train, test, *scores = falling(50_000)
    train[34_567] = 50.0
    figure = LearningCurves(x, train, test, *scores).figure()
    y = decode(figure["data"][0]["y"])
    assert len(y) <= 120
    assert y.max() == 50.0
    assert (decode(figure["data"][0]["x"])[[0, -1]] == [0, 50_000]).all()


def test_r2_has_its_own_axis(check):
    x = np.arange(3)
    r2 = np.array([-40.0, 0.1, 0.9])
    figure = check(LearningCurves(x, r2 + 50, r2 + 50, r2, r2, score="R²").figure())
    assert figure["layout"]["yaxis2"]["range"] == [-1.0, 1.02]
    better = LearningCurves(x[1:], r2[1:], r2[1:], r2[1:], r2[1:], score="R²").figure()
    assert better["layout"]["yaxis2"]["range"] == [0.0, 1.02]


def test_r2_below_its_axis_is_told_in_heading_note_and_words(notes):
    x, loss, good = np.arange(3), np.ones(3), np.array([0.0, 0.5, 0.9])
    risen, fallen = np.array([-40.0, 0.1, 0.9]), np.array([0.5, -2.0, -8.3])
    _, heading = notes(LearningCurves(x, loss, loss, risen, good, score="R²").figure())
    assert heading.endswith("▼</span> lowest -40")
    _, heading, now = notes(LearningCurves(x, loss, loss, good, fallen, score="R²").figure())
    assert heading.endswith("lowest -8.3")
    assert now.endswith("▼</span> test -8.3")
    assert "train" not in now
    text = LearningCurves(x, loss, loss, good, fallen, score="R²").summary()
    assert text.endswith("R² has been as low as -8.3; the plot ends at -1.")


def test_r2_within_its_axis_needs_no_note(notes):
    x, loss, score = np.arange(3), np.ones(3), np.array([-1.0, np.nan, 0.9])
    assert notes(LearningCurves(x, loss, loss, score, score, score="R²").figure())[1:] == ["R²"]
    assert "as low as" not in LearningCurves(x, loss, loss, score, score, score="R²").summary()


@pytest.mark.parametrize(
    ("lowest", "dtick"), [(0.5, None), (0.1, "D2"), (0.04, "D2"), (1e-3, 1), (1e-12, 2)]
)
def test_a_log_axis_labels_only_so_many_ticks(lowest, dtick):
    x, loss = np.arange(2), np.array([1.0, lowest])
    axes = LearningCurves(x, loss, loss, loss, loss).figure()["layout"]
    assert axes["yaxis"].get("dtick") == dtick


def test_chance_is_drawn_only_if_known():
    assert LearningCurves(*falling(3), chance=0.25).figure()["data"][-1]["y"] == [0.25, 0.25]
    assert LearningCurves(*falling(3)).figure()["data"][-1]["visible"] is False


def test_the_summary_tells_where_it_stands_and_where_it_was_best():
    text = LearningCurves(
        [0, 1, 2], [2, 1, 0.5], [2, 1.25, np.nan], [0, 0.5, 1], [0, 0.5, 0.75]
    ).summary()
    assert "After epoch 2 the loss is 0.5 on the training data and NaN on the test data" in text
    assert "accuracy is 100.0% and 75.0%" in text
    assert "lowest test loss so far is 1.25, at epoch 1" in text


def past(name, epochs, **scores):
    x, train, test, *_ = falling(epochs)
    return PastRun(name, "#123456", "■", x, train, test, **scores)


def test_past_runs_are_thin_lines_behind_the_present_one(check, decode):
    x, train, test, train_score, test_score = falling(20)
    run = past("lr <b>1</b>", 20, train_score=1 - train, test_score=1 - test)
    figure = check(LearningCurves(x, train, test, train_score, test_score, past=[run]).figure())
    behind, front = figure["data"][:4], figure["data"][4:8]
    assert [trace["yaxis"] for trace in behind] == ["y", "y", "y2", "y2"]
    assert [trace["line"]["dash"] for trace in behind] == ["solid", "dash"] * 2
    assert behind[0]["line"]["width"] < front[0]["line"]["width"]
    assert "<b>" not in behind[0]["name"]


def test_the_axes_reach_over_past_runs(check):
    run = past("longer", 80)
    figure = check(
        LearningCurves(*falling(20), past=[run._replace(train_loss=run.train_loss * 9)]).figure()
    )
    assert figure["layout"]["xaxis"]["range"][1] >= 80
    assert 10 ** figure["layout"]["yaxis"]["range"][1] >= 18
    assert [trace["yaxis"] for trace in figure["data"][:2]] == ["y", "y"]  # it has no score
    assert "longer: at epoch 80" in LearningCurves(*falling(20), past=[run]).summary()


def test_the_epoch_shown_and_the_branch_are_marked(check):
    plain = check(LearningCurves(*falling(20)).figure())
    figure = check(LearningCurves(*falling(20), marker=7, branch=5).figure())
    assert plain["layout"]["shapes"] == []
    assert [(line["x0"], line["x1"]) for line in figure["layout"]["shapes"]] == [(7, 7)] * 2
    assert figure["layout"]["annotations"][-1]["x"] == 5
    late = check(LearningCurves(*falling(2000), branch=1200).figure())
    assert late["layout"]["annotations"][-1]["text"] == "branch 1,200"


@pytest.mark.parametrize("log", [True, False])
def test_a_past_run_that_exploded_leaves_the_present_one_in_sight(check, log):
    run = past("lr 100", 20)
    exploded = run._replace(train_loss=run.train_loss * 10.0 ** np.arange(21))
    figure = check(LearningCurves(*falling(20), past=[exploded], log=log).figure())
    alone = check(LearningCurves(*falling(20), log=log).figure())
    top = figure["layout"]["yaxis"]["range"][1]
    assert top <= alone["layout"]["yaxis"]["range"][1] * 2 + 3 * log
    assert "▲ up to" in figure["layout"]["annotations"][0]["text"]
    assert "▲" not in alone["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize("log", [True, False])
def test_past_runs_end_in_their_mark(check, log):
    _, train, test, *_ = falling(20)
    run = past("seed 1", 20, train_score=1 - train, test_score=1 - test)
    annotations = check(LearningCurves(*falling(20), past=[run], log=log).figure())["layout"][
        "annotations"
    ]
    loss, score = (note for note in annotations if note["text"] == "■")
    assert loss["x"] == score["x"] == 20
    assert loss["y"] == pytest.approx(np.log10(test[-1]) if log else test[-1])
    assert score["y"] == pytest.approx(1 - test[-1])


@pytest.mark.parametrize("what", ["figure", "summary"])
def test_a_column_of_another_length_is_refused(what):
    x, *columns = falling(3)
    chart = LearningCurves(x, *columns[:3], columns[3][:2])
    with pytest.raises(ValueError, match=r"test score has shape \(2,\); expected \(4,\)"):
        getattr(chart, what)()
