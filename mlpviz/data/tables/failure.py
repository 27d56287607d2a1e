"""Why a table cannot be read or used: one exception, whose message says what to do instead."""

from mlpviz.data.errors import DataError
from mlpviz.data.tables.bounds import ROWS_DRAWN, Bounds
from mlpviz.engine.faults import Fault
from mlpviz.words import counted, whole


class TableError(DataError):
    """A table cannot be read, or nothing can be learned from it as asked.

    Each fault's message names what is wrong, the number that broke a limit, and the way out.
    """


class TooManyRowsError(TableError):
    """A table has more rows than are allowed, and some of them could be drawn."""


def failure(field: str, value: object, message: str) -> TableError:
    """The exception of a single fault."""
    return TableError([Fault(field, value, message)])


def require_rows(n: int, bounds: Bounds, draw: bool) -> None:
    """Raise TableError for a table of n rows if that is none, or more than may be there.

    With ``draw`` as many as are allowed are drawn of up to 20 times as many.
    """
    if n < 1:
        raise failure("rows", n, "It has 0 rows: a table needs a row for each sample.")
    if n <= bounds.rows or (draw and n <= bounds.rows * ROWS_DRAWN):
        return
    most = whole(bounds.rows)
    message = f"It has {counted(n, 'row')}, and {most} is the most here: take fewer"
    if n > bounds.rows * ROWS_DRAWN:
        raise failure("rows", n, f"{message}.")
    message = f"{message}, or have as many drawn by chance."
    raise TooManyRowsError([Fault("rows", n, message)])


def require_columns(n: int, most: float) -> None:
    """Raise TableError for a table of n columns if that is one, or more than may be there."""
    if n < 2:
        message = "It has 1 column, and a table has at least two: features and a target."
        raise failure("columns", n, message)
    if n > most:
        limit = whole(most)
        message = f"It has {counted(n, 'column')}, and {limit} is the most here: leave some out."
        raise failure("columns", n, message)


def drawn(n: int, bounds: Bounds) -> str:
    """What is said of a table of n rows of which some were drawn."""
    return f"{whole(bounds.rows)} of its {counted(n, 'row')}, drawn by chance."
