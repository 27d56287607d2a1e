"""X and Y as a network takes them, and what is wrong with those that it cannot take."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import as_numbers
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.words import counted

COLUMNS = {"X": "feature", "Y": "output"}  # what a column of either is


def as_batch(X: Any, d: int, dtype: Any, of: str = "") -> Array:
    """X as an array [n, d] of that dtype, n >= 1. Raises FaultsError for another shape and for
    what is no number.

    ``of`` says in the message whose X it is (" of the test split").
    """
    array = as_numbers("X", X, dtype, of)
    if array.ndim != 2 or array.shape[1] != d or not len(array):
        way = ": one sample is a row, np.reshape(X, (1, -1))" if array.shape == (d,) else ""
        message = f"X{of} has shape {array.shape}; need [n, {d}] with n >= 1{way}"
        raise FaultsError([Fault("X", X, message)])
    return array


def as_targets(Y: Any, n: int, k: int, dtype: Any, of: str = "") -> Array:
    """Y as an array [n, k] of that dtype.

    Raises FaultsError for another shape; for one number a sample it says how to make rows of them.
    """
    array = as_numbers("Y", Y, dtype, of)
    if array.shape != (n, k):
        message = f"Y{of} has shape {array.shape}; need [{n}, {k}]{_way_to_rows(Y, n, k)}"
        raise FaultsError([Fault("Y", Y, message)])
    return array


def all_finite(array: Array) -> bool:
    """Whether every number is. Only if their squares add up to no number is each looked at.

    NumPy may warn of that sum: ``errstate`` is the caller's, since it takes longer than the rest.
    """
    flat = array.ravel()
    return isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())


def nonfinite(
    field: str, given: Any, array: Array, of: str = "", names: Sequence[str] = ()
) -> list[Fault]:
    """The fault of samples that hold NaN or infinity: where the first is, and how many there are.

    ``field`` is X or Y, ``array`` [n, columns] what became of the ``given`` one: a number may have
    been finite before it was cast. ``names`` are those of the columns, if they have any. Empty if
    all are finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if all_finite(array):
            return []
    bad = ~np.isfinite(array)
    sample, column = (int(i) for i in np.argwhere(bad)[0])
    value = float(np.asarray(given)[sample, column])
    named = f" {show(names[column])}" if column < len(names) else ""
    place = f"sample {sample}, {COLUMNS[field]} {column}{named}, counted from 0"
    where = f"[{sample}, {column}] ({place})"
    if isfinite(value):
        wrong = f", too large for {array.dtype}: scale it, or train in float64"
    else:
        others = int(bad.sum()) - 1
        more = f", and {counted(others, 'more such value')}" if others else ""
        wrong = f"{more}: fill in what is missing, or leave those samples out"
    return [Fault(field, value, f"{field}{of} holds {value} at {where}{wrong}")]


def weight_faults(field: str, weights: Any, n: int, of: str = "") -> list[Fault]:
    """What is wrong with the weights of n samples: need [n] finite numbers >= 0, not all 0."""
    try:
        array = as_numbers(field, weights, np.float64, of)
    except FaultsError as error:
        return list(error.faults)
    if array.shape != (n,):
        message = f"{field}{of} have shape {array.shape}; need [{n}], a number for each sample"
        return [Fault(field, weights, message)]
    bad = ~(np.isfinite(array) & (array >= 0.0))
    if bad.any():
        sample = int(np.argmax(bad))
        message = f"{field}{of} hold {array[sample]} at sample {sample}: need finite numbers >= 0"
        return [Fault(field, float(array[sample]), message)]
    if not array.any():
        return [Fault(field, 0.0, f"{field}{of} are all 0: no sample counts")]
    return []


def as_weights(weights: Any, n: int, dtype: Any) -> Array:
    """Weights [n] of samples as a column [n, 1] whose mean is 1. Raises FaultsError."""
    if faults := weight_faults("weights", weights, n):
        raise FaultsError(faults)
    array: Array = np.asarray(weights, dtype)[:, None]
    array = array / array.mean()
    return array


def _way_to_rows(Y: Any, n: int, k: int) -> str:
    """How one number a sample becomes a row [k] a sample; nothing if Y holds something else."""
    given = np.asarray(Y)
    if given.shape not in ((n,), (n, 1)):
        return ""
    if k == 1:
        return ", a column: np.reshape(Y, (-1, 1))"
    outside = given[~np.isin(given, np.arange(k))]
    if len(outside):
        return f": one-hot rows, if these are class numbers, 0 to {k - 1}; {outside[0]} is none"
    plain = given.ndim == 1 and np.issubdtype(given.dtype, np.integer)
    numbers = "Y" if plain else "np.ravel(Y).astype(int)"
    return (
        ". These are class numbers; the network has an output for every class, so give one-hot "
        f"rows, 1 at the sample's class and 0 elsewhere: np.eye({k})[{numbers}]"
    )
