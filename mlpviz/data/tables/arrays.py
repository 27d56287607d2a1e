"""The arrays of a .npz to columns: inputs and targets by their names, or columns by theirs."""

from collections.abc import Mapping, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.npz import DATA, UploadError, read_npz
from mlpviz.data.tables.bounds import INPUTS, Bounds
from mlpviz.data.tables.columns import of_numbers, of_texts, unique_names
from mlpviz.data.tables.failure import drawn, failure, require_columns, require_rows
from mlpviz.data.tables.table import Column, Table
from mlpviz.engine.faults import show
from mlpviz.words import counted, listed, shape_text, whole

# What arrays are usually called, in small letters; in pairs, the test's last.
# The last pair is what np.savez calls arrays without a name.
X_NAMES = ("x", "x_train", "data", "inputs", "features", "images", "train_images", "arr_0")
Y_NAMES = ("y", "y_train", "target", "targets", "labels", "label", "train_labels", "arr_1")
X_TEST = ("x_test", "test_images")
Y_TEST = ("y_test", "test_labels")
FEATURE_NAMES = ("feature_names", "columns")
TARGET = "y"


def table_of_npz(title: str, content: bytes, bounds: Bounds, draw: bool) -> Table:
    """The table that a .npz holds: X and y, or columns of one length.

    Raises TableError for what is none.
    """
    try:
        arrays = read_npz(content, bounds.size, DATA, bounds.pause)
    except UploadError as error:
        words = str(error)
        raise failure("file", title, f"{words[:1].upper()}{words[1:]}.") from error
    named = {name.lower(): array for name, array in arrays.items()}
    X, y = _first(named, X_NAMES), _first(named, Y_NAMES)
    if X is not None and y is not None and ("arr_1" not in named or X.ndim > 1):
        return _of_pair(title, X, y, named, bounds, draw)
    flat = {name: array for name, array in arrays.items() if array.ndim == 1}
    if len(flat) < 2 or len(flat) != len(arrays):
        there = listed([f"{show(n)} {shape_text(a.shape)}" for n, a in arrays.items()], most=5)
        message = (
            f"It holds {there or 'no array'}: need X [n, d] and y [n], or columns of one length, "
            f"each under its name. Write it with {DATA.save}."
        )
        raise failure("file", [*arrays], message)
    lengths = {name: len(array) for name, array in flat.items()}
    if len(set(lengths.values())) > 1:
        told = listed([f"{show(name)} {whole(n)}" for name, n in lengths.items()], most=5)
        raise failure("rows", lengths, f"Its columns have other lengths: {told}. Need one length.")
    names, notes, warnings = unique_names([*flat])
    require_columns(len(names), bounds.columns)
    rows, some = _rows(len(next(iter(flat.values()))), bounds, draw)
    columns = _columns(names, [array[rows] for array in flat.values()], bounds)
    return Table(title, tuple(columns), (*notes, *some), warnings=tuple(warnings))


def _of_pair(
    title: str, X: Array, y: Array, named: Mapping[str, Array], bounds: Bounds, draw: bool
) -> Table:
    """The table of X [n, d] or images and y [n], with the rows of the test behind if it has one."""
    n_test = 0
    y = _one_column(y)
    X, turned = _channels_first(X)
    X_test, y_test = _first(named, X_TEST), _first(named, Y_TEST)
    if X_test is not None:
        X_test, _ = _channels_first(X_test)
    if X_test is not None and y_test is not None:
        y_test = _one_column(y_test)
        if X_test.shape[1:] != X.shape[1:] or y_test.shape != X_test.shape[:1]:
            message = (
                f"X is {shape_text(X.shape)}, X_test {shape_text(X_test.shape)} and y_test "
                f"{shape_text(y_test.shape)}: the test's samples need the same size, and one y "
                "each."
            )
            raise failure("test", X_test.shape, message)
        n_test = len(X_test)
    if X.ndim < 2 or X.ndim > 4 or y.shape != X.shape[:1] or not X.size:
        message = (
            f"X is {shape_text(X.shape)} and y is {shape_text(y.shape)}: need X [n, d], or images "
            "[n, height, width] or [n, 3, height, width], and y [n], one for each sample."
        )
        raise failure("X", X.shape, message)
    shape = X.shape[1:] if X.ndim > 2 else None
    d = int(np.prod(X.shape[1:]))
    require_columns(d + 1, INPUTS + 1)
    if shape is not None and len(shape) == 3 and shape[0] != 3:
        message = (
            f"X is {shape_text(X.shape)}: images in colour are [n, 3, height, width], or have "
            "their 3 colours last."
        )
        raise failure("X", X.shape, message)
    rows, some = _rows(len(X) + n_test, bounds, draw)
    if some and n_test:
        n_test = int((rows >= len(X)).sum())
    if X_test is not None and y_test is not None and n_test:
        X, y = np.concatenate([X, X_test]), np.concatenate([y, y_test])
        turned.append(f"Its test of {counted(n_test, 'sample')} stays the test.")
    flat = X.reshape(len(X), -1)[rows]
    given = _first(named, FEATURE_NAMES)
    names = [f"x{i}" for i in range(d)] if given is None or given.shape != (d,) else _texts(given)
    names, notes, warnings = unique_names([*names, TARGET])
    bounds.pause()
    columns = _columns(names, [*flat.T, y[rows]], bounds)
    notes = [*turned, *notes, *some]
    return Table(title, tuple(columns), tuple(notes), shape, n_test, tuple(warnings))


def _columns(names: Sequence[str], arrays: Sequence[Array], bounds: Bounds) -> list[Column]:
    columns = []
    for name, array in zip(names, arrays, strict=True):
        columns.append(_column(name, array, bounds))
        bounds.pause()
    return columns


def _column(name: str, values: Array, bounds: Bounds) -> Column:
    """The column of numbers, or of texts."""
    if values.dtype.kind in "US":
        return of_texts(name, _texts(values), pause=bounds.pause)
    return of_numbers(name, values)


def _texts(values: Array) -> list[str]:
    """Text as Python has it; what is written in bytes is read as UTF-8."""
    if values.dtype.kind == "S":
        return [value.decode(errors="replace") for value in values.tolist()]
    return [str(value) for value in values.tolist()]


def _channels_first(X: Array) -> tuple[Array, list[str]]:
    """Images [n, height, width] or [n, 3, height, width], and what is said if X had others."""
    if X.ndim != 4:
        return X, []
    if X.shape[1] == 1 or X.shape[3] == 1:
        return X.squeeze(1 if X.shape[1] == 1 else 3), []
    if X.shape[3] == 3 != X.shape[1]:
        return np.moveaxis(X, 3, 1), ["The last axis of its images is that of the colours."]
    return X, []


def _first(named: Mapping[str, Array], names: tuple[str, ...]) -> Array | None:
    return next((named[name] for name in names if name in named), None)


def _one_column(y: Array) -> Array:
    """y [n]; rows of one-hot targets become their classes."""
    if y.ndim == 2 and y.shape[1] == 1:
        return y[:, 0]
    if y.ndim == 2 and np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all():
        found: Array = y.argmax(axis=1)
        return found
    return y


def _rows(n: int, bounds: Bounds, draw: bool) -> tuple[Array, list[str]]:
    """The rows that are taken of n, and what is to be said of that."""
    require_rows(n, bounds, draw)
    if n <= bounds.rows:
        return np.arange(n), []
    few = int(bounds.rows)
    rows = np.sort(np.random.default_rng(0).permutation(n)[:few])
    return rows, [drawn(n, bounds)]
