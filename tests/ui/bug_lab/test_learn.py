"""The Bug lab without a browser: what a bug shows in curves and checks, and where it can show."""

import json
import re

import numpy as np
import pytest

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench.bug_lab.curve_lesson import CurveGaps
from mlpviz.workbench.bug_lab.session import FIRST_BUG
from mlpviz.workbench.bug_lab.views import LAB_VIEWS
from mlpviz.workbench.train.pins import MAX_PINS
from tests.ui.bug_lab.lab import choose, texts, twins


def test_curves_and_check_are_told_apart(open_lab):
    app = open_lab(dataset="moons", preprocessing="none", hidden_sizes="[8,8]", lr="0.3")
    for _ in range(30):
        app.test.button(key="bug_lab_step").click().run()
    app.redraw()
    healthy, buggy = (
        t.history.newest.test_accuracy for t in (twins(app).healthy, twins(app).buggy)
    )
    assert abs(healthy - buggy) <= 0.02
    assert "After 30 epochs: the buggy twin has loss" in app.message["text"]
    assert CurveGaps.of(twins(app).curves()).sentence in app.message["text"]
    assert "✗" in json.dumps(app.figures["buggy"]["data"], ensure_ascii=False)
    assert "✗" not in json.dumps(app.figures["healthy"]["data"], ensure_ascii=False)


def test_regression_speaks_of_r2(open_lab):
    app = open_lab(dataset="diabetes", output="identity", loss="mse")
    app.press("bug_lab_step")
    assert "Healthy R²" in app.metrics
    assert "test R²" in app.message["text"]


def test_a_bug_that_needs_a_step_says_so(bug_lab):
    choose(bug_lab, "accumulated")
    assert "after the first step" in bug_lab.message["text"]
    bug_lab.press("bug_lab_step")
    assert "adds to what the one before left behind" in bug_lab.message["text"]


def test_l2_on_biases_shows_once_they_are_not_zero(open_lab):
    app = open_lab(l2="0.01")
    choose(app, "l2-on-biases")
    assert "after the first step" in app.message["text"]
    app.press("bug_lab_step")
    assert {row.name for row in twins(app).checks.buggy.failing} == {"b1", "b2"}


def test_a_buggy_twin_that_diverges_is_told_and_the_healthy_one_goes_on(open_lab):
    app = open_lab(
        dataset="plane", preprocessing="none", hidden_sizes="[]", output="identity", loss="mse",
        lr="0.1", dtype="float32",
    )  # fmt: skip
    choose(app, "sign")
    app.choose("speed", "full")
    app.press("bug_lab_play")
    while "buggy" not in twins(app).stopped:
        app.tick(visible=[])
    app.tick(visible=list(LAB_VIEWS))
    assert "The buggy twin stopped in epoch" in app.message["text"]
    assert app.payload["playing"] is True
    assert twins(app).healthy.epoch > twins(app).buggy.epoch
    app.redraw()
    app.press("bug_lab_reset")
    assert twins(app).stopped == {}


def test_both_diverge(open_lab):
    app = open_lab(
        dataset="plane", preprocessing="none", hidden_sizes="[]", output="identity", loss="mse",
        lr="100",
    )  # fmt: skip
    app.choose("speed", "full")
    app.press("bug_lab_play")
    for _ in range(200):
        if not app.session.bug_lab.busy:
            break
        app.tick(visible=[])
    assert app.payload["playing"] is False
    assert app.message["kind"] == "error"
    assert "lower the learning rate" in app.message["text"]


# One for each step of a backward pass, and one that is in a single layer.
OF_EACH_KIND = {min(row.steps.spoilt): name for name, row in MISTAKES.items()}.values()


@pytest.mark.parametrize("bug", OF_EACH_KIND)
def test_every_bug_on_a_network_where_it_shows(open_lab, bug):
    app = open_lab()
    choose(app, bug)
    if app.has("bug_lab_cure"):
        assert app.message["kind"] == "warning"
        assert "needs" in app.message["text"]
        app.press("bug_lab_cure")
        assert not app.has("bug_lab_cure")
    assert app.session.bug_lab.bug == bug
    app.press("bug_lab_step")
    assert twins(app).checks.buggy.verdict == "fail"
    assert twins(app).checks.healthy.passed
    assert twins(app).checks.reading in app.message["text"]


def test_bugs_that_cannot_show_are_listed_with_the_reason(bug_lab):
    labels = bug_lab.widget("bug_lab_bug").options
    assert len(labels) == len(MISTAKES)
    assert "L2 forgotten in the gradient (needs l2 > 0)" in labels
    assert MISTAKES[FIRST_BUG].title in labels


def test_the_cure_for_l2_stays(bug_lab):
    choose(bug_lab, "no-l2")
    bug_lab.press("bug_lab_cure")
    assert bug_lab.config.l2 == 0.001
    bug_lab.press("bug_lab_step")
    assert bug_lab.config.l2 == 0.001
    assert twins(bug_lab).buggy.l2 == 0.001


