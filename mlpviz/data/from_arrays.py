"""Arrays of one's own to the fields of a `Dataset`: their kind, their names, their split."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.data.checks import require_fitted
from mlpviz.data.errors import DataError
from mlpviz.data.inputs import as_frame, column_names, in_order, names_of, samples_of
from mlpviz.data.preprocessing import PREPROCESSING
from mlpviz.data.spec import Floats, Task, Values
from mlpviz.data.splitting import split_rows, stratified_rows
from mlpviz.data.targets import one_hot
from mlpviz.engine.arguments import as_numbers, kind_fault, wrong
from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.engine.samples import weight_faults
from mlpviz.words import counted, listed

MOST_CLASSES = 20  # different whole numbers that are taken for classes
TASKS: tuple[Task, Task] = ("classification", "regression")


def dataset_fields(
    X: Any,
    y: Any,
    *,
    test: Any,
    test_size: float,
    seed: int,
    task: str | None,
    class_names: Sequence[str] | None,
    feature_names: Sequence[str] | None,
    image_shape: tuple[int, ...] | None,
    preprocessing: str,
    sample_weight: Any,
) -> dict[str, Any]:
    """The fields of a `Dataset` of these arrays; see `Dataset.from_arrays`."""
    found = samples_of("X", X, feature_names, image_shape)
    y = _one_each("y", y, len(found.X))
    parts, answers = [found.X], [y]
    if test is not None:
        pair = isinstance(test, tuple | list) and len(test) == 2
        if not pair or not hasattr(test[0], "__len__"):
            raise DataError([wrong("test", test, "a pair (X_test, y_test), or None for a split")])
        columns = column_names(as_frame(X))
        X_test = test[0] if columns is None else in_order("X_test", test[0], columns)
        more = samples_of("X_test", X_test, None, None)
        if more.X.shape[1] != found.X.shape[1]:
            message = (
                f"X_test has {counted(more.X.shape[1], 'feature')}, and X has "
                f"{found.X.shape[1]}: both need the same."
            )
            raise DataError([Fault("test", more.X.shape, message)])
        parts.append(more.X)
        answers.append(_one_each("y_test", test[1], len(more.X)))
    kind = _task(task, np.concatenate(answers) if test is not None else y)
    names = _class_names(class_names, answers) if kind == "classification" else ()
    coded = [_coded(each, names) if names else _numbers(each) for each in answers]
    weights = _weights(sample_weight, len(found.X))
    if test is None:
        train, rest = _split(coded[0], names, test_size, seed)
        parts = [found.X[train], found.X[rest]]
        coded = [coded[0][train], coded[0][rest]]
        weights = weights and [weights[0][train], weights[0][rest]]
    labels = coded if names else [None, None]
    targets = [one_hot(c, len(names)) if names else c[:, None] for c in coded]
    shift, scale = _scale(preprocessing, *parts)
    return {
        "task": kind,
        "X_train": parts[0],
        "Y_train": targets[0],
        "X_test": parts[1],
        "Y_test": targets[1],
        "labels_train": labels[0],
        "labels_test": labels[1],
        "class_names": names,
        "feature_names": found.feature_names,
        "image_shape": found.image_shape,
        "shift": shift,
        "scale": scale,
        "preprocessing": preprocessing,
        **dict(zip(("weights_train", "weights_test"), weights, strict=False)),
    }


def _weights(given: Any, n: int) -> list[Floats]:
    """What each of n samples counts, as a list of that alone; empty if all count once."""
    if given is None:
        return []
    if faults := weight_faults("sample_weight", given, n):
        raise DataError(faults)
    return [np.array(given, np.float64)]


def _scale(preprocessing: str, train: Floats, test: Floats) -> tuple[Floats, Floats]:
    """Shift and scale both splits in place, as it suits the first; returns by how much."""
    if not isinstance(preprocessing, str) or preprocessing not in PREPROCESSING:
        raise DataError([unknown("preprocessing", preprocessing, PREPROCESSING)])
    with np.errstate(all="ignore"):
        shift, scale = PREPROCESSING[preprocessing].fit(train)
    require_fitted("X", "preprocessing", preprocessing, shift, scale)
    for X in (train, test):
        X -= shift
        X /= scale
    return shift, scale


def _one_each(field: str, y: Any, n: int) -> Values:
    """y as [n]: one answer for each sample. Rows of one-hot targets become their columns."""
    if isinstance(y, np.ma.MaskedArray):
        y = np.ma.filled(y.astype(object), np.nan)  # what is masked is missing
    array = np.asarray(y)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    numbers = array.ndim == 2 and array.dtype.kind in "biuf"
    if numbers and np.isin(array, (0, 1)).all() and (array.sum(axis=1) == 1).all():
        columns = column_names(y)
        array = array.argmax(axis=1) if columns is None else np.array(columns)[array.argmax(axis=1)]
    if array.shape != (n,):
        message = f"{field} has shape {array.shape}; need [{n}], one class or number a sample."
        raise DataError([Fault(field, array.shape, message)])
    if array.dtype.kind not in "biuf":
        missing = np.array([value is None or value != value for value in array.tolist()])
        texts = np.array([_said(value) for value in array.tolist()])
    else:
        missing, texts = ~np.isfinite(array.astype(np.float64)), array
    if missing.any():
        first = int(np.argmax(missing))
        more = int(missing.sum()) - 1
        also = f", and {counted(more, 'more such value')}" if more else ""
        message = (
            f"{field} holds {array[first]} at sample {first}, counted from 0{also}: fill in what "
            "is missing, or leave those samples out"
        )
        raise DataError([Fault(field, array[first], message)])
    answers: Values = texts
    return answers


def _task(task: Any, y: Values) -> Task:
    """What was asked for; else classes for text, truth values and few different whole numbers."""
    if task is not None:
        if not isinstance(task, str) or task not in TASKS:
            raise DataError([unknown("task", task, TASKS)])
        return TASKS[TASKS.index(task)]
    if y.dtype.kind not in "iuf":
        return "classification"
    whole = y.dtype.kind in "iu" or bool((y == np.floor(y)).all())
    return TASKS[0] if whole and len(np.unique(y)) <= MOST_CLASSES else TASKS[1]


def _class_names(given: Sequence[str] | None, answers: list[Values]) -> tuple[str, ...]:
    """Names of the classes: the answers' own in their order, or those that are given."""
    values = [_said(value) for value in np.unique(np.concatenate(answers)).tolist()]
    if given is None:
        names = tuple(values)
    else:
        names = names_of("class_names", given, None)
        numbers = [str(i) for i in range(len(names))]
        if strange := [value for value in values if value not in (*names, *numbers)]:
            message = (
                f"class_names = {show(given)}: y holds {listed(map(show, strange), most=3)}. It "
                "has to hold these names, or their numbers from 0."
            )
            raise DataError([Fault("class_names", given, message)])
    if len(names) < 2:
        message = f"y holds {listed(map(show, names))} alone: there must be two classes at least."
        raise DataError([Fault("y", names, message)])
    return names


