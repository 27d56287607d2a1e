"""Numbers as people write them."""

import math

import pytest

from mlpviz.workbench.numerals import MOST, TwoMeaningsError, is_zero, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1", 0.1),
        ("0,1", 0.1),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        ("-2", -2.0),
        ("+3", 3.0),
        ("\u22121,5", -1.5),  # as word processors write it
        (" 7 ", 7.0),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        ("1,5e-3", 0.0015),
        ("1_000", 1000.0),
        ("1_0", 10.0),
        ("1 000", 1000.0),
        ("1\u202f000\u00a0000", 1e6),
        ("1'000", 1000.0),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1.000", 1.0),  # as Python has it
        ("0,125", 0.125),
        ("0,000", 0.0),
        ("1234,567", 1234.567),
        ("2^-8", 2**-8),
        ("2**-8", 2**-8),
        ("10⁻³", 0.001),
        ("3 x 10^-4", 3e-4),
        ("3*10^-4", 3e-4),
        ("3 × 10⁻⁴", 3e-4),
        ("20 %", 0.2),
        ("12,5%", 0.125),
        ("1/3", 1 / 3),
        ("1e999", math.inf),
        ("10^1000", math.inf),
    ],
)
def test_the_usual_ways(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "abc", "nan", "inf", "infinity", "None", "True", "0x10", "1e", "e5", "1e5.5"),
        *(
            "--1",
            "1-",
            "1 5",
            "1__0",
            "_1",
            "1_",
            "1,2,3",
            "1.2.3",
            "1.2,3.4",
            "1,23,456",
            "1.234,567,8",
        ),
        *(
            "%",
            "50%%",
            "1/0",
            "1/2/3",
            "0^-1",
            "-8^0.5",
            "2^",
            "x10^3",
            "²",
            "٣",
            "1;2",
            "4-2",
            "8, 4",
        ),
        "0" * (MOST + 1),
    ],
)
def test_all_else_is_no_number(text):
    with pytest.raises(ValueError, match=r"no number|too long"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "whole", "meanings"),
    [
        ("1,000", False, ("1.000", "1000")),
        ("12,345", False, ("12.345", "12345")),
        ("1.000", True, ("1.000", "1000")),
    ],
)
def test_what_can_be_read_in_two_ways_is_two_numbers(text, whole, meanings):
    with pytest.raises(TwoMeaningsError) as caught:
        read_number(text, whole=whole)
    assert caught.value.meanings == meanings


def test_a_comma_between_thousands_is_as_the_page_writes_whole_numbers():
    assert read_number("1,000", whole=True) == 1000.0


def test_only_a_0_says_0():
    assert read_number("1e-400") == 0.0
    assert not is_zero("1e-400")
    assert not is_zero("1/1e999")
    assert all(map(is_zero, ("0", "0.000", "-0", "0e5", "0 %", "0^3")))
