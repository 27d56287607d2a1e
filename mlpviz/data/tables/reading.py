"""``read_table``: a stranger's file as a table of typed columns, bounded in every way.

What it is, its first bytes tell, whatever its name says. CSV and TSV are text, and are read by
pandas; Parquet by pyarrow. Neither is imported before there is a table to read.
"""

from dataclasses import replace

from mlpviz.data.tables.arrays import table_of_npz
from mlpviz.data.tables.bounds import Bounds
from mlpviz.data.tables.decoding import decoded, language, signature
from mlpviz.data.tables.failure import TableError, failure
from mlpviz.data.tables.parquet import MAGIC, table_of_parquet
from mlpviz.data.tables.table import Table
from mlpviz.data.tables.text import table_of_text
from mlpviz.engine.faults import Fault
from mlpviz.words import megabytes

PASTED = "Pasted table"
ZIP = b"PK\x03\x04"
WORKBOOK = b"[Content_Types].xml"


def read_table(
    title: str, content: bytes, bounds: Bounds | None = None, draw: bool = False
) -> Table:
    """The table in a file: CSV, TSV, Parquet or NPZ.

    ``title`` is the file's name, ``bounds`` the most that it may have. With ``draw`` a table with
    too many rows is as many of them as are allowed, drawn by chance, the same each time.

    Raises TableError, its message begins with the title, for what cannot be read.
    """
    try:
        return _read(title, content, bounds or Bounds(), draw)
    except TableError as error:
        faults = [
            Fault(fault.field, fault.value, f"{title} cannot be used. {fault.message}")
            for fault in error.faults
        ]
        raise type(error)(faults) from error


def read_pasted(text: str, bounds: Bounds | None = None, draw: bool = False) -> Table:
    """The table in a text that was copied from a spreadsheet. Raises TableError as `read_table`."""
    return read_table(PASTED, text.encode(errors="replace"), bounds, draw)


def _read(title: str, content: bytes, bounds: Bounds, draw: bool) -> Table:
    if len(content) > bounds.size:
        message = (
            f"It has {megabytes(len(content))}, and {megabytes(bounds.size)} is the most here: "
            "take fewer rows or columns."
        )
        raise failure("file", len(content), message)
    if not content.strip():
        raise failure("file", len(content), "It is empty: it has 0 bytes of a table.")
    if content.startswith(MAGIC):
        return table_of_parquet(title, content, bounds, draw)
    if content.startswith(b"PARE"):
        raise failure("file", title, "It is encrypted: write it without a key.")
    if content.startswith(ZIP) and WORKBOOK in content[:4000]:
        message = (
            "It is a workbook (.xlsx or the like): save its sheet as CSV, or copy its cells and "
            "paste them."
        )
        raise failure("file", title, message)
    if content.startswith(b"PK") or title.lower().endswith(".npz"):
        return table_of_npz(title, content, bounds, draw)
    if told := signature(content):
        message = f"It is {told[0]}, whatever its name says. {told[1]}."
        raise failure("file", title, message)
    text, note = decoded(content, bounds.pause)
    bounds.pause()
    if told_text := language(text):
        message = f"It is {told_text}, whatever its name says. Save its table as CSV."
        raise failure("file", title, message)
    table = table_of_text(title, text, bounds, draw)
    return replace(table, notes=tuple(filter(None, (note, *table.notes))))
