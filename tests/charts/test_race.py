import itertools
from math import inf, nan

import numpy as np
import pytest

from mlpviz.charts import RaceCurves, Racer


def racer(label="run", loss=(2.0, 1.0, 0.5), score=(0.1, 0.5, 0.9), diverged=False):
    return Racer(label, np.arange(len(loss)), np.array(loss), np.array(score), diverged)


def lines(figure):
    return [trace for trace in figure["data"] if trace["mode"].startswith("lines")]


def crosses(figure):
    return [t for t in figure["data"] if t["marker"].get("symbol") == "x" and t["visible"]]


@pytest.mark.parametrize("log", [True, False])
def test_every_run_is_in_both_plots_with_its_values(log, check, decode):
    racers = [racer("one"), racer("two", loss=(2.0, 1.5, 1.2), score=(0.1, 0.2, 0.3))]
    figure = check(RaceCurves(racers, log=log).figure())
    assert [(t["name"], t["yaxis"]) for t in lines(figure)] == [
        ("one", "y"),
        ("one", "y2"),
        ("two", "y"),
        ("two", "y2"),
    ]
    columns = [column for r in racers for column in (r.loss, r.score)]
    for trace, values in zip(lines(figure), columns, strict=True):
        np.testing.assert_array_equal(decode(trace["x"]), [0, 1, 2])
        np.testing.assert_allclose(decode(trace["y"]), values, rtol=1e-6)
    assert (figure["layout"]["yaxis"].get("type") == "log") is log


def test_one_axis_and_one_hover_label_for_both_plots():
    layout = RaceCurves([racer()]).figure()["layout"]
    assert layout["hovermode"] == "x unified"
    assert layout["hoversubplots"] == "axis"
    assert layout["xaxis"]["anchor"] == "y2"
    assert "xaxis2" not in layout
    assert layout["yaxis2"]["domain"][1] < layout["yaxis"]["domain"][0]


def test_each_run_is_named_once_and_hidden_in_both_plots_at_once():
    figure = RaceCurves([racer("one"), racer("two")]).figure()
    assert [t["name"] for t in figure["data"] if t["showlegend"]] == ["one", "two"]
    groups = {t["name"]: t["legendgroup"] for t in figure["data"]}
    assert groups == {"one": "one", "two": "two"}


def test_no_two_runs_look_alike_even_without_colour_or_with_many():
    six = lines(RaceCurves([racer(str(k)) for k in range(6)]).figure())
    assert len({t["line"]["color"] for t in six}) == 6
    looks = [
        (t["line"]["color"], t["line"]["dash"])
        for t in lines(RaceCurves([racer(str(k)) for k in range(40)]).figure())[::2]
    ]
    assert len(set(looks)) == 40
    five = [t["line"]["dash"] for t in six[:10:2]]
    assert all(a != b for a, b in itertools.pairwise(five))
    assert len(set(five)) == 5


def test_a_diverged_run_ends_in_a_cross(decode):
    figure = RaceCurves(
        [racer("fine"), racer("wild", (2.0, 9.0), (0.1, 0.2), diverged=True)]
    ).figure()
    marks = crosses(figure)
    assert [(m["name"], m["yaxis"]) for m in marks] == [("wild", "y"), ("wild", "y2")]
    assert [decode(m["x"]).tolist() for m in marks] == [[1], [1]]
    assert [round(float(decode(m["y"])[0]), 3) for m in marks] == [9.0, 0.2]


def test_what_is_not_finite_or_has_no_logarithm_is_left_out(check, decode):
    odd = racer("odd", (2.0, nan, inf, 0.0, 1.0), (0.1, nan, 0.2, 0.3, 0.4), diverged=True)
    for log, kept in [(False, [0, 3, 4]), (True, [0, 4])]:
        loss, score = lines(check(RaceCurves([odd], log=log).figure()))
        assert decode(loss["x"]).tolist() == kept
        assert decode(score["x"]).tolist() == [0, 2, 3, 4]
    nothing = racer("nothing", (nan,), (nan,), diverged=True)
    check(RaceCurves([nothing], log=True).figure())
    assert [len(decode(t["x"])) for t in RaceCurves([nothing]).figure()["data"]] == [0, 0, 0, 0]


def test_one_run_that_explodes_does_not_flatten_the_others():
    racers = [racer("fine"), racer("wild", (2.0, 1e6, 5.0), (0.1, 0.1, 0.1))]
    layout = RaceCurves(racers).figure()["layout"]
    assert layout["yaxis"]["range"] == [0.0, 4.0]
    assert "▲ up to 1e+6" in layout["annotations"][0]["text"]
    low, high = RaceCurves(racers, log=True).figure()["layout"]["yaxis"]["range"]
    assert 10**low < 0.5
    assert 10**high > 1e6
    calm = RaceCurves([racer()]).figure()["layout"]
    assert "▲" not in calm["annotations"][0]["text"]


def test_r2_far_below_zero_is_told(check):
    figure = check(RaceCurves([racer(score=(-50.0, 0.2, 0.9))], score="R²", split="train").figure())
    assert figure["layout"]["yaxis2"]["range"][0] == -1.0
    loss, score = (a["text"] for a in figure["layout"]["annotations"])
    assert loss.startswith("train loss")
    assert "train R²" in score
    assert "▼ down to -50" in score


def test_the_axis_of_epochs_rests_if_the_end_is_known():
    assert RaceCurves([racer()], last=100).figure()["layout"]["xaxis"]["range"][1] == 101.0
    assert RaceCurves([racer()]).figure()["layout"]["xaxis"]["range"][1] == 2.02


def test_long_curves_are_thinned():
    long = racer("long", np.linspace(2, 1, 5000), np.linspace(0, 1, 5000))
    figure = RaceCurves([long], max_points=100).figure()
    assert all(len(t["x"]["bdata"]) <= 100 * 4 * 4 / 3 + 4 for t in lines(figure))


def test_labels_are_harmless(check):
    figure = check(RaceCurves([racer("<img src=x>%{y}")]).figure())
    assert "<img" not in figure["data"][0]["name"]
    assert "%{y}" not in figure["data"][0]["name"]


def test_the_summary_tells_every_run_best_first():
    text = RaceCurves(
        [
            racer("slow", (2.0, 1.9), (0.1, 0.2)),
            racer("wild", (2.0,), (0.95,), diverged=True),
            racer("quick", (2.0, 0.25), (0.1, 0.9)),
        ]
    ).summary()
    assert text == (
        "3 runs, best test accuracy first. quick: test accuracy 90.0%, loss 0.25 at epoch 1; "
        "slow: test accuracy 20.0%, loss 1.9 at epoch 1; wild: test accuracy 95.0%, loss 2 until "
        "it diverged after epoch 0."
    )
