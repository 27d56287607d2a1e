import numpy as np
import pytest

from mlpviz.charts import FitLine, PredictedVsTrue

X = np.linspace(-1, 1, 30)
Y = X**2


def test_points_lie_at_true_and_predicted(check, decode, named):
    figure = check(PredictedVsTrue(Y, Y + 1, Y[:5, None], Y[:5, None], target="height").figure())
    traces = named(figure)
    np.testing.assert_allclose(decode(traces["train"]["x"]), Y, rtol=1e-6)
    np.testing.assert_allclose(decode(traces["train"]["y"]), Y + 1, rtol=1e-6)
    assert len(decode(traces["test"]["x"])) == 5
    assert traces["train"]["marker"]["symbol"] != traces["test"]["marker"]["symbol"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "true height"


def test_both_axes_have_one_range_that_the_predictions_do_not_move():
    still = PredictedVsTrue(Y, Y, Y, Y).figure()["layout"]
    moved = PredictedVsTrue(Y, 1e6 * Y, Y, Y).figure()["layout"]
    assert still["xaxis"]["range"] == still["yaxis"]["range"] == moved["yaxis"]["range"]
    assert still["xaxis"]["range"][0] < Y.min()
    assert still["xaxis"]["range"][1] > Y.max()


def test_only_so_many_points_are_drawn_and_the_summary_says_so(decode, named):
    many = np.arange(3000.0)
    traces = named(PredictedVsTrue(many, many, many[:1000], many[:1000]).figure())
    assert [len(decode(traces[s]["x"])) for s in ("train", "test")] == [150, 50]
    text = PredictedVsTrue(many, many + 2, many[:1000], many[:1000], target="y").summary()
    assert "mean absolute error is 2 on the training data and 0 on the test data" in text
    assert "200 of 4,000 points" in text


def test_points_outside_the_plot_are_counted_in_heading_and_summary(notes):
    wild = np.where(np.arange(30) < 2, -50.0, Y)
    (heading,) = notes(PredictedVsTrue(Y, wild, Y[:5], [np.nan, *Y[1:5]]).figure())
    assert heading.endswith("3 of 35 points outside")
    text = PredictedVsTrue(Y, wild, Y[:5], Y[:5]).summary()
    assert " Outside the plot: 2 of 35 points; predictions reach -50." in text
    (heading,) = notes(PredictedVsTrue(np.tile(Y, 70), np.tile(wild, 70), Y, Y).figure())
    assert heading.endswith("140 of 2,130 points outside")
    (heading,) = notes(PredictedVsTrue(Y, Y, Y[:5], Y[:5]).figure())
    assert heading.endswith("exact")
    assert "utside" not in PredictedVsTrue(Y, Y, Y[:5], Y[:5]).summary()


@pytest.mark.parametrize(
    ("value", "reach"),
    [(7e123, "predictions reach 7e+123"), (np.nan, "predictions are not finite")],
)
def test_an_empty_plot_says_where_its_points_are(value, reach, check, notes):
    gone = np.full(30, value)
    figure = check(PredictedVsTrue(Y, gone, Y[:5], gone[:5]).figure())
    assert notes(figure)[1] == f"all points are outside:<br>{reach}"
    text = PredictedVsTrue(Y, gone, Y[:5], gone[:5]).summary()
    assert f" Outside the plot: all 35 points; {reach}." in text


def test_broken_predictions_constant_targets_and_empty_splits(check):
    check(PredictedVsTrue(Y, np.full(30, np.nan), Y, np.full(30, np.inf)).figure())
    check(PredictedVsTrue(np.ones(3), np.ones(3), [], []).figure())
    check(PredictedVsTrue([], [], [], []).figure())
    assert "unknown" in PredictedVsTrue([1.0], [1.0], [], []).summary()


def test_the_fit_is_a_line_through_the_points(check, decode, named):
    grid = np.linspace(-2, 2, 50)
    figure = check(
        FitLine(grid, grid**2, X, Y, X[:4], Y[:4], feature_name="t", target="height").figure()
    )
    traces = named(figure)
    np.testing.assert_allclose(decode(traces["network"]["y"]), grid**2, rtol=1e-6)
    np.testing.assert_allclose(decode(traces["train"]["x"]), X, rtol=1e-6)
    assert figure["layout"]["xaxis"]["range"] == [-2, 2]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 0 < 1 < high < 2


def test_a_broken_fit_is_drawn(check):
    check(FitLine(X, np.full(30, np.nan), X, Y, X, Y).figure())


def test_the_fit_summary_compares_the_curve_with_the_data():
    text = FitLine(X, 2 * X, X, Y, X[:3], Y[:3], feature_name="t", target="height").summary()
    assert text.startswith("Over t from -1 to 1 the network's height lies between -2 and 2;")
    assert "the data lie between" in text


@pytest.mark.parametrize("chart", [PredictedVsTrue(Y, Y, Y, Y), FitLine(X, X, Y, Y, Y, Y)])
def test_names_are_escaped(chart):
    layout = chart._replace(target="<b>x</b>").figure()["layout"]
    titles = layout["xaxis"]["title"]["text"] + layout["yaxis"]["title"]["text"]
    assert "<b>" not in titles
    assert "&lt;b&gt;" in titles


def test_a_fit_without_the_test_points(check, named):
    chart = FitLine(X, X, X, Y, X[:4], Y[:4], test_points=False)
    figure = check(chart.figure())
    assert named(figure).keys() == {"train", "network"}
    assert "test" not in figure["layout"]["annotations"][0]["text"]
