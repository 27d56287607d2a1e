"""The cells of a text, as pandas takes them apart, some at a time."""

import re
from io import StringIO
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.tables.bounds import Bounds
from mlpviz.data.tables.columns import numbered
from mlpviz.data.tables.failure import failure
from mlpviz.data.tables.lines import Body
from mlpviz.words import counted, whole

AT_A_TIME = 200_000  # characters, about, that are taken apart between two pauses


class Cells(NamedTuple):
    """Cells of d columns.

    names : d of them, from the first line if names stand there
    rows : a frame of pandas of texts, "" where nothing stands, without rows of nothing else
    filled : [d], whether anything stands in a column
    """

    names: list[str]
    rows: Any
    filled: Array


def cells_of(body: Body, delimiter: str, named: bool, bounds: Bounds) -> Cells:
    """The cells of a text; ``named`` says whether its first line is one of names.

    Raises TableError if it cannot be taken apart.
    """
    from pandas import concat, read_csv  # only where a table is read
    from pandas.errors import EmptyDataError, ParserError

    rows = max(AT_A_TIME * (body.text.count("\n") + 1) // max(len(body.text), 1), 1)
    parts, filled = list[Any](), list[Array]()
    names: list[str] | None = None
    try:
        for part in read_csv(
            StringIO(body.text),
            chunksize=rows,
            sep=delimiter,
            header=None,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=True,
            skipinitialspace=True,
        ):
            part = part.fillna("")
            bounds.pause()
            if names is None:
                plain = [numbered(i) for i in range(part.shape[1])]
                names = list(part.iloc[0]) if named else plain
                part = part.iloc[1:] if named else part
            there = (part != "").to_numpy(bool)
            parts.append(part[there.any(axis=1)])
            filled.append(there.any(axis=0))
            bounds.pause()
    except (EmptyDataError, ParserError) as error:
        raise failure("file", str(error), _ragged(str(error), body.above)) from error
    assert names is not None  # a text without a row raises EmptyDataError
    return Cells(names, concat(parts), np.any(filled, axis=0))


def _ragged(words: str, above: int) -> str:
    """What pandas says of a text that it cannot take apart, in our words."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", words):
        expected, line, saw = map(int, found.groups())
        return (
            f"Line {whole(line + above)} has {counted(saw, 'cell')}, and the lines above have "
            f"{whole(expected)}: put quotes around a cell that holds the sign between cells."
        )
    if found := re.search(r"EOF inside string starting at row (\d+)", words):
        line = int(found[1]) + 1 + above
        return f"A quote that opens in line {whole(line)} is never closed: close it, or remove it."
    return f"It cannot be taken apart into cells: {words.strip()}."
