"""``dataset_of``: a table and what is chosen of it to a ``Dataset``, and what was done is said."""

from collections import Counter
from collections.abc import Callable
from math import inf
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.dataset import Dataset
from mlpviz.data.tables.bounds import CATEGORIES, CLASSES, INPUTS, NAME, on
from mlpviz.data.tables.columns import apart
from mlpviz.data.tables.failure import TableError
from mlpviz.data.tables.guess import DROP, Choices
from mlpviz.data.tables.table import CATEGORY, EMPTY, NUMBER, Column, Table
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.words import agreeing, counted, listed, megabytes, number, out_of, whole

FEWEST = 4  # rows: two for training, two for the test


class Made(NamedTuple):
    """A dataset of a table, and sentences on what was done for it."""

    dataset: Dataset
    notes: tuple[str, ...]


def dataset_of(
    table: Table, choices: Choices, most: float = inf, pause: Callable[[], object] = on
) -> Made:
    """The dataset that ``choices`` make of ``table``.

    Rows are left out or filled in first, then split; what is filled in is fitted on the training
    rows alone. Categories become inputs of 0 and 1, two of them a single one. The inputs take
    ``most`` bytes at most. ``pause`` is called between two steps. Raises TableError with all that
    is wrong, each with the number that breaks a limit and the way out.
    """
    target = table[choices.target]
    features = [c for c in table.columns if c.name not in (choices.target, *choices.left_out)]
    if faults := [
        *_target_faults(target, choices),
        *_feature_faults(table, features, choices, pause),
    ]:
        raise TableError(faults)
    notes = list[str]()
    keep = ~_absent(target)
    if n := int((~keep).sum()):
        notes.append(f"{counted(n, 'row')} without {show(target.name)} left out.")
    absent = np.column_stack([_absent(c) for c in features])
    gaps = int((absent.any(axis=1) & keep).sum())
    if choices.missing == DROP and gaps:
        share = f"{whole(gaps)} of {counted(int(keep.sum()), 'row')}"
        keep &= ~absent.any(axis=1)
        notes.append(f"{share} left out, in which something is missing.")
    if (left := int(keep.sum())) < FEWEST:
        raise TableError([Fault("missing", left, _too_few(table, features, left))])
    y = _answers(target, choices.task)[keep]
    if faults := _class_faults(target.name, y, choices, table.n_test):
        raise TableError(faults)
    pause()
    rows = np.flatnonzero(keep)
    train, test = _split(table, rows, y, choices)
    filled = 0 if choices.missing == DROP else int(absent[keep].sum())
    if filled:
        notes.append(
            f"{counted(filled, 'missing cell')} filled in: the median of the training rows, and "
            "the most frequent category."
        )
    _require_small(_n_inputs(features), len(rows), most)
    X, names = _inputs(features, rows, train, pause)
    pause()
    try:
        dataset = Dataset.from_arrays(
            X[train],
            y[train],
            test=(X[test], y[test]),
            task=choices.task,
            feature_names=names,
            image_shape=_image_shape(table, features),
            preprocessing=choices.preprocessing,
            title=_cut(table.title),
        )
    except FaultsError as error:
        raise TableError(error.faults) from error
    return Made(dataset, tuple(notes))


def _too_few(table: Table, features: list[Column], left: int) -> str:
    """What is said of so few rows."""
    if left == table.n:
        return f"It has {counted(left, 'row')}, and {FEWEST} are the fewest: add some."
    return (
        f"{out_of(left, table.n, 'row', 'is', 'are')} left in which nothing is missing, and "
        f"{FEWEST} are the fewest: fill in the median instead, or leave out the "
        f"columns with most gaps, {_gappiest(features)}."
    )


def _n_inputs(features: list[Column]) -> int:
    """Inputs that columns become: a number one, and so two categories, more one each."""
    each = (1 if c.kind == NUMBER or len(c.values) == 2 else len(c.values) for c in features)
    return sum(each)


def _require_small(inputs: int, rows: int, most: float) -> None:
    """Raise TableError for more inputs, or more bytes of them, than there may be."""
    if inputs > INPUTS:
        message = (
            f"With categories as inputs of 0 and 1 these are {counted(inputs, 'input')}, and "
            f"{whole(INPUTS)} is the most: leave out columns with many categories."
        )
        raise TableError([Fault("features", inputs, message)])
    if (size := 8 * inputs * rows) > most:
        message = (
            f"{counted(rows, 'row')} of {counted(inputs, 'input')} take {megabytes(size)}, and "
            f"{megabytes(most)} is the most here: leave out columns, or take fewer rows."
        )
        raise TableError([Fault("features", size, message)])


def _absent(column: Column) -> Array:
    absent: Array = column.missing | column.strays
    return absent


def _target_faults(target: Column, choices: Choices) -> list[Fault]:
    """What is wrong with a column as the target."""
    name = show(target.name)
    if target.kind == EMPTY:
        return [Fault("target", target.name, f"{name} is empty: choose another target.")]
    if choices.task == "regression" and target.kind == CATEGORY:
        example = show(target.values[0])
        message = (
            f"{name} holds text, such as {example}, and regression learns a number: choose "
            "classification, or another target."
        )
        return [Fault("target", target.name, message)]
    longest = max(map(len, target.values), default=0)
    if choices.task == "classification" and longest > NAME:
        message = (
            f"{name} has a class of {counted(longest, 'character')}, and {NAME} is the most: "
            "shorten it, or choose another target."
        )
        return [Fault("target", longest, message)]
    if choices.task == "classification" and (n := len(target.values)) > CLASSES:
        message = (
            f"{name} has {counted(n, 'class', 'classes')}, and {CLASSES} is the most: choose "
            "another target" + (", or regression." if target.kind == NUMBER else ".")
        )
        return [Fault("target", n, message)]
    return _stray_faults(target, choices)


