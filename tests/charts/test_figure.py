import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.charts.figure import (
    Note,
    axis,
    label,
    log_bounds,
    name_ticks,
    nice_ceiling,
    power_of_ten,
    vertical_line,
)


@given(st.floats(1e-300, 1e300))
def test_a_nice_ceiling_is_above_and_near(value):
    ceiling = nice_ceiling(value)
    assert value * (1 - 1e-9) <= ceiling <= value * 1.34


@pytest.mark.parametrize(
    ("value", "ceiling"), [(1.0, 1.0), (1.01, 1.2), (9.0, 10.0), (0.3, 0.3), (23.0, 25.0)]
)
def test_nice_ceilings(value, ceiling):
    assert nice_ceiling(value) == pytest.approx(ceiling)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_without_a_positive_value_the_ceiling_is_one(value):
    assert nice_ceiling(value) == 1.0


def test_log_bounds_hold_the_positive_values_with_room_in_quarter_decades():
    low, high = log_bounds(np.array([0.02, 3.0, np.nan, -1.0, 0.0, np.inf]))
    assert low < math.log10(0.02)
    assert high > math.log10(3.0)
    assert (low * 4, high * 4) == (round(low * 4), round(high * 4))


def test_log_bounds_of_one_value_are_half_a_decade_and_of_none_a_default():
    low, high = log_bounds(np.array([1.0]))
    assert high - low >= 0.5
    assert log_bounds(np.array([np.nan, -1.0])) == [-1.0, 0.0]


def test_labels_are_cut_then_escaped():
    assert label("<b>bold</b>", 20) == "&lt;b&gt;bold&lt;/b&gt;"
    assert label("abcdefgh", 5) == "abcd…"
    assert label("two\nlines") == "two lines"
    assert "%{" not in label("%{x}")
    assert label(7) == "7"


def test_a_note_is_its_text_escaped_in_the_figure_alone(check, notes):
    note = Note("a < b")
    assert notes(check(note.figure())) == ["a &lt; b"]
    assert note.summary() == "a < b"


def test_names_below_bars_are_thinned_cut_and_escaped():
    assert name_ticks([], 200)[0]["tickvals"] == []
    assert name_ticks(["<b>", "a long name"], 80)[0]["ticktext"] == ["&lt;b&gt;", "a lo…"]
    names = [str(k) for k in range(13)]
    assert name_ticks(names, 240)[0]["tickvals"] == list(range(13))
    assert name_ticks(names, 120)[0]["ticktext"] == ["0", "2", "4", "6", "8", "10", "12"]


def test_words_that_all_names_share_are_told_once_where_room_is_scarce():
    names = [f"class {k}" for k in range(4)]
    assert name_ticks(names, 240) == (name_ticks(names, 240)[0], "")
    ticks, common = name_ticks(names, 100)
    assert (ticks["ticktext"], common) == (["0", "1", "2", "3"], "class")


def test_powers_of_ten():
    assert [power_of_ten(power) for power in (-12, 0, 3)] == ["10⁻¹²", "10⁰", "10³"]


@pytest.mark.parametrize(
    ("bounds", "kind", "raised"),
    [
        ([0, 1], "linear", False),
        ([0, 1e93], "linear", True),
        ([-1e-6, 0], "linear", True),
        ([-40, 93], "log", False),
    ],
)
def test_no_axis_raises_its_exponents(bounds, kind, raised):
    assert (axis("", bounds, type=kind).get("exponentformat") == "e") is raised


def test_a_vertical_line_spans_the_plot():
    line = vertical_line(0.5, dash="dot")
    assert (line["x0"], line["x1"], line["y0"], line["y1"], line["yref"]) == (
        0.5,
        0.5,
        0,
        1,
        "paper",
    )
    assert line["line"] == {"width": 1.5, "dash": "dot"}


def test_charts_do_not_load_plotly_until_a_figure_is_asked_for():
    code = "import sys, mlpviz.charts; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
