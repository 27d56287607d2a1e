"""Inputs as people have them, to numbers [n, d]: tables, sparse matrices, images, tensors."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.data.errors import DataError
from mlpviz.data.spec import Floats
from mlpviz.engine.arguments import as_numbers, wrong
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.samples import nonfinite
from mlpviz.words import counted, listed, megabytes

MOST_DENSE = 2**30  # bytes that sparse inputs may take as a dense array
NO_TEXT = "leave it out, or make numbers of it, such as by pandas.get_dummies(frame)"


class Samples(NamedTuple):
    """Inputs [n, d] with what their columns are called, and the shape of an image if they are."""

    X: Floats
    feature_names: tuple[str, ...]
    image_shape: tuple[int, ...] | None


def samples_of(field: str, X: Any, names: Any, shape: Any) -> Samples:
    """X as numbers [n, d], a copy; of a table those of its columns. Raises DataError.

    Images [n, height, width] or [n, 3, height, width] get rows; an axis of one grey value, before
    or after the pixels, is left out.
    """
    X = as_frame(X)
    columns = column_names(X)
    array = np.array(_numbers(field, X))
    if array.ndim == 4 and 1 in (array.shape[1], array.shape[3]):
        array = array.squeeze(1 if array.shape[1] == 1 else 3)
    if array.ndim in (3, 4):
        shape = array.shape[1:] if shape is None else shape
        if array.ndim == 4 and array.shape[1] != 3 == array.shape[3]:
            way = f"np.moveaxis({field}, 3, 1) puts its planes of colour first"
            message = f"{field} has shape {array.shape}; need [n, 3, height, width]: {way}."
            raise DataError([Fault(field, array.shape, message)])
        array = array.reshape(len(array), -1)
    if array.ndim != 2 or not array.size:
        way = ": one feature is a column, np.reshape(X, (-1, 1))" if array.ndim == 1 else ""
        message = f"{field} has shape {array.shape}; need [n, d], a row for each sample{way}."
        raise DataError([Fault(field, array.shape, message)])
    if names is None:
        names = unnamed(array.shape[1]) if columns is None else columns
    named = names_of("feature_names", names, array.shape[1])
    if faults := nonfinite("X", array, array, field.removeprefix("X"), named):
        raise DataError(faults)
    return Samples(array, named, _image_shape(shape, array.shape[1]))


def unnamed(d: int) -> list[str]:
    """What d features are called that have no names."""
    return [f"x{i}" for i in range(d)]


def in_order(field: str, X: Any, names: Sequence[str]) -> Any:
    """A table with its columns in the order of ``names``, others left out; all else as it is.

    Of features without names the columns are taken as they come. Raises DataError, naming them, if
    some are missing.
    """
    X = as_frame(X)
    found = column_names(X)
    if found is None or found == list(names) or list(names) == unnamed(len(names)):
        return X
    if missing := [name for name in names if name not in found]:
        message = (
            f"{field} has no column {listed(map(show, missing), most=5)}: it needs those of "
            "before, by name. np.asarray() of a table leaves its names out."
        )
        raise DataError([Fault(field, missing, message)])
    labels = dict(zip(found, X.columns, strict=True))
    return X[[labels[name] for name in names]]


def as_frame(X: Any) -> Any:
    """Tables of other libraries, as of pyarrow or polars, as one of pandas; all else as it is."""
    return X.to_pandas() if hasattr(X, "to_pandas") else X


def column_names(X: Any) -> list[str] | None:
    """The names of a table's columns as texts; None for what is no table."""
    columns = getattr(X, "columns", None)
    return None if columns is None else [str(name) for name in columns]


def _numbers(field: str, X: Any) -> Floats:
    """X as an array of numbers. Raises DataError, naming columns of a table that hold none."""
    if column_names(X) is not None:
        return _of_table(field, X)
    X = dense(field, X)
    try:
        return as_numbers(field, X, np.float64)
    except FaultsError as error:
        way = " Text has to become numbers first, such as by pandas.get_dummies."
        faults = [Fault(field, X, f"{fault.message}{way}") for fault in error.faults]
        raise DataError(faults) from None


