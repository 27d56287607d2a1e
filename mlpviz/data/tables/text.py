"""CSV and TSV to columns: how the text is divided, what stands before tenths, where names are."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from mlpviz.data.tables.bounds import CELL, SIGNS, Bounds, on
from mlpviz.data.tables.cells import Cells, cells_of
from mlpviz.data.tables.columns import (
    INFINITE,
    NOTHING,
    of_texts,
    unique_names,
    written_notes,
)
from mlpviz.data.tables.failure import drawn, failure, require_columns, require_rows
from mlpviz.data.tables.lines import (
    LOOKED_AT,
    Body,
    body_of,
    is_word,
    lines_of,
    note_above,
    rows_of,
    with_names,
    with_tabs,
    without_bars,
    without_titles,
)
from mlpviz.data.tables.table import Table
from mlpviz.engine.faults import show
from mlpviz.words import counted, whole

DELIMITERS = {"\t": "a tab", ";": "a semicolon", "|": "a bar", ",": "a comma"}  # in this order
STEP = 500  # rows that are counted at a time
WIDE = 100  # cells of a line that are looked at
SAME = 0.9  # share of lines that have as many cells
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
POINT = re.compile(r"[+-]?\d*\.\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


class Way(NamedTuple):
    """How a text is divided: its delimiter, the sign before tenths, whether names come first."""

    delimiter: str
    decimal: str
    named: bool


def table_of_text(title: str, text: str, bounds: Bounds, draw: bool) -> Table:
    """The table that a text holds; its notes say how the text is written.

    With ``draw``, a table with too many rows is as many of them as are allowed, drawn by chance.
    Raises TableError for what is no such table.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        bounds.pause()
        text = text.replace("\r", "\n")
    text = text.strip("\n\f\v")
    if not text.strip():
        raise failure("file", "", "It is empty: a table has a line of names, and a line a sample.")
    bounds.pause()
    _require_lines(text, bounds)
    bounds.pause()
    body, sign = divided(text, bounds.pause)
    bounds.pause()
    _require_narrow(body.text, sign, bounds)
    way = way_of(body.text, sign)
    bounds.pause()
    _require_modest(body.text, way, bounds, draw)
    cells = cells_of(body, way.delimiter, way.named, bounds)
    bounds.pause()
    given, rows = _named_alone(cells)
    bounds.pause()
    names, notes, warnings = unique_names(given)
    if not len(rows):
        message = (
            f"It has {counted(len(names), 'name')} in its first line and no row below: 0 samples."
        )
        raise failure("rows", 0, message)
    require_columns(len(names), bounds.columns)
    if len(rows) > bounds.rows:
        notes.append(drawn(len(rows), bounds))
        rows = rows.sample(int(bounds.rows), random_state=0).sort_index()
    found = []
    for i, name in enumerate(names):
        bounds.pause()
        found.append(of_texts(name, rows.iloc[:, i], way.decimal, bounds.pause))
    notes = [*note_above(body.above), *_told(way), *notes, *written_notes(found)]
    return Table(title, tuple(found), tuple(notes), warnings=tuple(warnings))


def divided(text: str, pause: Callable[[], object] = on) -> tuple[Body, str]:
    """The lines of the table in a text, and what stands between their cells.

    ``pause`` is called between two steps. Raises TableError if it has one column alone.
    """
    body = body_of(text)
    sign = body.sign or _sign_of(body.text, pause)
    if not sign:
        body = body._replace(text=with_tabs(body.text, pause), comment=with_tabs(body.comment))
        sign = "\t"
    if sign == "|":
        body = body._replace(text=without_bars(body.text, pause))
    pause()
    body = without_titles(body, sign)
    pause()
    return with_names(body, sign), sign


def _sign_of(text: str, pause: Callable[[], object]) -> str:
    """What stands between cells; nothing where spaces do."""
    lines = [line for line in islice(lines_of(text), 4 * LOOKED_AT) if line.strip()]
    sample = "".join(lines[:LOOKED_AT])
    shares = {}
    for sign in DELIMITERS:
        shares[sign] = _alike(sample, sign)
        pause()
    fits = [sign for sign, (share, most) in shares.items() if most > 1 and share >= SAME]
    some = max(shares, key=lambda sign: (shares[sign][1] > 1, shares[sign][0]))
    if not fits and shares[some][1] < 2:
        if _in_gaps(with_tabs(sample, pause)):
            return ""
        first = lines[0].strip() if lines else ""
        message = (
            f"It has one column, {show(first)}, and a table has two at least: features and a "
            "target. Cells stand apart by a comma, a semicolon, a tab or a bar."
        )
        raise failure("columns", 1, message)
    return fits[0] if fits else some


