"""docs/limits.md says what mlpviz/profiles.py does."""

from math import inf
from pathlib import Path

from mlpviz.profiles import NUMBERS, variable

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "limits.md").read_text(encoding="utf-8")


def as_set(value):
    """A value as its variable can be set to it: 64M, 0.05, inf."""
    for size, letter in ((1e9, "G"), (1e6, "M")):
        if value != inf and value >= size and value % size == 0:
            return f"{value / size:g}{letter}"
    return f"{value:.9g}"


def test_the_table_has_every_number_of_both_profiles():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `MLPVIZ_")]
    assert rows == [
        f"| `{variable(name)}` | {as_set(row.local)} | {as_set(row.hosted)} | {row.help} |"
        for name, row in NUMBERS.items()
    ]
