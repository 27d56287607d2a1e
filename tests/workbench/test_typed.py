"""What is typed into a number field."""

import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.options import Option
from mlpviz.workbench.typed import (
    Refusal,
    present_number,
    shown_text,
    typed_number,
    written_number,
)

RATE = Option("Learning rate", 0.1, 1e-12, 1e9, 0.01, "")
SPREAD = Option("Bias spread", 0.0, 0.0, 100.0, 0.1, "")
UNITS = Option("Units", 8, 1, 4096, 1, "")
BATCH = Option("Batch size", 32, 1, 10**9, 1, "", "the full batch")


def refused(text, option, none=""):
    with pytest.raises(FaultsError) as caught:
        typed_number(text, option, none=none)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "option", "number"),
    [("0,1", RATE, 0.1), ("1e-6", SPREAD, 1e-6), ("-0", SPREAD, 0.0), ("1,024", UNITS, 1024)],
)
def test_a_number_of_the_options_own_kind(text, option, number):
    found = typed_number(text, option)
    assert (found, type(found)) == (number, type(option.default))
    assert str(found) != "-0.0"


@pytest.mark.parametrize(
    ("text", "option", "words"),
    [
        ("1e9", UNITS, "Units = 1e9 is too large: choose a whole number between 1 and 4096."),
        ("0", UNITS, "Units = 0 is too small: choose a whole number between 1 and 4096."),
        ("2,5", UNITS, "Units = 2,5 must be a whole number between 1 and 4096."),
        ("many", UNITS, "Units = many must be a whole number between 1 and 4096."),
        ("", UNITS, "Units is empty: write a whole number between 1 and 4096."),
        ("-1", RATE, "Learning rate = -1 is too small: choose a number between 1e-12 and 1e+9."),
        (
            "1e-400",
            RATE,
            "Learning rate = 1e-400 is too small: choose a number between 1e-12 and 1e+9.",
        ),
        (
            "1e999",
            RATE,
            "Learning rate = 1e999 is too large: choose a number between 1e-12 and 1e+9.",
        ),
        ("1,000", RATE, "Learning rate = 1,000 can be read as 1.000 or 1000: write one of them."),
        ("1e-400", SPREAD, "Bias spread = 1e-400 is too close to 0 to be told from it."),
    ],
)
def test_what_cannot_be_is_said_in_words(text, option, words):
    assert refused(text, option) == words


def test_a_refusal_names_the_field_and_cuts_what_is_endless():
    with pytest.raises(FaultsError, match=r"^Hidden layer 2 = 0 is too small"):
        typed_number("0", UNITS, "Hidden layer 2")
    assert len(refused("9" * 10_000, UNITS)) < 120


@pytest.mark.parametrize("text", ["full", "Full", " FULL ", "the full batch", ""])
def test_none_has_a_word(text):
    assert typed_number(text, BATCH, none="full") is None
    assert refused("all", BATCH, "full").endswith(", or full for the full batch.")
    assert "full" not in refused("full ", UNITS, "full").split("must", 1)[1]


def test_small_numbers_are_shown_as_what_they_are():
    assert [written_number(x) for x in (1e-6, 0.0, 0.1, 4096, 2**32 - 1)] == [
        *("1e-6", "0", "0.1", "4096", "4294967295")
    ]
    assert written_number(None, "full") == "full"


def test_what_was_not_touched_asks_for_nothing():
    third = 1 / 3  # of which twelve digits are shown
    assert present_number("0.333333333333", third, SPREAD) == third
    assert present_number(None, third, SPREAD) == third
    assert present_number("0.3", third, SPREAD) == 0.3


def test_what_was_typed_stays_if_it_means_the_value():
    assert shown_text("1e-1", 0.1, RATE) == "1e-1"
    assert shown_text("1e-1", 0.2, RATE) == "0.2"
    assert shown_text(None, 0.2, RATE) == "0.2"


def test_what_was_refused_stays_as_long_as_the_value_does():
    refusal = Refusal("-1", "too small", 0.1)
    assert shown_text("-1", 0.1, RATE, refusal=refusal) == "-1"
    assert shown_text("-1", 0.2, RATE, refusal=refusal) == "0.2"
    assert shown_text("-1", 0.1, RATE) == "0.1"
