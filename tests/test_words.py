"""Numbers, percentages, lists and verdicts as text: how each is written."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz import words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.12345, 3, "0.123"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (0.5, 3, "0.5"),
        (-0.00025, 3, "-0.00025"),
        (1.5e-7, 3, "1.5e-7"),
        (0.0000999, 3, "9.99e-5"),
        (999.6, 3, "1000"),
        (1234.0, 3, "1234"),
        (4341.6, 3, "4342"),
        (9999.7, 3, "1e+4"),
        (43416.0, 3, "4.34e+4"),
        (2.0e9, 3, "2e+9"),
        (1437.0, 2, "1437"),
        (0.0123456, 4, "0.01235"),
        (123456.0, 9, "123456"),
        (2.3e-3, 1, "0.002"),
        (math.nan, 3, "NaN"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "-∞"),
        (np.float32(0.25), 3, "0.25"),
        (np.float64(0.1) + 0.2, 3, "0.3"),
        (np.int64(7), 3, "7"),
    ],
)
def test_numbers(value, digits, text):
    assert words.number(value, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_python_reads_every_number_back_to_its_digits(value, digits):
    read = float(words.number(value, digits))
    # Half a step of the last digit, with a subnormal number's own step.
    assert math.isinf(read) or read == pytest.approx(
        value, rel=0.5001 * 10.0 ** (1 - digits), abs=5e-324
    )


@given(st.floats(1e-300, 1e300))
def test_a_number_has_no_zeros_that_tell_nothing(value):
    mantissa, _, exponent = words.number(value).partition("e")
    assert "." not in mantissa or mantissa[-1] not in "0."
    assert not exponent or (exponent[0] in "+-" and exponent[1] != "0")


def test_changes_have_a_sign():
    assert [words.signed(v) for v in (0.25, -0.25, 1)] == ["+0.25", "-0.25", "+1"]


def test_losses_and_scores():
    assert words.loss_number(0.123456) == words.score_number("R²", 0.123456) == "0.1235"
    assert words.score_number("accuracy", 0.8456) == "84.6%"
    assert words.score_number("accuracy", 1.0) == "100.0%"
    assert words.hover_score("accuracy") == words.D3_PERCENT
    assert words.hover_score("R²") == words.hover_score("loss") == words.D3_NUMBER


def test_all_digits_of_a_number():
    assert words.all_digits(np.float64(0.1) + 0.2) == "0.30000000000000004"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (0.00025, "0.00025"),
        (3e-5, "3e-5"),
        (123456.0, "123456"),
        (1e9, "1e+9"),
        (2.0, "2"),
    ],
)
def test_what_was_chosen_is_shown_as_chosen(value, text):
    assert words.as_chosen(value) == text


def test_rounded_to_the_digits_that_are_shown():
    assert [words.rounded(v, 2) for v in (0.01234, 0.0, 9876.0)] == [0.012, 0.0, 9900.0]


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.0, 1, "0.0%"),
        (1.0, 1, "100.0%"),
        (0.973, 1, "97.3%"),
        (0.99999, 1, "99.9%"),
        (1e-9, 1, "0.1%"),
        (0.0, 0, "0%"),
        (1.0, 0, "100%"),
        (0.999, 0, "99%"),
        (0.001, 0, "1%"),
        (3.12, 0, "312%"),
        (math.nan, 1, "NaN"),
        (np.float32(0.5), 1, "50.0%"),
    ],
)
def test_percent_says_all_or_nothing_only_when_it_is(share, decimals, text):
    assert words.percent(share, decimals) == text


def test_whole_numbers_and_what_they_count():
    assert words.whole(1200) == words.whole(np.float64(1200.0)) == "1,200"
    assert [words.counted(n, "epoch") for n in (0, 1, 2000)] == [
        "0 epochs",
        "1 epoch",
        "2,000 epochs",
    ]
    assert words.counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", 3], "a, b and 3")],
)
def test_lists_end_in_and(names, text):
    assert words.listed(names) == words.listed(iter(names)) == text


def test_lists_that_are_too_long_and_lists_of_alternatives():
    assert words.listed("abc", "or") == "a, b or c"
    assert words.listed("abcde", most=2) == "a, b and 3 more"
    assert words.listed("abcde", most=5) == "a, b, c, d and e"


def test_elements_and_shapes():
    assert words.element_name("W1", (3, np.int64(2))) == "W1[3, 2]"
    assert words.element_name("scale", ()) == "scale"
    assert words.shape_text((64, 10)) == "64×10"
    assert words.shape_text(()) == "scalar"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00043, "0.43 ms"),
        (0.0131, "13 ms"),
        (0.1849, "185 ms"),
        (1.44, "1.4 s"),
        (85.2, "85 s"),
        (600.0, "10 min"),
    ],
)
def test_durations(seconds, text):
    assert words.duration(seconds) == text


def test_sizes():
    assert [words.megabytes(size) for size in (11_594_722, 170_498_071)] == ["11.6 MB", "170 MB"]


def test_the_template_of_a_hover():
    assert words.d3("y") == "%{y:.4~g}"
    assert words.d3("customdata[0]", words.D3_PERCENT) == "%{customdata[0]:.1%}"
