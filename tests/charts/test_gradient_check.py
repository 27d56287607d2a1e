import numpy as np
import pytest

from mlpviz.charts import GradientCheckBars

NAMES = ["W1", "b1", "W2", "b2"]
ERRORS = [3e-11, 0.0, np.nan, 1e-4]
TOLERANCES = [1e-9, 1e-9, 1e-9, 1e-2]
VERDICTS = ["pass", "pass", "fail", "unresolved"]


@pytest.fixture
def figure(check):
    return check(GradientCheckBars(NAMES, ERRORS, TOLERANCES, VERDICTS).figure())


def test_heights_are_the_errors_zero_on_the_floor_and_nan_at_the_top(figure, decode):
    heights = decode(figure["data"][0]["y"])
    low, high = figure["layout"]["yaxis"]["range"]
    assert heights[0] == pytest.approx(3e-11)
    assert 10**low < heights[1] < 1e-16
    assert heights[2] == 10.0 < 10**high
    assert heights[3] == pytest.approx(1e-4)


def test_every_bar_has_a_colour_and_a_mark_of_its_verdict(figure):
    colors = figure["data"][0]["marker"]["line"]["color"]
    assert colors[0] == colors[1]
    assert len(set(colors)) == 3
    marks = [text[0] for text in figure["data"][2]["text"]]
    assert marks == ["✓", "✓", "✗", "?"]
    assert "error 0" in figure["data"][2]["text"][1]


def test_the_heading_explains_the_marks_to_be_seen_and_the_axis_what_it_measures(figure):
    text = figure["layout"]["annotations"][0]["text"]
    marks = ("━</span> tolerance", "✓</span> pass", "✗</span> fail", "?</span> unresolved")
    assert [mark in text for mark in marks] == [True] * 4
    assert figure["layout"]["yaxis"]["title"]["text"] == "error / largest entry"
    good = GradientCheckBars(NAMES[:1], ERRORS[:1], TOLERANCES[:1], VERDICTS[:1]).figure()
    text = good["layout"]["annotations"][0]["text"]
    assert [mark in text for mark in marks] == [True, True, False, False]


def test_the_tolerance_is_drawn_across_its_bar(figure, decode):
    x, y = (decode(figure["data"][1][axis]) for axis in "xy")
    np.testing.assert_allclose(y[[0, 1, 9, 10]], [1e-9, 1e-9, 1e-2, 1e-2], rtol=1e-6)
    assert x[9] < 3 < x[10]


def test_the_hover_text_says_it_in_words(figure):
    assert figure["data"][0]["hovertext"][2] == ("W2: fail<br>error NaN<br>tolerance 1e-9")


def test_many_and_no_parameters(check):
    count = 40
    figure = check(
        GradientCheckBars(
            [f"W{i}" for i in range(count)], np.ones(count), np.ones(count), ["fail"] * count
        ).figure()
    )
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 12
    assert set(figure["data"][2]["text"]) == {"✗"}
    check(GradientCheckBars([], [], [], []).figure())


def test_infinite_and_huge_errors_stay_on_the_chart(check, decode):
    figure = check(
        GradientCheckBars(["W1", "b1"], [np.inf, 1e9], [1e-9, np.inf], ["fail"] * 2).figure()
    )
    assert decode(figure["data"][0]["y"]).tolist() == [10.0, 10.0]


def test_the_summary_names_what_is_wrong():
    text = GradientCheckBars(NAMES, ERRORS, TOLERANCES, VERDICTS).summary()
    assert text.startswith("2 of 4 parameters pass the gradient check. Wrong: W2.")
    assert "Too close to call: b2." in text
    assert "largest error is NaN, in W2, with a tolerance of 1e-9" in text
    assert "No gradient" in GradientCheckBars([], [], [], []).summary()


def test_names_are_escaped():
    figure = GradientCheckBars(["<b>"], [0.1], [1.0], ["pass"]).figure()
    assert figure["layout"]["xaxis"]["ticktext"] == ["&lt;b&gt;"]
    assert figure["data"][0]["hovertext"][0].startswith("&lt;b&gt;: pass")