def _said(value: Any) -> str:
    """A class in words: 3.0 is "3"."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _coded(y: Values, names: tuple[str, ...]) -> Values:
    """The class index of every sample: by its name, else by its number."""
    index = {str(i): i for i in range(len(names))} | {name: i for i, name in enumerate(names)}
    values, places = np.unique(y, return_inverse=True)
    codes = np.array([index[_said(value)] for value in values.tolist()], np.int64)
    coded: Values = codes[places.ravel()]
    return coded


def _numbers(y: Values) -> Floats:
    try:
        return np.array(as_numbers("y", y, np.float64))
    except FaultsError as error:
        raise DataError(error.faults) from None


def _split(y: Values, names: tuple[str, ...], test_size: float, seed: int) -> tuple[Any, Any]:
    """Rows for training and for the test, every class in both by its share."""
    n, least = len(y), max(len(names), 2)
    n_test = math.ceil(test_size * n)
    if min(n_test, n - n_test) < least:
        message = (
            f"test_size = {show(test_size)} leaves {counted(n - n_test, 'sample')} for training "
            f"and {n_test} for testing, and each needs at least {least}: give more, or test=."
        )
        raise DataError([Fault("test_size", test_size, message)])
    if not names:
        return split_rows(n, n_test, seed)
    whole = y.astype(np.intp, copy=False)  # bincount refuses int64 where that is wider
    counts = np.bincount(whole, minlength=len(names))
    if counts.min() < 2:
        name, count = names[int(counts.argmin())], int(counts.min())
        message = (
            f"Class {show(name)} has {counted(count, 'sample')}, and each split needs one: give "
            "more, leave it out, or give test=."
        )
        raise DataError([Fault("y", name, message)])
    return stratified_rows(y, n_test, seed)


def frame_arrays(frame: Any, target: Any) -> tuple[Any, Any]:
    """X and y of a table with a column ``target``; see `from_frame`."""
    frame = as_frame(frame)
    names = column_names(frame)
    if names is None or not hasattr(frame, "__getitem__"):
        way = "a table with named columns, as of pandas: pandas.DataFrame(...) makes one"
        raise DataError([wrong("frame", frame, way)])
    if len(set(names)) < len(names):
        names_of("frame.columns", names, len(names))
    if fault := kind_fault("target", target, str | int | np.integer, "the name of a column"):
        raise DataError([fault])
    if str(target) not in names:
        raise DataError([unknown("target", target, names)])
    labels = dict(zip(names, frame.columns, strict=True))
    y = np.asarray(frame[labels.pop(str(target))])
    if not labels:
        raise DataError([Fault("frame", names, f"frame has no column but {target!r}.")])
    return frame[list(labels.values())], y