def _in_gaps(sample: str) -> bool:
    """Whether spaces stand between cells: as many in each line, and half of them numbers."""
    share, most = _alike(sample, "\t")
    cells = [cell for row in list(rows_of(sample, "\t"))[1:] for cell in row]
    numbers = sum(map(bool, map(NUMBER.fullmatch, cells)))
    return most > 1 and share >= SAME and numbers >= len(cells) / 2 > 0


def way_of(text: str, sign: str) -> Way:
    """How a text is divided by ``sign``."""
    rows = list(rows_of(text, sign, LOOKED_AT))
    cells = [cell.strip() for row in rows for cell in row[:WIDE]]
    comma = sign != "," and sum(map(bool, map(COMMA.fullmatch, cells))) > sum(
        map(bool, map(POINT.fullmatch, cells))
    )
    return Way(sign, "," if comma else ".", _named(rows))


def _alike(sample: str, sign: str) -> tuple[float, int]:
    """The share of lines that have as many cells as most have, and how many those are."""
    counts = Counter(len(row) for row in rows_of(sample, sign))
    if not counts:
        return 0.0, 0
    n, lines = counts.most_common(1)[0]
    return lines / counts.total(), n


def _named(rows: list[list[str]]) -> bool:
    """Whether the first line are names.

    They are if no number is among them, if one stands above nothing but numbers without being one,
    or if a word stands above words of which each is there again.
    """
    first = [cell.strip() for cell in rows[0]]
    numbers = [cell for cell in first if NUMBER.fullmatch(cell) or cell.lower() in INFINITE]
    if not numbers:
        return True
    below = [row for row in rows[1:] if len(row) == len(first)]
    columns = [[row[i].strip() for row in below] for i in range(len(first))]
    return bool(below) and any(
        not NUMBER.fullmatch(cell)
        and cell.lower() not in NOTHING
        and (all(map(NUMBER.fullmatch, column)) or _alone(cell, column))
        for cell, column in zip(first, columns, strict=True)
    )


def _alone(cell: str, column: list[str]) -> bool:
    """Whether a word is not one of a column's, each of which is there twice at least."""
    counts = Counter(column)
    return cell not in counts and all(map(is_word, counts)) and min(counts.values()) > 1


def _named_alone(cells: Cells) -> tuple[list[str], Any]:
    """Names and rows, without columns that have neither a name nor anything in a cell."""
    keep = [
        bool(str(name).strip()) or filled
        for name, filled in zip(cells.names, cells.filled, strict=True)
    ]
    names = [str(name) for name, kept in zip(cells.names, keep, strict=True) if kept]
    return names, cells.rows.loc[:, keep]


def _require_lines(text: str, bounds: Bounds) -> None:
    """Raise TableError for a line so long that looking at it takes long."""
    for line in _long_lines(text, bounds):
        most = max(map(line.count, DELIMITERS))
        require_columns(2 if most <= SIGNS else most + 1, bounds.columns)
        if len(line) > bounds.columns * CELL:
            message = (
                f"It has a line of {counted(len(line), 'character')}, more than "
                f"{counted(int(bounds.columns), 'cell')} of {whole(CELL)} have: that is no row."
            )
            raise failure("file", len(line), message)


def _long_lines(text: str, bounds: Bounds) -> Iterator[str]:
    """Lines longer than ``SIGNS``. What lies between two ends of lines nearer than that has none,
    however many short ones it holds.
    """
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + SIGNS + 1)
        if end < 0:
            end = text.find("\n", start) if start + SIGNS < len(text) else len(text)
            end = len(text) if end < 0 else end
            if end - start > SIGNS:
                yield text[start:end]
                bounds.pause()
        start = end + 1


def _require_narrow(text: str, sign: str, bounds: Bounds) -> None:
    """Look at how many columns it has before it is taken apart."""
    first = rows_of(text, sign, 2)
    require_columns(max(map(_filled, first), default=0), bounds.columns)


def _require_modest(text: str, way: Way, bounds: Bounds, draw: bool) -> None:
    """Look at how many rows it has before it is taken apart."""
    if text.count("\n") + 1 - way.named > bounds.rows:
        require_rows(_counted(text, way, bounds), bounds, draw)


def _filled(row: list[str]) -> int:
    """How many cells a row has up to the last one that holds something, and 2 at least."""
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=2)


def _counted(text: str, way: Way, bounds: Bounds) -> int:
    """Rows below the names; a quoted cell may have several lines."""
    n = 0
    for place, row in enumerate(rows_of(text, way.delimiter)):
        n += any(map(str.strip, row))
        if place % STEP == 0:
            bounds.pause()
    return n - way.named


def _told(way: Way) -> list[str]:
    notes = []
    if way.delimiter not in ",\t":
        notes.append(f"Cells stand apart by {DELIMITERS[way.delimiter]}.")
    if way.decimal == ",":
        notes.append("A comma stands before tenths.")
    if not way.named:
        notes.append("The first line holds numbers, so columns have no names.")
    return notes