def test_a_network_where_it_shows_keeps_the_present_run_as_a_pin(bug_lab):
    before = bug_lab.config
    choose(bug_lab, "no-l2")
    assert any("as a pin" in text for text in texts(bug_lab))
    bug_lab.press("bug_lab_cure")
    (pin,) = bug_lab.session.pins
    assert pin.config == before
    bug_lab.open("train")
    bug_lab.redraw()
    bug_lab.act("open_pin", str(pin.number))
    assert bug_lab.config == before


def test_without_room_for_a_pin_it_says_so(bug_lab):
    for run in range(MAX_PINS):
        bug_lab.session.pin((run, 99))
    choose(bug_lab, "no-l2")
    assert any("is not kept" in text for text in texts(bug_lab))
    bug_lab.press("bug_lab_cure")
    assert len(bug_lab.session.pins) == MAX_PINS


def test_a_change_after_which_the_bug_cannot_show(bug_lab):
    bug_lab.test.button(key="remove_0").click().run()
    bug_lab.redraw()
    assert bug_lab.config.hidden_sizes == ()
    assert bug_lab.message["kind"] == "warning"
    assert "needs a hidden layer" in bug_lab.message["text"]
    assert bug_lab.has("bug_lab_cure")
    bug_lab.press("bug_lab_step")


def test_the_table_chooses_the_parameter_of_the_heatmap(bug_lab):
    assert twins(bug_lab).checks.buggy.failing[0].name == "W1"
    assert "W1" in bug_lab.figures["errors"]["alt"]


# The numbers


def numbers(app):
    """The lines of the table of ratios, as lists of texts."""
    bodies = [node.proto.body for node in app.test.get("html")]
    (table,) = (body for body in bodies if "Gradient / reference<" in body)
    lines = re.findall("<tr>(.*?)</tr>", table)[1:]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in lines]


def test_ratios_tell_n_from_one_over_n(bug_lab):
    choose(bug_lab, "no-mean")
    assert [line[1:] for line in numbers(bug_lab)] == [["16", "0", "15"]] * 4
    choose(bug_lab, "mean-twice")
    assert [line[1:-1] for line in numbers(bug_lab)] == [["1/16", "0"]] * 4
    # 15/16 = 0.9375 is between two numbers of three digits: which is shown is a matter of rounding.
    assert {line[-1] for line in numbers(bug_lab)} <= {"0.937", "0.938"}


def test_every_element_is_within_reach_of_the_keyboard(bug_lab):
    row = twins(bug_lab).checks.buggy["W1"]
    assert [int(bug_lab.widget(f"bug_lab_axis_{axis}").value) for axis in (0, 1)] == [*row.worst]
    bug_lab.choose("bug_lab_axis_0", 3)
    bug_lab.choose("bug_lab_axis_1", 2)
    bodies = "".join(node.proto.body for node in bug_lab.test.get("html"))
    assert "<strong>W1[3, 2]</strong>" in bodies
    assert f"{row.analytic[3, 2]:.16e}" in bodies
    bug_lab.send("pick", figure="errors", index=[1, 0])
    bug_lab.redraw()
    assert [bug_lab.widget(f"bug_lab_axis_{axis}").value for axis in (0, 1)] == ["1", "0"]
    bug_lab.choose("bug_lab_parameter", "b2")
    assert "b2" in bug_lab.figures["errors"]["alt"]
    assert not bug_lab.has("bug_lab_axis_1")
    worst = twins(bug_lab).checks.buggy["b2"].worst
    assert bug_lab.widget("bug_lab_axis_0").value == str(worst[0])


def test_a_factor_follows_the_number_of_samples(bug_lab, open_app):
    choose(bug_lab, "no-mean")
    bug_lab.press("bug_lab_step")
    bug_lab.choose("bug_lab_samples", 5)
    assert bug_lab.metrics["Epoch"] == "1", "the twins stay"
    assert [line[1] for line in numbers(bug_lab)] == ["5"] * 4
    bug_lab.choose("bug_lab_batch_seed", 3)
    assert bug_lab.test.query_params["samples"] == "5"
    again = open_app(page="bug-lab", **bug_lab.test.query_params)
    assert twins(again).checks.buggy.n == 5
    again.press("bug_lab_step")
    for name in ("W1", "b2"):
        one, other = (twins(app).checks.buggy[name].analytic for app in (bug_lab, again))
        np.testing.assert_array_equal(one, other)


def test_too_few_samples_are_mended_with_one_click(bug_lab):
    choose(bug_lab, "no-mean")
    bug_lab.choose("bug_lab_samples", 1)
    assert bug_lab.message["kind"] == "warning"
    assert "two samples" in bug_lab.message["text"]
    before = bug_lab.config
    bug_lab.press("bug_lab_cure")
    assert bug_lab.message["kind"] == "info"
    assert bug_lab.session.bug_lab.samples == 16
    assert bug_lab.config == before
    assert bug_lab.session.pins == []
