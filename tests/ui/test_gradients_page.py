"""The Gradients page without a browser: what is checked, what is shown, what a click selects."""

import json

import numpy as np
import pytest

from mlpviz import run
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.table import MISTAKES
from mlpviz.ui.markup import plain
from mlpviz.workbench.gradients import check as checks
from mlpviz.workbench.gradients.views import VIEWS

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}


@pytest.fixture
def open_page(open_app):
    """The page on a small problem, with other choices of the run as keywords."""
    return lambda **query: open_app(page="gradients", **(SMALL | query))


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def open_buggy(open_page, monkeypatch):
    """The page of a network with one of the bug lab's mistakes."""

    def open_with(bug, **query):
        class Buggy(BuggyMLP):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **({"steps": MISTAKES[bug].steps} | kwargs))

        monkeypatch.setattr(run, "MLP", Buggy)
        return open_page(**query)

    return open_with


def check(page):
    return page.session.gradients.check


def html(page, kind):
    """The text of the one block of this class that the page holds."""
    (body,) = [e.proto.body for e in page.test.get("html") if f"mlpviz-{kind}" in e.proto.body[:40]]
    return body


def verdict(page):
    return html(page, "verdict")


def element(page):
    return html(page, "element")


def table(page):
    """The table of parameters: its columns by title."""
    return {title: list(column) for title, column in page.widget("parameters").value.items()}


def select_in_table(page, rows=(), cells=()):
    """Select a line or a cell of the table as the browser does."""
    states = page.test._tree.get_widget_states()
    widget = states.widgets.add()
    widget.id = page.widget("parameters").proto.id
    selection = {"rows": list(rows), "columns": [], "cells": [list(cell) for cell in cells]}
    widget.string_value = json.dumps({"selection": selection})
    page.test._run(states)
    page.no_exception()


def finish(page):
    """Send ticks until there is nothing left to do, as the board does."""
    while page.payload["playing"]:
        page.tick(visible=list(VIEWS))


# The first visit


def test_the_first_visit(page):
    assert check(page).fresh
    assert "✓ All 4 gradients pass" in verdict(page)
    for fact in ("epoch 0", "16 samples", "float64", "h = 0.00391"):
        assert fact in verdict(page)
    assert table(page)["Parameter"] == ["W1", "b1", "W2", "b2"]
    assert set(table(page)["Verdict"]) == {"✓ pass"}
    assert {"analytic – central", "analytic – complex", "central – complex"} <= set(table(page))
    assert "W1[" in element(page)
    assert {name for name, figure in page.figures.items() if figure["data"]} >= {
        "heatmap",
        "history",
        "bars",
    }
    assert page.figures["heatmap"]["pick"] is True


def test_the_sweep_follows_in_slices(page):
    assert page.payload["playing"] is True
    assert "Trying steps" in page.figures["sweep"]["alt"]
    finish(page)
    assert "best at h" in page.figures["sweep"]["alt"]
    assert page.trainer.epoch == 0, "those ticks train nothing"


def test_every_control_has_help_of_one_line(page):
    named = ("gradients.", "parameter", "element")
    controls = [
        node
        for node in page.test._tree
        if str(getattr(node, "key", "")).startswith(named) and hasattr(node.proto, "help")
    ]
    assert len(controls) == 7
    for node in controls:
        assert node.proto.help.strip(), node.key
        assert "\n" not in node.proto.help, node.key


def test_table_heatmap_and_element_show_one_report(page):
    report = check(page).report
    row = report["W1"]
    worst = ", ".join(map(str, row.worst))
    assert f"<strong>W1[{worst}]</strong>" in element(page)
    assert f"The worst element is [{worst}]" in page.figures["heatmap"]["alt"]
    for source in report.sources:
        digits = f"{row.values[source][row.worst]:.16e}"
        assert digits in element(page).replace("<b>", "").replace("</b>", "")
    page.redraw()
    assert check(page).report is report


@pytest.mark.parametrize(
    "query",
    [
        {"hidden_sizes": "[]"},
        {"hidden_sizes": "[3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3]"},
        {"bias": "false"},
        {"dtype": "float32"},
        {"hidden_sizes": "[6,5]", "activation": "relu"},
        {"dataset": "hills", "output": "identity", "loss": "mse", "preprocessing": "none"},
        {"output": "sigmoid", "loss": "binary_cross_entropy"},
    ],
    ids=lambda query: " ".join(query.values()),
)
def test_every_kind_of_network(query, open_page):
    page = open_page(**query)
    page.press("step")
    finish(page)
    assert check(page).fresh
    assert not check(page).report.failing
    assert check(page).problem is None
    assert table(page)["Parameter"] == list(page.trainer.network.params)


