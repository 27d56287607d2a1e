"""What is to be learned from a table, from what: a first guess, which its owner may change."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.data.from_arrays import MOST_CLASSES, TASKS
from mlpviz.data.spec import TEST_SIZE, Task
from mlpviz.data.tables.bounds import CATEGORIES, CLASSES, on
from mlpviz.data.tables.columns import numbered
from mlpviz.data.tables.table import CATEGORY, EMPTY, NUMBER, Column, Table
from mlpviz.words import counted

DROP, MEDIAN = "drop", "median"
# Names that targets have, in small letters, the surest first; and some that others have, too.
SURE = ("target", "label", "class", "labels", "outcome", "species", "diagnosis", "survived")
MAYBE = ("y", "output", "category", "kind", "type", "result", "quality", "price", "variety")
NAMELESS = numbered(0)  # a first column without a name, as an index is written
COUNTER = re.compile(r"(unnamed: 0|index|id|row|no|nr|#|.*[_ ]id|id[_ ].*|.*Id)", re.ASCII)


@dataclass(frozen=True)
class Choices:
    """What is made of a table.

    target : the name of the column to learn
    left_out : names of columns that are no features
    task : "classification" or "regression"
    missing : "drop" leaves out rows in which something is missing, "median" fills in the
        median of the training rows, the most frequent category for categories
    strays : whether text among numbers, and infinity, counts as missing; else it is refused
    test_size, seed : as in ``Dataset.from_arrays``
    preprocessing : a name of ``PREPROCESSING``
    """

    target: str
    left_out: tuple[str, ...] = ()
    task: Task = "classification"
    missing: str = DROP
    strays: bool = False
    test_size: float = TEST_SIZE.default
    seed: int = 0
    preprocessing: str = "standardize"


def guessed(table: Table, pause: Callable[[], object] = on) -> Choices:
    """The choices that likely suit a table; ``pause`` is called after a look at each column."""
    for column in table.columns:
        column.values  # noqa: B018  # which the column remembers
        pause()
    target = guessed_target(table)
    return Choices(
        target=target,
        left_out=guessed_left_out(table, target),
        task=guessed_task(table[target]),
        preprocessing="standardize_global" if table.image_shape else "standardize",
    )


def guessed_target(table: Table) -> str:
    """The column with a target's name, a single text at either end, or the last that can be one."""
    usable = [column.name for column in table.columns if _can_be_learned(column)]
    named = {name.lower(): name for name in usable}
    texts = [name for name in usable if table[name].kind == CATEGORY]
    if len(texts) != 1 or texts[0] not in (table.names[0], table.names[-1]):
        texts = []
    sure, maybe = ([named[name] for name in names if name in named] for names in (SURE, MAYBE))
    return next(iter([*sure, *texts, *maybe, *usable[-1:], table.names[-1]]))


def guessed_task(column: Column) -> Task:
    """Classes for text and for few different whole numbers, as ``Dataset.from_arrays`` has it."""
    few = column.whole and len(column.values) <= MOST_CLASSES
    return TASKS[0] if column.kind != NUMBER or few else TASKS[1]


def guessed_left_out(table: Table, target: str) -> tuple[str, ...]:
    """Columns that say nothing: empty, constant, counters, text with too many different values."""
    return tuple(c.name for c in table.columns if c.name != target and why_left_out(table, c))


def why_left_out(table: Table, column: Column) -> str:
    """Why a column is of no use as a feature, in few words; empty if it is of use."""
    if table.image_shape is not None:
        return ""
    if column.kind == EMPTY:
        return "empty"
    if len(column.values) < 2:
        return "the same in every row"
    if column.kind == CATEGORY and len(column.values) > CATEGORIES:
        return f"{counted(len(column.values), 'different text')}"
    called = COUNTER.fullmatch(column.name.lower()) or COUNTER.fullmatch(column.name)
    each = len(column.values) == table.n - column.n_missing
    first = column.name == table.names[0] == NAMELESS and _counts(column)
    return "counts the rows" if (called and each) or first else ""


def _counts(column: Column) -> bool:
    """Whether a column's numbers are one after the other."""
    return column.whole and bool(np.all(np.diff(column.numbers) == 1))


def _can_be_learned(column: Column) -> bool:
    n = len(column.values)
    return n > 1 and not (column.kind == CATEGORY and n > CLASSES) and not _counts(column)