def _of_table(field: str, X: Any) -> Floats:
    names = names_of("feature_names", column_names(X), None)
    columns, text = [], []
    for label, name in zip(X.columns, names, strict=True):
        values = np.asarray(X[label])
        if values.dtype.kind == "O" and not any(isinstance(v, str) for v in values.tolist()):
            try:  # such as of Decimal, or with None where one is missing
                values = values.astype(np.float64)
            except (TypeError, ValueError):
                text.append(name)
        if values.dtype.kind in "biuf":
            columns.append(values.astype(np.float64))
        elif name not in text:
            text.append(name)
    if text:
        hold = "holds" if len(text) == 1 else "hold"
        way = NO_TEXT if len(text) == 1 else NO_TEXT.replace(" it", " them")
        message = f"{listed(map(show, text), most=5)} {hold} what is no number: {way}."
        raise DataError([Fault(field, text, message)])
    return np.column_stack(columns) if columns else np.empty((len(X), 0))


def dense(field: str, X: Any) -> Any:
    """X itself, or a sparse X as an array. DataError for more than ``MOST_DENSE`` bytes."""
    if not hasattr(X, "toarray"):
        return X
    size = math.prod(X.shape) * X.dtype.itemsize
    if size > MOST_DENSE:
        n, d = X.shape
        message = (
            f"{field} is sparse, {n} x {d}: as the dense array that the network needs it would "
            f"take {megabytes(size)}, more than {megabytes(MOST_DENSE)}. Choose features first, "
            "such as by SelectKBest or TruncatedSVD, or take fewer samples."
        )
        raise DataError([Fault(field, X.shape, message)])
    return X.toarray()


def names_of(field: str, names: Any, n: int | None) -> tuple[str, ...]:
    """Names of ``n`` things, or of as many as there are."""
    found = names.tolist() if hasattr(names, "tolist") else names  # NumPy's, pandas'
    listing = isinstance(found, list | tuple)
    if not listing or not all(isinstance(name, str) for name in found):
        raise DataError([wrong(field, names, "a list of texts")])
    n = len(found) if n is None else n
    if len(found) != n or len(set(found)) != n:
        told = [*names] if isinstance(names, tuple) else names
        message = f"{field} = {show(told)}: need {counted(n, 'name')}, each another."
        raise DataError([Fault(field, names, message)])
    return tuple(map(str, found))


def _image_shape(shape: Any, d: int) -> tuple[int, ...] | None:
    if shape is None:
        return None
    whole = int | np.integer
    known = isinstance(shape, tuple | list) and all(isinstance(n, whole) and n > 0 for n in shape)
    grey_or_colour = known and (len(shape) == 2 or (len(shape) == 3 and shape[0] == 3))
    if not grey_or_colour or math.prod(shape) != d:
        must = f"(height, width), or (3, height, width) for planes of colour, {d} numbers in all"
        raise DataError([wrong("image_shape", shape, must)])
    return tuple(map(int, shape))


def rows_of(X: Any, names: Sequence[str], image_shape: tuple[int, ...] | None) -> Any:
    """New samples as rows [n, d]: of a table by ``names``, of a sparse matrix, of images.

    Raises DataError; what else is wrong with them shows in the array.
    """
    X = in_order("X", X, names)
    if column_names(X) is not None or hasattr(X, "toarray"):
        return _numbers("X", X)
    shape = np.shape(X)
    if image_shape is not None and len(shape) > 2:
        pixels = shape[1:] if len(shape) == 3 else tuple(n for n in shape[1:] if n != 1)
        if pixels == image_shape:
            return np.reshape(X, (shape[0], -1))
    return X
