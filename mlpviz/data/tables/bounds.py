"""How much of a stranger's table is read: each number that may break, at one place."""

from collections.abc import Callable
from typing import NamedTuple

CLASSES = 50  # that a target may have
CATEGORIES = 20  # of a feature, each of which becomes an input
INPUTS = 1024  # of a network, after categories became inputs; an image of 32 x 32 pixels
ROWS_DRAWN = 20  # times as many rows as are allowed may be there to draw some from
CELL = 1_000  # characters
NAME = 200  # characters of a column's name
SIGNS = 5_000  # of one kind in a line that could stand between cells


def on() -> None:
    """A pause of nobody."""


class Bounds(NamedTuple):
    """The most that a table may have.

    size : bytes of the file, packed and unpacked
    rows, columns : of the table
    pause : called between two steps of reading, which take some milliseconds each
    """

    size: float = 200e6
    rows: float = 10_000
    columns: float = 200
    pause: Callable[[], object] = on