def test_mnist_784_by_50(open_page):
    page = open_page(dataset="mnist", hidden_sizes="[50]")
    page.press("step")
    assert table(page)["Shape"][0] == "784×50"
    assert check(page).report.passed


# Training


def test_a_step_is_checked_at_its_weights(page):
    before = check(page).report
    page.press("step")
    assert check(page).epoch == 1
    assert check(page).report is not before
    assert "epoch 1 " in verdict(page)


def test_playing_trains_and_checks(page):
    page.press("play")
    for epoch in (1, 2, 3):
        page.tick(visible=["heatmap", "history"])
        assert page.trainer.epoch == epoch
        assert page.payload["playing"] is True
    assert {name for name, figure in page.figures.items() if "data" in figure} == {
        "heatmap",
        "history",
    }
    assert "4 epochs" in page.figures["history"]["alt"]
    assert "of an epoch" in page.figures["history"]["alt"]
    page.redraw()
    page.press("play")
    finish(page)
    assert page.trainer.epoch == 3
    assert check(page).fresh


def test_reset_forgets_the_report_of_later_weights(page):
    page.press("step")
    page.press("reset")
    assert (check(page).epoch, check(page).fresh) == (0, True)


def test_training_on_this_page_and_on_the_other_is_the_same_run(page):
    page.press("step")
    page.open("train")
    page.redraw()
    assert page.metrics["Epoch"] == "1"
    page.press("step")
    page.open("gradients")
    page.redraw()
    assert "epoch 2 " in verdict(page)


def test_choices_of_the_check_survive_another_page(page):
    page.choose("gradients.samples", 3)
    page.open("train")
    page.redraw()
    page.open("gradients")
    page.redraw()
    assert page.widget("gradients.samples").value == "3"
    assert check(page).report.n == 3


def test_a_change_in_the_sidebar_checks_the_new_network(page):
    page.choose("hidden_0", 7)
    assert table(page)["Shape"][0] == "4×7"
    assert check(page).fresh


def test_a_run_that_explodes_says_so(open_page):
    page = open_page(lr="1000000000", loss="mse", output="identity", target_scale="1.0")
    for _ in range(40):
        if page.session.failure:
            break
        page.press("step")
    assert page.session.failure
    assert [error.value for error in page.test.error] == [plain(page.session.failure)]


# Choices


def test_choices_reach_the_check(page):
    page.choose("gradients.samples", 5)
    page.choose("gradients.h", "1e-3")
    page.choose("gradients.dtype", "float32")
    report = check(page).report
    assert (report.n, report.h, report.dtype) == (5, 1e-3, "float32")
    page.choose("gradients.h", "")
    assert check(page).report.h == 2.0**-8
    before = report.loss
    page.choose("gradients.batch_seed", 9)
    assert check(page).report.loss != before


def test_autograd_is_one_click_away(page):
    page.choose("gradients.sources", ["central", "complex_step", "autograd"])
    finish(page)
    assert check(page).report.sources == ("analytic", "autograd", "central", "complex_step")
    assert len(table(page)) == 6 + 7  # all pairs of four
    assert "autograd" in element(page)


def test_no_source_at_all(page):
    page.choose("gradients.sources", [])
    (error,) = page.test.error
    assert "at least one source" in error.value
    assert "earlier result" in verdict(page)
    page.choose("gradients.sources", ["complex_step"])
    assert len(page.test.error) == 0
    assert check(page).report.h is None


def test_more_samples_than_there_are(page):
    page.choose("gradients.samples", 256)
    n = len(page.trainer.train_split.X)
    assert n < 256
    assert check(page).report.n == n
    assert f"only {n} samples" in page.test.info[0].value


@pytest.mark.parametrize("h", ["1e-13", "0.1"])
def test_a_step_that_is_too_short_or_too_long_raises_no_false_alarm(page, h):
    page.choose("gradients.h", h)
    page.choose("gradients.sources", ["central"])
    assert check(page).report.h == float(h)
    assert not check(page).report.failing


