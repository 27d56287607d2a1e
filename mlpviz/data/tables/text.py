"""CSV and TSV to columns: how the text is divided, what stands before tenths, where names are."""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice
from typing import Any, NamedTuple

from mlpviz.data.tables.bounds import Bounds
from mlpviz.data.tables.columns import INFINITE, NOTHING, of_texts, unique_names
from mlpviz.data.tables.failure import drawn, failure, require_columns, require_rows
from mlpviz.data.tables.table import Column
from mlpviz.engine.faults import show
from mlpviz.words import counted, whole

DELIMITERS = {"\t": "a tab", ";": "a semicolon", "|": "a bar", ",": "a comma"}  # in this order
LOOKED_AT = 50  # lines
SAME = 0.9  # share of lines that have as many cells
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
POINT = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


class Way(NamedTuple):
    """How a text is divided: its delimiter, the sign before tenths, whether names come first."""

    delimiter: str
    decimal: str
    named: bool


def columns_of(text: str, bounds: Bounds, draw: bool) -> tuple[list[Column], list[str]]:
    """The columns of a text, and what was found out of how it is written.

    With ``draw``, a table with too many rows is as many of them as are allowed, drawn by chance.
    Raises TableError for what is no such table.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\f\v")
    if not text.strip():
        raise failure("file", "", "It is empty: a table has a line of names, and a line a sample.")
    way = way_of(text)
    _require_modest(text, way, bounds, draw)
    frame = _parsed(text, way)
    given = list(frame.iloc[0].fillna("")) if way.named else _numbered(frame.shape[1])
    names, notes = unique_names(given)
    rows = frame.iloc[1:] if way.named else frame
    rows = rows[~(rows.fillna("") == "").all(axis=1)]
    if not len(rows):
        message = (
            f"It has {counted(len(names), 'name')} in its first line and no row below: 0 samples."
        )
        raise failure("rows", 0, message)
    if len(rows) > bounds.rows:
        notes.append(drawn(len(rows), bounds))
        rows = rows.sample(int(bounds.rows), random_state=0).sort_index()
    found = [of_texts(name, rows.iloc[:, i], way.decimal) for i, name in enumerate(names)]
    return found, [*_told(way), *notes]


def way_of(text: str) -> Way:
    """How a text is divided. Raises TableError if it has one column alone."""
    lines = [line for line in islice(StringIO(text), 4 * LOOKED_AT) if line.strip()]
    sample = "".join(lines[:LOOKED_AT])
    shares = {sign: _alike(sample, sign) for sign in DELIMITERS}
    fits = [sign for sign, (share, most) in shares.items() if most > 1 and share >= SAME]
    some = max(shares, key=lambda sign: (shares[sign][1] > 1, shares[sign][0]))
    if not fits and shares[some][1] < 2:
        message = (
            f"It has one column, {show(lines[0].strip())}, and a table has two at least: features "
            "and a target. Cells stand apart by a comma, a semicolon, a tab or a bar."
        )
        raise failure("columns", 1, message)
    sign = fits[0] if fits else some
    rows = list(_rows(sample, sign))
    cells = [cell.strip() for row in rows for cell in row]
    comma = sign != "," and sum(map(bool, map(COMMA.fullmatch, cells))) > sum(
        map(bool, map(POINT.fullmatch, cells))
    )
    return Way(sign, "," if comma else ".", _named(rows))


def _alike(sample: str, sign: str) -> tuple[float, int]:
    """The share of lines that have as many cells as most have, and how many those are."""
    counts = Counter(len(row) for row in _rows(sample, sign))
    if not counts:
        return 0.0, 0
    n, lines = counts.most_common(1)[0]
    return lines / counts.total(), n


def _rows(sample: str, sign: str) -> Any:
    try:
        yield from (row for row in csv.reader(StringIO(sample), delimiter=sign) if row)
    except csv.Error:  # a cell without an end: what came before it will do
        return


def _named(rows: list[list[str]]) -> bool:
    """Whether the first line are names: no number is among them, or else it is like the others."""
    first = [cell.strip() for cell in rows[0]]
    numbers = [cell for cell in first if NUMBER.fullmatch(cell) or cell.lower() in INFINITE]
    if not numbers:
        return True
    below = [row for row in rows[1:] if len(row) == len(first)]
    turns = sum(
        not NUMBER.fullmatch(cell)
        and cell.lower() not in NOTHING
        and all(NUMBER.fullmatch(row[i].strip()) for row in below)
        for i, cell in enumerate(first)
    )
    return bool(below) and turns > 0


def _numbered(n: int) -> list[str]:
    return [f"column {i + 1}" for i in range(n)]


def _require_modest(text: str, way: Way, bounds: Bounds, draw: bool) -> None:
    """Look at how large it is before it is taken apart."""
    n = max((len(row) for row in islice(_rows(text[:1_000_000], way.delimiter), 2)), default=0)
    require_columns(n, bounds.columns)
    if text.count("\n") + 1 - way.named > bounds.rows:
        require_rows(_counted(text, way), bounds, draw)


def _counted(text: str, way: Way) -> int:
    """Rows below the names; a quoted cell may have several lines."""
    rows = sum(1 for row in _rows(text, way.delimiter) if any(map(str.strip, row)))
    return rows - way.named


def _parsed(text: str, way: Way) -> Any:
    """The cells as texts, in a frame of pandas."""
    from pandas import read_csv  # only where a table is read
    from pandas.errors import EmptyDataError, ParserError

    try:
        return read_csv(
            StringIO(text),
            sep=way.delimiter,
            header=None,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=True,
            skipinitialspace=True,
        )
    except (EmptyDataError, ParserError) as error:
        raise failure("file", str(error), _ragged(str(error))) from error


def _ragged(words: str) -> str:
    """What pandas says of a text that it cannot take apart, in our words."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", words):
        expected, line, saw = map(int, found.groups())
        return (
            f"Line {whole(line)} has {counted(saw, 'cell')}, and the lines above have "
            f"{whole(expected)}: put quotes around a cell that holds the sign between cells."
        )
    if found := re.search(r"EOF inside string starting at row (\d+)", words):
        line = int(found[1]) + 1
        return f"A quote that opens in line {whole(line)} is never closed: close it, or remove it."
    return f"It cannot be taken apart into cells: {words.strip()}."


def _told(way: Way) -> list[str]:
    notes = []
    if way.delimiter not in ",\t":
        notes.append(f"Cells stand apart by {DELIMITERS[way.delimiter]}.")
    if way.decimal == ",":
        notes.append("A comma stands before tenths.")
    if not way.named:
        notes.append("The first line holds numbers, so columns have no names.")
    return notes
