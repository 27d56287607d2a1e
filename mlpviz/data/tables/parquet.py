"""Parquet to columns. Its directory is looked at first: rows, columns, types and sizes."""

from io import BytesIO
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.tables.bounds import Bounds
from mlpviz.data.tables.columns import of_numbers, of_texts, require_short, unique_names
from mlpviz.data.tables.failure import (
    TableError,
    drawn,
    failure,
    require_columns,
    require_rows,
)
from mlpviz.data.tables.pages import unpacked_size
from mlpviz.data.tables.table import Column, Table
from mlpviz.engine.faults import show
from mlpviz.words import agreeing, counted, listed, megabytes

MAGIC = b"PAR1"
AT_A_TIME = 100_000  # cells that are read between two pauses
DAMAGED = "It is damaged or cut off. Write it once more, and upload it when that has finished."
MISSING = (
    "Parquet is read by pyarrow, which is not installed here: save the table as CSV, or install "
    "pyarrow."
)


def table_of_parquet(title: str, content: bytes, bounds: Bounds, draw: bool) -> Table:
    """The table that a Parquet file holds.

    Raises TableError for what is none, is encrypted, or would be too large in memory.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise failure("file", title, MISSING) from error
    try:
        most = len(content)
        file = ParquetFile(
            BytesIO(content),
            thrift_string_size_limit=most,
            thrift_container_size_limit=most,
        )
        usable, others = _sorted(file)
        _require_modest(file, content, bounds, draw, usable)
        texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        bounds.pause()
        file = ParquetFile(BytesIO(content), read_dictionary=texts)
        n = file.metadata.num_rows
        rows = _drawn_rows(n, bounds)
        given, parts = _read(file, usable if others else None, rows, bounds)
    except TableError:
        raise
    except (ArrowException, OSError, OverflowError, ValueError, NotImplementedError) as error:
        encrypted = "encrypt" in str(error).lower()
        way = "It is encrypted: write it without a key." if encrypted else DAMAGED
        raise failure("file", title, way) from error
    names, notes, warnings = unique_names(given)
    if len(rows) < n:
        notes.append(drawn(n, bounds))
    columns = []
    for name, values in zip(names, parts, strict=True):
        bounds.pause()
        columns.append(_column(name, values, bounds))
    return Table(title, tuple(columns), tuple(notes), warnings=(*_left_out(others), *warnings))


def _drawn_rows(n: int, bounds: Bounds) -> Array:
    """The places of all n rows, or of as many as are allowed."""
    if n <= bounds.rows:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).permutation(n)[: int(bounds.rows)])


def _read(
    file: Any, usable: list[str] | None, rows: Array, bounds: Bounds
) -> tuple[list[str], list[list[Any]]]:
    """Names of the columns, and of each the values of these rows: arrays, or lists of texts."""
    names = [name for name in file.schema_arrow.names if usable is None or name in usable]
    parts: list[list[Any]] = [[] for _ in names]
    start = 0
    for batch in file.iter_batches(
        max(AT_A_TIME // len(names), 1), columns=usable, use_threads=False
    ):
        here = rows[(rows >= start) & (rows < start + batch.num_rows)] - start
        start += batch.num_rows
        for part, name, values in zip(parts, names, batch.columns, strict=True):
            part.append(_values(name, values, here))
            bounds.pause()
    return names, parts


def _sorted(file: Any) -> tuple[list[str], list[Any]]:
    """The names of the columns that can be used, and the fields that cannot."""
    fields = list(file.schema_arrow)
    others = [field for field in fields if not (_is_number(field.type) or _is_text(field.type))]
    names = {field.name for field in others}
    return [field.name for field in fields if field.name not in names], others


def _left_out(others: list[Any]) -> list[str]:
    """What is said of columns that cannot be used."""
    if not others:
        return []
    kinds = listed([f"{show(field.name)} ({field.type})" for field in others], most=3)
    what = agreeing(len(others), "is", "are")
    return [
        f"{counted(len(others), 'column')} {what} left out, since a column holds numbers, text, "
        f"dates or truth values: {kinds}."
    ]


def _require_modest(
    file: Any, content: bytes, bounds: Bounds, draw: bool, usable: list[str]
) -> None:
    """Look at the directory alone, and at what each page says that it holds."""
    told = file.metadata
    require_columns(len(file.schema_arrow), bounds.columns)
    if len(usable) < 2:
        n = counted(len(usable), "column")
        message = f"{n} of its {len(file.schema_arrow)} can be used, and a table has two at least"
        kinds = _left_out([field for field in file.schema_arrow if field.name not in usable])
        raise failure("columns", usable, " ".join([f"{message}: features and a target.", *kinds]))
    require_rows(n := told.num_rows, bounds, draw)
    within = tuple(f"{name}." for name in usable)  # which pyarrow reads along with them
    chunks = []
    for g in range(told.num_row_groups):
        group = told.row_group(g)
        for chunk in map(group.column, range(group.num_columns)):
            if (path := chunk.path_in_schema) in usable or path.startswith(within):
                chunks.append((g, chunk))
        bounds.pause()
    if any(chunk.num_values != told.row_group(g).num_rows for g, chunk in chunks):
        raise failure("file", n, DAMAGED)
    size = max(
        sum(chunk.total_uncompressed_size for _, chunk in chunks),
        unpacked_size(content, (chunk for _, chunk in chunks), bounds.pause),
    )
    if size > bounds.size:
        message = (
            f"Unpacked it has {megabytes(size)}, and {megabytes(bounds.size)} is the most here: "
            "take fewer rows or columns."
        )
        raise failure("file", size, message)


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return bool(
        types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_boolean(kind)
        or types.is_decimal(kind)
    )


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    inner = kind.value_type if types.is_dictionary(kind) else kind
    return bool(
        types.is_string(inner)
        or types.is_large_string(inner)
        or types.is_string_view(inner)
        or types.is_date(inner)
        or types.is_timestamp(inner)
        or types.is_null(inner)
    )


def _column(name: str, parts: list[Any], bounds: Bounds) -> Column:
    """The column of values that were read a part after the other."""
    if isinstance(parts[0], np.ndarray):
        return of_numbers(name, np.concatenate(parts))
    return of_texts(name, [text for part in parts for text in part], pause=bounds.pause)


def _values(name: str, read: Any, rows: Array) -> Array | list[str]:
    """Numbers, or texts, of these rows of a part of a column."""
    from pyarrow import compute, types

    if _is_number(read.type):
        numbers: Array = read.take(rows).cast("double", safe=False).to_numpy(zero_copy_only=False)
        return numbers
    texts = read.dictionary if types.is_dictionary(read.type) else read
    if types.is_string(texts.type) or types.is_large_string(texts.type):
        require_short(name, compute.max(compute.utf8_length(texts)).as_py() or 0)
    return ["" if value is None else str(value) for value in read.take(rows).to_pylist()]