@pytest.mark.parametrize("query", [{}, {"hidden_sizes": "[6,6,6,6,6,6,6,6,6,6,6,6,6,6,6,6]"}])
def test_a_source_that_cannot_judge_is_said_to_be_unable(query, open_page):
    """By a step that is too short, and where sixteen sigmoid layers leave next to no gradient."""
    page = open_page(activation="sigmoid", **query)
    if not query:
        page.choose("gradients.h", "1e-13")
    assert "✓ All" in verdict(page)
    assert "Every gradient agrees with complex step." in verdict(page)
    assert "cannot judge W1" in verdict(page)
    assert table(page)["analytic – central"][0].startswith("?")
    assert not table(page)["analytic – complex"][0].startswith("?")
    assert "mlpviz-unable" in element(page)


def test_a_step_that_is_none_is_refused_with_the_way_out_and_the_present_one_stays(page):
    page.choose("gradients.h", "1e-5")
    page.choose("gradients.h", "abc")
    assert [
        plain("h = 'abc' is not a number: write a number such as 1e-5 or 2^-8, or automatic.")
    ] == [error.value for error in page.test.error]
    assert check(page).report.h == 1e-5
    page.redraw()
    assert page.widget("gradients.h").value == "1e-5"
    page.choose("gradients.h", "2^-10")
    assert len(page.test.error) == 0
    assert check(page).report.h == 2.0**-10


def test_float32_says_what_is_rounded(page):
    assert "rounded to 24 bits" not in verdict(page)
    page.choose("gradients.dtype", "float32")
    assert "weights, samples and every result on the way forward and back" in verdict(page)


# The address


def test_the_choices_are_in_the_address_and_a_link_brings_them_back(page, open_page):
    assert page.test.query_params["h"] == "automatic"
    page.choose("gradients.h", "1e-5")
    page.choose("gradients.samples", 4)
    page.choose("gradients.batch_seed", 7)
    page.choose("gradients.sources", ["central"])
    page.choose("gradients.dtype", "float32")
    page.redraw()
    own = {"h": "1e-5", "samples": "4", "batch_seed": "7", "sources": "central"}
    own |= {"precision": "float32"}
    assert page.test.query_params.items() >= own.items()
    again = open_page(**own)
    assert again.session.gradients.choices == page.session.gradients.choices
    assert check(again).report.h == 1e-5
    again.open("train")
    again.redraw()
    assert not own.keys() & again.test.query_params.keys()


def test_a_link_may_change_a_preset_s_own_choices(open_app):
    page = open_app(page="gradients", preset="numpy-sigmoid", h="1e-13")
    choices = page.session.gradients.choices
    assert (choices.sources, choices.h) == (("autograd", "central"), 1e-13)
    assert "cannot judge" in verdict(page)
    assert page.test.query_params["h"] == "1e-13"
    assert page.test.query_params["sources"] == "autograd-central"


def test_a_link_that_asks_for_what_there_is_not_says_so(open_page):
    page = open_page(h="abc", sources="centrall", samples="0")
    (error,) = page.test.error
    for words in ("'abc' is not a number", "centrall", "samples = 0 is too small"):
        assert plain(words) in error.value
    assert check(page).report.h == 2.0**-8


# A wrong gradient


def test_a_failing_parameter_is_selected_and_named(open_buggy):
    page = open_buggy("bias-mean", activation="tanh")
    page.press("gradients_ask")  # naming what fails is longer than what is begun unasked
    finish(page)
    assert "✗ 2 of 4 gradients fail: b1 and b2" in verdict(page)
    assert table(page)["Verdict"] == ["✓ pass", "✗ fail", "✓ pass", "✗ fail"]
    assert table(page)["Failing"] == ["0.0%", "100.0%", "0.0%", "100.0%"]
    assert "<strong>b1[" in element(page)
    assert "✗ fail" in element(page)
    assert "fail (100.0%)" in page.figures["heatmap"]["alt"]
    assert "“Bias averaged”" in verdict(page)


def test_a_wrong_gradient_stays_wrong_while_it_trains(open_buggy):
    page = open_buggy("no-slope", activation="tanh")
    page.press("play")
    for _ in range(3):
        page.tick(visible=list(VIEWS))
    assert "Above tolerance: W1" in page.figures["history"]["alt"]
    assert not check(page).report.passed


# Looking closer


