"""Parquet to columns. Its directory is looked at first: rows, columns, types and sizes."""

from io import BytesIO
from typing import Any

import numpy as np

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
from mlpviz.words import listed, megabytes

MAGIC = b"PAR1"
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
        _require_modest(file, content, bounds, draw)
        texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
        found = ParquetFile(BytesIO(content), read_dictionary=texts).read(use_threads=False)
    except TableError:
        raise
    except (ArrowException, OSError, OverflowError, ValueError, NotImplementedError) as error:
        encrypted = "encrypt" in str(error).lower()
        way = "It is encrypted: write it without a key." if encrypted else DAMAGED
        raise failure("file", title, way) from error
    names, notes = unique_names(found.column_names)
    rows = np.arange(found.num_rows)
    if len(rows) > bounds.rows:
        few = int(bounds.rows)
        rows = np.sort(np.random.default_rng(0).permutation(len(rows))[:few])
        notes.append(drawn(found.num_rows, bounds))
    columns = [_column(name, found.column(i), rows) for i, name in enumerate(names)]
    return Table(title, tuple(columns), tuple(notes))


def _require_modest(file: Any, content: bytes, bounds: Bounds, draw: bool) -> None:
    """Look at the directory alone, and at what each page says that it holds."""
    told = file.metadata
    fields = list(file.schema_arrow)
    nested = [
        field.name for field in fields if not (_is_number(field.type) or _is_text(field.type))
    ]
    if nested:
        kinds = listed([f"{show(f.name)} ({f.type})" for f in fields if f.name in nested], most=3)
        message = f"A column holds numbers, text or truth values, and not: {kinds}. Leave it out."
        raise failure("columns", nested, message)
    require_columns(len(fields), bounds.columns)
    require_rows(n := told.num_rows, bounds, draw)
    chunks = [
        (g, told.row_group(g).column(c))
        for g in range(told.num_row_groups)
        for c in range(told.row_group(g).num_columns)
    ]
    if any(chunk.num_values != told.row_group(g).num_rows for g, chunk in chunks):
        raise failure("file", n, DAMAGED)
    size = max(
        sum(chunk.total_uncompressed_size for _, chunk in chunks),
        unpacked_size(content, (chunk for _, chunk in chunks)),
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
        or types.is_date(inner)
        or types.is_timestamp(inner)
        or types.is_null(inner)
    )


def _column(name: str, chunked: Any, rows: Any) -> Column:
    """A column of the file, of these rows alone."""
    from pyarrow import compute, types

    if _is_number(chunked.type):
        return of_numbers(name, chunked.take(rows).cast("double", safe=False).to_numpy())
    whole_column = chunked.combine_chunks()
    texts = whole_column.dictionary if types.is_dictionary(chunked.type) else whole_column
    if types.is_string(texts.type) or types.is_large_string(texts.type):
        require_short(name, compute.max(compute.utf8_length(texts)).as_py() or 0)
    values = whole_column.take(rows).to_pylist()
    return of_texts(name, ["" if value is None else str(value) for value in values])
