"""Columns of text to typed columns: what is a number, what is missing, what names are."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.tables.bounds import CELL, NAME, on
from mlpviz.data.tables.failure import failure
from mlpviz.data.tables.numerals import read_numbers
from mlpviz.data.tables.table import CATEGORY, EMPTY, NUMBER, Column
from mlpviz.engine.faults import show
from mlpviz.words import counted, listed, whole

# What stands in cells for nothing, in lower case.
NOTHING = (
    *("", "na", "n/a", "n.a.", "<na>", "nan", "nat", "null", "(null)", "none", "nil", "missing"),
    *("?", "-", "--", "–", "—", ".", "..", "..."),
    *("#n/a", "#na", "#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!"),  # Excel's
)
INFINITE = ("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "-∞")
LONGEST = 100  # characters of a number: longer cells are not searched for one
NO_NUMBER = "x"  # stands for those
MOSTLY = 0.5  # share of cells that hold numbers, from which on the column is one of numbers


def of_texts(name: str, cells: Any, decimal: str = ".", pause: Callable[[], object] = on) -> Column:
    """The column of ``cells`` [n] of text; ``decimal`` is what stands before tenths.

    ``pause`` is called between two steps.
    """
    from pandas import Series  # only where a table is read

    stripped = Series(cells, dtype=object).fillna("").astype(str).str.strip()
    pause()
    lengths = stripped.str.len()
    require_short(name, int(lengths.max()))
    short = stripped.mask(lengths > LONGEST, NO_NUMBER)
    low = short.str.lower()
    missing = low.isin(NOTHING).to_numpy(bool)
    infinite = low.isin(INFINITE).to_numpy(bool)
    numbers, written = read_numbers(short.mask(missing | infinite, None), decimal)
    pause()
    numbers = np.where(infinite, np.where(low.str.startswith("-"), -np.inf, np.inf), numbers)
    texts = stripped.mask(missing, "").to_numpy(object)
    return _typed(name, texts, numbers, missing, written)


def require_short(name: str, longest: int) -> None:
    """Raise TableError if the longest cell of a column, in characters, is no word any more."""
    if longest > CELL:
        message = (
            f"Column {show(name)} has a cell of {counted(longest, 'character')}, and {whole(CELL)} "
            "is the most: leave the column out."
        )
        raise failure(name, longest, message)


def of_numbers(name: str, values: Array) -> Column:
    """The column of ``values`` [n], numbers or truth values; NaN is missing."""
    numbers = values.astype(np.float64)
    missing = np.isnan(numbers)
    kind = EMPTY if missing.all() else NUMBER
    return Column(name, kind, _no_texts(len(numbers)), numbers, missing)


def _typed(
    name: str, texts: Array, numbers: Array, missing: Array, written: tuple[str, ...]
) -> Column:
    there = int((~missing).sum())
    share = (~np.isnan(numbers) & ~missing).sum() / max(there, 1)
    kind = EMPTY if not there else NUMBER if share >= MOSTLY else CATEGORY
    if kind == NUMBER and np.isfinite(numbers[~missing]).all():
        texts = _no_texts(len(texts))
    return Column(name, kind, texts, numbers, missing, written if kind == NUMBER else ())


def _no_texts(n: int) -> Array:
    return np.broadcast_to(np.array("", object), n)


def written_notes(columns: Sequence[Column]) -> list[str]:
    """What is to be said of how numbers are written, where that is not plain."""
    found: dict[str, list[str]] = {}
    for column in columns:
        for way in column.written:
            found.setdefault(way, []).append(show(column.name))
    return [f"In {listed(names, most=3)} {way}." for way, names in found.items()]


def numbered(place: int) -> str:
    """What a column without a name is called."""
    return f"column {place + 1}"


def unique_names(given: Sequence[object]) -> tuple[list[str], list[str], list[str]]:
    """A name for each column, each another; notes, and warnings of names that stand twice."""
    names = [_cut(" ".join(str(name).split())) for name in given]
    notes = list[str]()
    unnamed = [i + 1 for i, name in enumerate(names) if not name]
    if unnamed:
        columns = listed([f"{i}" for i in unnamed], most=5)
        which = "Column" if len(unnamed) == 1 else "Columns"
        notes.append(f"{which} {columns} had no name and got one.")
    found = apart([name or numbered(i) for i, name in enumerate(names)], names)
    twice = [name for name, n in Counter(filter(None, names)).items() if n > 1]
    warnings = [_twice(name, names, found) for name in twice[:5]]
    if len(twice) > 5:
        warnings.append(f"{counted(len(twice) - 5, 'more name')} stand twice.")
    return found, notes, warnings


def apart(wanted: Sequence[str], taken: Sequence[str]) -> list[str]:
    """``wanted`` with a number behind each that is there already, or is another one of ``taken``.

    The place of a name in ``taken`` is its own place in ``wanted``.
    """
    found: dict[str, None] = {}
    others, tried = set(taken), Counter[str]()
    for own, name in zip(taken, wanted, strict=True):
        fresh, k = name, tried[name] + 1
        while fresh in found or (fresh != own and fresh in others):
            k += 1
            fresh = f"{name} ({k})"
        tried[name] = k - 1
        found[fresh] = None
    return list(found)


def _twice(name: str, names: Sequence[str], found: Sequence[str]) -> str:
    """What is said of a name that several columns have."""
    n = names.count(name)
    now = [show(new) for new, old in zip(found, names, strict=True) if old == name]
    return (
        f"{counted(n, 'column')} have the name {show(name)}, and 1 can have it: here they are "
        f"called {listed(now, most=4)}. Rename them in the file, or leave out those that you do "
        "not need."
    )


def _cut(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
