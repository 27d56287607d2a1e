"""Tables of one's own: bytes to typed columns, and those to a ``Dataset``."""

from mlpviz.data.tables.bounds import CATEGORIES, CLASSES, INPUTS, Bounds
from mlpviz.data.tables.failure import TableError, TooManyRowsError
from mlpviz.data.tables.guess import (
    DROP,
    MEDIAN,
    Choices,
    guessed,
    guessed_left_out,
    guessed_task,
    why_left_out,
)
from mlpviz.data.tables.making import Made, dataset_of
from mlpviz.data.tables.reading import PASTED, read_pasted, read_table
from mlpviz.data.tables.table import CATEGORY, EMPTY, NUMBER, Column, Table

__all__ = [
    "CATEGORIES",
    "CATEGORY",
    "CLASSES",
    "DROP",
    "EMPTY",
    "INPUTS",
    "MEDIAN",
    "NUMBER",
    "PASTED",
    "Bounds",
    "Choices",
    "Column",
    "Made",
    "Table",
    "TableError",
    "TooManyRowsError",
    "dataset_of",
    "guessed",
    "guessed_left_out",
    "guessed_task",
    "read_pasted",
    "read_table",
    "why_left_out",
]
