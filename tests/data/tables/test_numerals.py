"""How people write numbers in cells, and what is no number however much it looks like one."""

import pandas as pd
import pytest

from mlpviz.data.tables import read_pasted
from mlpviz.data.tables.numerals import read_numbers

# What stands before tenths in the file, cells, the numbers in them, and what is said.
WRITTEN = [
    (".", ["1,234", "12", "1,234,567.5"], [1234, 12, 1234567.5], ["a comma stands between"]),
    (".", ["0,5", "1,25"], [0.5, 1.25], ["a comma stands before tenths"]),
    (".", ["1.234,5", "12,5"], [1234.5, 12.5], ["a point stands between", "a comma stands before"]),
    (",", ["1.234", "12,5", "1.234.567,8"], [1234, 12.5, 1234567.8], ["a point stands between"]),
    (",", ["1.5", "2,5"], [1.5, 2.5], []),
    (",", ["1e-3", "2,5e3", None], [0.001, 2500, None], []),
    (".", ["$1,234.50", "-$3", "$-3"], [1234.5, -3, -3], ["$ is left away", "a comma"]),
    (".", ["12 %", "3.5%"], [12, 3.5], ["% is left away"]),
    (",", ["1.234,50 €", "5 €"], [1234.5, 5], ["€ is left away", "a point stands between"]),
    (".", ["−1.5", "–2"], [-1.5, -2], []),
    (".", ["1'234.50", "12"], [1234.5, 12], ["a space or an apostrophe"]),
    (",", ["1\u202f234,5", "1\u00a0000"], [1234.5, 1000], ["a space or an apostrophe"]),
]
NONE = ["030 123 456", "2024-01-05", "05.01.2024", "12:30", "a,b", "1,2,3", "C-12", "5 cm", "0x10"]


@pytest.mark.parametrize(("decimal", "cells", "numbers", "told"), WRITTEN)
def test_numbers_are_read_as_they_were_meant(decimal, cells, numbers, told):
    found, ways = read_numbers(pd.Series(cells, dtype=object), decimal)
    assert found.tolist() == pytest.approx(
        [float("nan") if n is None else n for n in numbers], nan_ok=True
    )
    assert len(ways) == len(told)
    assert all(way.startswith(start) for way, start in zip(ways, told, strict=True))


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("cell", NONE)
def test_what_is_no_number_stays_text(cell, decimal):
    found, _ = read_numbers(pd.Series([cell, "12"], dtype=object), decimal)
    assert found.tolist() == pytest.approx([float("nan"), 12], nan_ok=True)


def test_how_numbers_are_written_is_said_for_all_columns_at_once():
    table = read_pasted("price\tcost\tkind\n$1\t$2\ta\n$3\t$4\tb\n")
    assert "In 'price' and 'cost' $ is left away." in table.notes
    assert table["price"].numbers.tolist() == [1, 3]
    mixed = read_pasted("price\tkind\n$a\ta\n%b\tb\n")
    assert mixed.notes == ()
