"""Why a table cannot be read or used: one exception, whose message says what to do instead."""

from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault


class TableError(DataError):
    """A table cannot be read, or nothing can be learned from it as asked.

    Each fault's message names what is wrong, the number that broke a limit, and the way out.
    """


class TooManyRowsError(TableError):
    """A table has more rows than are allowed, and some of them could be drawn."""


def failure(field: str, value: object, message: str) -> TableError:
    """The exception of a single fault."""
    return TableError([Fault(field, value, message)])
