import numpy as np
import pytest

from mlpviz.charts import TwinCurves
from mlpviz.charts.palette import NEGATIVE, POSITIVE


def twins(epochs=20):
    x = np.arange(epochs + 1)
    healthy, buggy = np.exp(-x / 5) + 0.01, np.exp(-x / 8) + 0.1
    return x, healthy, buggy, 1 - healthy / 2, 1 - buggy / 2


@pytest.mark.parametrize("log", [True, False])
def test_two_panels_with_both_twins_and_their_values(log, check, decode):
    x, *curves = twins()
    figure = check(TwinCurves(x, *curves, log=log).figure())
    assert [trace["name"] for trace in figure["data"]] == ["healthy", "buggy"] * 2
    assert [trace.get("yaxis", "y") for trace in figure["data"]] == ["y", "y", "y2", "y2"]
    for trace, y in zip(figure["data"], curves, strict=True):
        np.testing.assert_array_equal(decode(trace["x"]), x)
        np.testing.assert_allclose(decode(trace["y"]), y, rtol=1e-6)
    assert (figure["layout"]["yaxis"].get("type") == "log") is log


def test_healthy_is_solid_blue_and_buggy_dashed_orange():
    figure = TwinCurves(*twins(2)).figure()
    lines = [trace["line"] for trace in figure["data"]]
    assert [(line["color"], line["dash"]) for line in lines] == [
        (POSITIVE, "solid"),
        (NEGATIVE, "dash"),
    ] * 2
    assert [trace["marker"]["symbol"] for trace in figure["data"]] == ["circle", "diamond"] * 2
    assert figure["data"][1]["hovertemplate"] == "buggy %{y:.4~g}<extra></extra>"
    assert figure["data"][3]["hovertemplate"] == "buggy %{y:.1%}<extra></extra>"
    loss, score = (annotation["text"] for annotation in figure["layout"]["annotations"])
    assert loss.startswith("loss")
    assert "healthy" in loss
    assert "buggy" in loss
    assert score == "accuracy"


def test_r2_below_its_axis_is_told_in_the_heading():
    x, healthy, buggy, good, _ = twins()
    figure = TwinCurves(x, healthy, buggy, good, np.linspace(-3, -7.4, 21), score="R²").figure()
    assert figure["layout"]["yaxis2"]["range"][0] == -1.0
    score = figure["layout"]["annotations"][1]["text"]
    assert score.startswith("R²")
    assert score.endswith("▼</span> buggy -7.4")
    assert "healthy" not in score


def test_a_twin_that_diverges_ends_early(check, decode):
    x, healthy, buggy, *scores = twins()
    buggy = np.where(x < 8, buggy, np.nan)
    figure = check(TwinCurves(x, healthy, buggy, *scores).figure())
    assert decode(figure["data"][1]["x"])[-1] == 7
    text = TwinCurves(x, healthy, buggy, *scores).summary()
    assert text.endswith("The loss of the buggy twin is not finite from epoch 8 on.")
    nothing = np.full(21, np.nan)
    check(TwinCurves(x, healthy, nothing, scores[0], nothing, score="R²").figure())


def test_no_epoch_yet(check):
    check(TwinCurves([], [], [], [], []).figure())
    assert TwinCurves([], [], [], [], []).summary() == "No epoch has been trained yet."


def test_the_summary_tells_where_both_ended():
    assert TwinCurves(
        [0, 1, 2], [2, 1, 0.5], [2, 1.5, 0.75], [0, 0.5, 0.98], [0, 0.5, 0.97]
    ).summary() == (
        "After epoch 2 the healthy twin has loss 0.5 and accuracy 98.0%; "
        "the buggy twin has loss 0.75 and accuracy 97.0%."
    )
    r2 = TwinCurves([3], [2], [2], [0.5], [-4.0], score="R²").summary()
    assert r2.endswith("R² 0.5; the buggy twin has loss 2 and R² -4.")


@pytest.mark.parametrize("what", ["figure", "summary"])
def test_a_column_of_another_length_is_refused(what):
    x, *columns = twins(3)
    with pytest.raises(ValueError, match=r"buggy loss has shape \(5,\)"):
        getattr(TwinCurves(x, columns[0], np.ones(5), *columns[2:]), what)()