@pytest.mark.parametrize("selection", [{"rows": [2]}, {"rows": [0], "cells": [(2, "Shape")]}])
def test_a_line_of_the_table_selects_its_parameter(page, selection):
    select_in_table(page, **selection)
    assert page.session.selected == {"parameters": "W2"}
    assert "<strong>W2[" in element(page)
    assert page.figures["heatmap"]["alt"].startswith("W2")
    page.redraw()
    assert page.widget("parameter").value == "W2"
    page.press("step")
    assert "<strong>W2[" in element(page), "it stays selected"


def test_the_list_selects_too(page):
    page.choose("parameter", "b2")
    assert "<strong>b2[" in element(page)
    finish(page)
    assert {name for name, _ in page.session.gradients.sweep.found.elements} == {"b2"}


def test_a_cell_of_the_heatmap_is_looked_at(page):
    page.send("pick", figure="heatmap", index=[3, 1])
    assert "<strong>W1[3, 1]</strong>" in element(page)
    assert "petal width (cm) → unit 1 of layer 1" in element(page)
    marks = {trace.get("name"): trace for trace in page.figures["heatmap"]["data"]}
    assert (marks["chosen"]["y"], marks["chosen"]["x"]) == ([3, 3], [1, 1])
    page.redraw()
    assert page.widget("element").value == (3, 1)
    page.press("step")
    assert "<strong>W1[3, 1]</strong>" in element(page)
    page.choose("parameter", "b1")
    page.send("pick", figure="heatmap", index=[0, 2])
    assert "<strong>b1[2]</strong>" in element(page)


@pytest.mark.parametrize("index", [[99, 0], [0, 99]])
def test_a_click_on_what_is_gone_does_nothing(page, index):
    before = element(page)
    page.send("pick", figure="heatmap", index=index)
    assert element(page) == before


def test_a_smaller_network_forgets_an_element_that_it_lacks(page):
    page.send("pick", figure="heatmap", index=[3, 3])
    page.redraw()
    page.choose("hidden_0", 2)
    row = check(page).report["W1"]
    assert f"<strong>W1[{', '.join(map(str, row.worst))}]</strong>" in element(page)


def test_the_ten_worst_elements_are_a_click_away(page):
    options = page.widget("element").options
    assert len(options) == 10
    row = check(page).report["W1"]
    third = tuple(np.unravel_index(np.argsort(-row.excess, axis=None)[2], row.shape))
    assert options[2] == f"W1[{third[0]}, {third[1]}]"
    page.choose("element", tuple(int(i) for i in third))
    assert f"<strong>{options[2]}</strong>" in element(page)


def test_a_click_in_a_tensor_of_which_only_a_part_is_drawn(open_page, monkeypatch):
    monkeypatch.setattr("mlpviz.charts.tensor_plane.MAX_CELLS", 8)
    page = open_page()
    page.send("pick", figure="heatmap", index=[0, 0])
    name, (row, column) = page.session.gradients.element
    drawn = page.figures["heatmap"]["data"][0]
    assert (name, row, column) == ("W1", drawn["y0"], drawn["x0"])


# Long checks


@pytest.fixture
def slow(open_page, monkeypatch):
    """The page, where every check is taken for a long one."""
    monkeypatch.setattr(checks, "TRIAL", 0.0)
    monkeypatch.setattr(checks, "SLICE", 0.0)
    return open_page(hidden_sizes="[64,64,64,64]")


def test_a_long_check_waits_for_a_button(slow, monkeypatch):
    assert check(slow).report is None
    assert "Nothing has been checked yet" in slow.figures["heatmap"]["alt"]
    slow.press("gradients_ask")
    assert slow.has("gradients_cancel")
    assert slow.payload["playing"] is True
    monkeypatch.setattr(checks, "SLICE", 60.0)
    slow.tick(visible=["bars"])
    assert check(slow).report.passed
    assert slow.trainer.epoch == 0


def test_a_long_check_is_cancelled_and_nothing_is_lost(slow, monkeypatch):
    monkeypatch.setattr(checks, "SLICE", 60.0)
    slow.press("gradients_ask")
    report = check(slow).report
    assert report.passed
    monkeypatch.setattr(checks, "SLICE", 0.0)
    slow.press("step")
    assert "earlier result, of epoch 0" in verdict(slow)
    slow.press("gradients_ask")
    assert slow.has("gradients_cancel")
    slow.press("gradients_cancel")
    assert not slow.has("gradients_cancel")
    assert slow.has("gradients_ask")
    assert check(slow).report is report
