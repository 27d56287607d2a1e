"""``Table``: typed columns, as they were read from a file, before anything is made of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpviz.arrays import Array

TEXT = 64  # bytes, about, of a short text
NUMBER, CATEGORY, EMPTY = "numbers", "categories", "empty"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of n rows.

    name : as in the file, and no other column has it
    kind : "numbers" if at least half of the cells that hold something do, "empty", or "categories"
    texts : [n] of text, what stands in the cells; "" where nothing does, and where all are numbers
    numbers : [n], NaN where there is none
    missing : [n] of bool, whether the cell is empty or says that it is
    written : how its numbers are written if not plainly, such as "% is left away"
    """

    name: str
    kind: str
    texts: Array
    numbers: Array
    missing: Array
    written: tuple[str, ...] = ()

    @cached_property
    def strays(self) -> Array:
        """[n] of bool: text where numbers stand, and numbers that are infinite."""
        if self.kind != NUMBER:
            return np.zeros(len(self.missing), bool)
        strays: Array = ~self.missing & ~np.isfinite(self.numbers)
        return strays

    @cached_property
    def n_missing(self) -> int:
        """How many cells hold nothing."""
        return int(self.missing.sum())

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The different texts, in order; numbers by size."""
        here = ~self.missing & ~self.strays
        if self.kind == NUMBER:
            return tuple(said(value) for value in np.unique(self.numbers[here]).tolist())
        return tuple(np.unique(self.texts[here]).tolist())

    @cached_property
    def range(self) -> tuple[float, float] | None:
        """The smallest and the largest finite number, None if there is none."""
        finite = self.numbers[np.isfinite(self.numbers)]
        return (float(finite.min()), float(finite.max())) if finite.size else None

    @cached_property
    def whole(self) -> bool:
        """Whether all its numbers are whole."""
        finite = self.numbers[np.isfinite(self.numbers)]
        return bool(finite.size) and bool((finite == np.floor(finite)).all())


@dataclass(frozen=True, eq=False)
class Table:
    """What was read.

    title : what it is called, such as the file's name
    columns : at least two, of one length
    notes : what was found out of how it is written, sentences
    image_shape : what the columns but the last are the pixels of, if they are
    n_test : rows at the end that the file says are the test, if it does
    warnings : what is wrong and was got round, sentences with the number and the way out
    """

    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    image_shape: tuple[int, ...] | None = None
    n_test: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.columns[0].missing)

    @cached_property
    def nbytes(self) -> int:
        """Bytes that it takes, texts as if each were its own."""
        return sum(
            column.numbers.nbytes + column.missing.nbytes + TEXT * sum(map(bool, column.texts))
            for column in self.columns
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all columns."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        return self.columns[self.names.index(name)]


def said(value: float) -> str:
    """A number as a class is called: 3.0 is "3"."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
