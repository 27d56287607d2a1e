import numpy as np
import pytest

from mlpviz.charts import LrRangeCurve

LR = np.geomspace(1e-6, 2.0, 60)
SMOOTHED = 2.0 - 1.5 / (1 + (0.05 / LR) ** 2) + LR**3
LOSS = SMOOTHED + 0.1 * np.cos(np.arange(60.0))
BOUNDS = (1e-6, 10.0)
MARKS = {"bounds": BOUNDS, "suggested": 0.05, "present": 0.001, "diverged_at": 2.5}


@pytest.fixture
def figure(check):
    return check(LrRangeCurve(LR, LOSS, SMOOTHED, **MARKS).figure())


def test_losses_are_points_and_their_average_is_a_line(figure, named, decode):
    traces = named(figure)
    assert traces["batch"]["mode"] == "markers"
    assert traces["average"]["mode"] == "lines"
    np.testing.assert_allclose(decode(traces["batch"]["x"]), LR, rtol=1e-6)
    np.testing.assert_allclose(decode(traces["batch"]["y"]), LOSS, rtol=1e-6)
    np.testing.assert_allclose(decode(traces["average"]["y"]), SMOOTHED, rtol=1e-6)


def test_the_axis_is_logarithmic_over_all_rates_asked_for(figure):
    axis = figure["layout"]["xaxis"]
    assert axis["type"] == "log"
    low, high = axis["range"]
    assert -6.5 < low < -6
    assert 1 < high < 1.5
    assert axis["tickvals"] == pytest.approx(10.0 ** np.arange(-6, 2))
    assert axis["ticktext"][:2] == ["10⁻⁶", "10⁻⁵"]


def test_the_suggestion_has_a_star_on_the_line_a_line_and_a_label(figure, named, decode):
    star = named(figure)["suggested"]
    assert star["x"] == [0.05]
    (height,) = decode(star["y"])
    assert height == pytest.approx(np.interp(np.log(0.05), np.log(LR), SMOOTHED), rel=1e-6)
    assert star["marker"]["symbol"] == "star"
    assert star["text"][0].strip() == "0.05"
    solid, dotted = figure["layout"]["shapes"]
    assert (solid["x0"], solid["x1"], solid["line"]["dash"]) == (0.05, 0.05, "solid")
    assert (dotted["x0"], dotted["line"]["dash"]) == (0.001, "dot")
    (heading,) = figure["layout"]["annotations"]
    assert "suggested 0.05" in heading["text"]
    assert "now 0.001" in heading["text"]


def test_a_rate_in_use_outside_the_axis_is_not_drawn(check):
    figure = check(LrRangeCurve(LR, LOSS, SMOOTHED, **(MARKS | {"present": 100.0})).figure())
    assert len(figure["layout"]["shapes"]) == 1
    assert "now" not in figure["layout"]["annotations"][0]["text"]


def test_a_divergence_does_not_set_the_height(check, named):
    loss = np.concatenate([LOSS, [50.0, 1e9]])
    lr = np.concatenate([LR, [2.2, 2.4]])
    smoothed = np.concatenate([SMOOTHED, [40.0, 1e9]])
    figure = check(LrRangeCurve(lr, loss, smoothed, **MARKS).figure())
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom == 0.0
    assert 2.0 < top <= 3.0
    end = named(figure)["diverged"]
    assert end["x"] == [2.5]
    assert 0.9 * top < end["y"][0] < top


def test_no_suggestion_no_divergence_no_step(check, named):
    figure = check(LrRangeCurve(LR, LOSS, SMOOTHED, bounds=BOUNDS).figure())
    assert named(figure)["suggested"]["x"] == named(figure)["diverged"]["x"] == []
    assert figure["layout"]["shapes"] == []
    check(LrRangeCurve([], [], [], **MARKS).figure())
    words = LrRangeCurve([], [], [], bounds=BOUNDS).summary()
    assert words == "No step could be taken at learning rates from 1e-6 to 10."


def test_the_summary_has_every_mark():
    text = LrRangeCurve(LR, LOSS, SMOOTHED, **MARKS).summary()
    assert text.startswith(
        "Loss at 60 steps with learning rates from 1e-6 to 10. On average it is 2 "
    )
    assert "the lowest, at learning rate" in text
    assert "Training diverged at 2.5" in text
    assert "Suggested is 0.05." in text
    assert "The learning rate in use is 0.001." in text
    without = LrRangeCurve(LR, LOSS, SMOOTHED, bounds=BOUNDS).summary()
    assert without.endswith("No learning rate is suggested.")