def _feature_faults(
    table: Table, features: list[Column], choices: Choices, pause: Callable[[], object]
) -> list[Fault]:
    """What is wrong with columns as features."""
    faults = [fault for column in features for fault in _stray_faults(column, choices)]
    for column in features:
        pause()
        n = len(column.values)
        if column.kind == CATEGORY and n > CATEGORIES:
            message = (
                f"{show(column.name)} has {counted(n, 'different text')}, and {CATEGORIES} become "
                "inputs at most: leave it out."
            )
            faults.append(Fault("features", n, message))
        elif column.kind == EMPTY:
            message = f"{show(column.name)} is empty: leave it out."
            faults.append(Fault("features", column.name, message))
    if not features:
        message = (
            f"0 of {counted(len(table.columns), 'column')} are features: besides the target there "
            "has to be one that holds numbers, or text with few different values."
        )
        faults.append(Fault("features", 0, message))
    return faults


def _stray_faults(column: Column, choices: Choices) -> list[Fault]:
    """Text among numbers, and infinity, unless that counts as missing."""
    if choices.strays or not column.strays.any():
        return []
    infinite = column.strays & np.isinf(column.numbers)
    texts = column.strays & ~infinite
    of = f"of its {counted(len(column.missing), 'row')}"
    faults = []
    for there, what in ((texts, "text among numbers"), (infinite, "a number that is infinite")):
        if n := int(there.sum()):
            row = int(np.argmax(there))
            value = column.texts[row] or number(column.numbers[row])
            message = (
                f"{show(column.name)} has {what} in {whole(n)} {of}, first {show(value)} in row "
                f"{whole(row + 1)}: count it as missing, mend it, or leave the column out."
            )
            faults.append(Fault("features", value, message))
    return faults


def _answers(target: Column, task: str) -> Array:
    """Numbers, or classes as text where they are text."""
    numbers = task == "regression" or target.kind == NUMBER
    return target.numbers if numbers else target.texts


def _class_faults(name: str, y: Array, choices: Choices, n_test: int) -> list[Fault]:
    """What is wrong with the classes that the rows have."""
    if choices.task != "classification":
        return []
    counts = Counter(map(str, y.tolist()))
    values = sorted(counts)
    if len(values) < 2:
        message = (
            f"{show(name)} has 1 class, {show(values[0])}, in all rows that are left: there "
            "have to be 2 at least. Choose another target."
        )
        return [Fault("target", 1, message)]
    rare = [show(_class(value)) for value in values if counts[value] < 2]
    if rare and not n_test:
        one = agreeing(len(rare), "Class", "Classes")
        has = agreeing(len(rare), "has", "have")
        message = (
            f"{one} {listed(rare, most=5)} of {show(name)} {has} 1 row, and training and test need "
            "one each: add rows, or take them out of the table."
        )
        return [Fault("target", 1, message)]
    return []


def _class(text: str) -> str:
    return text.removesuffix(".0")


def _split(table: Table, rows: Array, y: Array, choices: Choices) -> tuple[Array, Array]:
    """Places in ``rows`` for training and test: the file's own split, else one by chance."""
    if table.n_test:
        tests = rows >= table.n - table.n_test
        return np.flatnonzero(~tests), np.flatnonzero(tests)
    places = np.arange(len(rows), dtype=float)[:, None]
    try:
        found = Dataset.from_arrays(
            places, y, test_size=choices.test_size, seed=choices.seed, task=choices.task
        )
    except FaultsError as error:
        raise TableError(error.faults) from error
    return found.X_train[:, 0].astype(int), found.X_test[:, 0].astype(int)


def _inputs(
    features: list[Column], rows: Array, train: Array, pause: Callable[[], object]
) -> tuple[Array, list[str]]:
    """Inputs [n, d] of ``rows`` and their names; what is missing is filled in from ``train``."""
    columns, names = list[Array](), list[str]()
    for column in features:
        pause()
        absent = _absent(column)[rows]
        if column.kind == NUMBER:
            values = column.numbers[rows].copy()
            there = values[train][~absent[train]]
            values[absent] = np.median(there) if there.size else 0.0
            columns.append(values)
            names.append(column.name)
            continue
        texts = column.texts[rows].copy()
        counts = Counter(texts[train][~absent[train]].tolist())
        texts[absent] = min(counts, key=lambda text: (-counts[text], text), default="")
        kept = column.values[1:] if len(column.values) == 2 else column.values
        for value in kept:
            columns.append((texts == value).astype(np.float64))
            names.append(_cut(f"{column.name} = {value}"))
    pause()
    # A column may be called as a category of another one is.
    return np.column_stack(columns), apart(names, [""] * len(names))


def _image_shape(table: Table, features: list[Column]) -> tuple[int, ...] | None:
    return table.image_shape if len(features) == len(table.columns) - 1 else None


def _gappiest(features: list[Column]) -> str:
    most = sorted(features, key=lambda column: -int(_absent(column).sum()))[:3]
    return listed([f"{show(c.name)} ({whole(_absent(c).sum())})" for c in most])


def _cut(name: str) -> str:
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
