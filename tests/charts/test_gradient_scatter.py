import json

import numpy as np
import pytest

from mlpviz.charts import GradientScatter
from mlpviz.charts.gradient_scatter import MAX_PANELS, MAX_POINTS
from mlpviz.charts.palette import MODEL, NEGATIVE, NEUTRAL, POSITIVE

RNG = np.random.default_rng(0)
NAMES = ("W1", "b1", "W2", "b2")
SHAPES = ((8, 20), (20,), (20, 3), (3,))


def chart(*factors, names=NAMES, shapes=SHAPES):
    """Parameters whose gradients are their references times a factor; 1 passes."""
    references = [RNG.normal(size=shape) for shape in shapes]
    analytic = [factor * reference for factor, reference in zip(factors, references, strict=True)]
    failing = [np.full(shape, factor != 1.0) for factor, shape in zip(factors, shapes, strict=True)]
    return GradientScatter(names, analytic, references, failing)


def steepness(trace, decode):
    """Rise over run of every line of a trace, on the drawing."""
    x, y = (decode(trace[axis]).reshape(-1, 3)[:, :2].astype(float) for axis in "xy")
    return (y[:, 1] - y[:, 0]) / (x[:, 1] - x[:, 0])


@pytest.mark.parametrize("factor", [16.0, 1 / 16, 0.5, -1.0])
def test_a_factor_is_seen_against_the_line_of_slope_1(factor, check, named, decode):
    figure = check(chart(factor, 1.0, 1.0, factor).figure())
    traces = named(figure)
    guide = steepness(traces["slope 1"], decode)
    fitted = steepness(traces["fitted"], decode)
    assert len(guide) == 4
    np.testing.assert_allclose(fitted / guide[[0, 3]], factor, rtol=1e-3)
    steepest = max(abs(fitted[0]), guide[0])
    assert steepest == pytest.approx(0.77 / 0.9, rel=1e-3), "from corner to corner"


def test_points_lie_on_the_fitted_line(named, decode):
    traces = named(chart(16.0, 1.0, 1.0, 1.0).figure())
    x, y = (decode(traces["fails"][axis]).astype(float) for axis in "xy")
    ends = [decode(traces["fitted"][axis])[:2].astype(float) for axis in "xy"]
    np.testing.assert_allclose(y, np.interp(x, *ends), atol=1e-6)


def test_everything_is_inside_its_panel(named, decode):
    figure = chart(16.0, -1.0, 1e-3, 1.0).figure()
    traces = named(figure)
    for name in ("slope 1", "fitted", "passes", "fails"):
        x, y = (decode(traces[name][axis]) for axis in "xy")
        x, y = x[np.isfinite(x)], y[np.isfinite(y)]
        assert ((x > 0.0) & (x < 4.0)).all(), name
        assert ((y > 0.0) & (y < 0.81)).all(), "below the titles"


def test_verdicts_differ_in_colour_and_symbol(named):
    traces = named(chart(16.0, 1.0, 1.0, 1.0).figure())
    looks = [
        (traces[k]["marker"]["color"], traces[k]["marker"]["symbol"]) for k in ("passes", "fails")
    ]
    assert looks == [(POSITIVE, "circle"), (NEGATIVE, "x")]
    lines = [(traces[k]["line"]["color"], traces[k]["line"]["dash"]) for k in ("slope 1", "fitted")]
    assert lines == [(NEUTRAL, "solid"), (MODEL, "dash")]


def test_titles_tell_n_from_one_over_n():
    texts = chart(16.0, 1 / 16, -1.0, 1.0).figure()["data"][-1]["text"]
    assert texts == [
        "<b>W1</b> ✗<br>slope 16",
        "<b>b1</b> ✗<br>slope 1/16",
        "<b>W2</b> ✗<br>slope -1",
        "<b>b2</b> ✓<br>slope 1",
    ]


def test_the_key_names_only_what_is_drawn(notes):
    assert "fitted" in notes(chart(2.0, 1.0, 1.0, 1.0).figure())[0]
    (right,) = notes(chart(1.0, 1.0, 1.0, 1.0).figure())
    assert "fitted" not in right
    assert "fails" not in right
    assert "drawn" not in right


def test_parameters_that_fail_come_before_the_others(notes):
    names = [f"W{k}" for k in range(1, 13)]
    figure = chart(*[1.0] * 11, 2.0, names=names, shapes=[(4,)] * 12).figure()
    titles = figure["data"][-1]["text"]
    assert len(titles) == MAX_PANELS
    assert titles[-1].startswith("<b>W12</b> ✗")
    assert f"{MAX_PANELS} of 12 drawn" in notes(figure)[0]


def test_a_single_entry_that_fails_is_drawn(named, decode):
    reference = RNG.normal(size=(100, 100))
    failing = np.zeros((100, 100), bool)
    failing[17, 3] = True
    traces = named(GradientScatter(["W1"], [reference], [reference], [failing]).figure())
    assert len(decode(traces["fails"]["x"])) == 1
    assert len(decode(traces["passes"]["x"])) == MAX_POINTS


def test_summary_tells_the_slopes():
    told = chart(16.0, 16.0, 1 / 16, 1.0).summary()
    assert told == (
        "Gradient against reference. W1 and b1: slope 16, every entry on the line. "
        "W2: slope 1/16, every entry on the line. b2: all entries agree."
    )
    assert GradientScatter([], [], [], []).summary() == "No gradient has been checked yet."


def test_numbers_that_are_not_finite_are_counted(check):
    analytic = np.array([1.0, np.nan, np.inf])
    scatter = GradientScatter(["b1"], [analytic], [np.ones(3)], [[False, True, True]])
    assert "(2 of 3 entries are not finite)" in scatter.summary()
    assert "✗" in check(scatter.figure())["data"][-1]["text"][0]


@pytest.mark.parametrize(
    "values", [np.zeros(3), np.full(3, 1e300), np.full(3, 1e-310), np.empty(0)]
)
def test_extreme_numbers(values, check):
    scatter = GradientScatter(["b1"], [values], [values], [np.zeros(values.shape, bool)])
    check(scatter.figure())
    assert scatter.summary()


def test_no_reference_to_compare_with(check):
    scatter = GradientScatter(["b1"], [np.ones(3)], [np.zeros(3)], [np.ones(3, bool)])
    assert "reference 0" in check(scatter.figure())["data"][-1]["text"][0]
    assert "the reference is 0, the gradient is not" in scatter.summary()


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="the reference of W1"):
        GradientScatter(["W1"], [np.ones((2, 3))], [np.ones((3, 2))], [np.ones((2, 3))]).figure()


def test_a_frame_of_it_is_small():
    names = [f"W{k}" for k in range(1, 33)]
    figure = chart(*[2.0] * 32, names=names, shapes=[(64, 64)] * 32).figure()
    assert len(json.dumps(figure)) < 16_000
