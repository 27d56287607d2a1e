"""The Gradients page without a browser: parameters and elements; a check that takes long."""

import numpy as np
import pytest

from mlpviz.workbench.gradients import check as checks
from mlpviz.workbench.gradients.views import VIEWS
from tests.ui.gradients.reading import (
    check,
    element,
    finish,
    refused,
    select_in_table,
    table,
    type_element,
    verdict,
)

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


def test_an_element_is_typed(page):
    type_element(page, "w 3, 1")
    assert "W1 has no element 'w 3, 1': write one from W1[0, 0] to W1[3, 3]." in refused(page)
    assert "<strong>W1[3, 1]</strong>" not in element(page)
    type_element(page, "3, 1")
    assert "<strong>W1[3, 1]</strong>" in element(page)
    assert refused(page) == ""
    page.redraw()
    assert page.widget("element").value == (3, 1)


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
