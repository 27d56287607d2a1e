"""What is wrong with an argument that is of the wrong kind, in one wording."""

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.options import as_number


def wrong(field: str, value: object, must: str) -> Fault:
    """The fault of a ``value`` that must be something else."""
    return Fault(field, value, f"{field} = {show(value)} must be {must}.")


def require(*faults: Fault | None, error: type[FaultsError] = FaultsError) -> None:
    """Raise ``error`` with those of ``faults`` that there are."""
    if found := [fault for fault in faults if fault is not None]:
        raise error(found)


def kind_fault(field: str, value: object, kinds: Any, must: str) -> Fault | None:
    """The fault of a ``value`` that is of none of ``kinds``, as ``isinstance`` takes them."""
    return None if isinstance(value, kinds) else wrong(field, value, must)


def options_fault(field: str, value: object) -> Fault | None:
    """The fault of options that are no dict; None stands for no options."""
    return kind_fault(field, value, Mapping | None, "a dict of numbers by name")


def callable_fault(field: str, value: object, must: str) -> Fault | None:
    """The fault of a ``value`` that cannot be called."""
    return None if callable(value) else wrong(field, value, must)


def progress_fault(value: object) -> Fault | None:
    """The fault of what is to be told the progress; None stands for nobody."""
    must = "a function of one argument, such as print"
    return None if value is None else callable_fault("progress", value, must)


def seconds_fault(field: str, value: object) -> Fault | None:
    """The fault of a duration: a number of seconds, which may be infinite but is not below 0."""
    number = inf if isinstance(value, float) and value == inf else as_number(value)
    fits = number is not None and number >= 0
    return None if fits else wrong(field, value, "a number of seconds, at least 0")


def as_numbers(field: str, value: object, dtype: Any, of: str = "") -> Array:
    """``value`` as an array of ``dtype``; what is masked in it is NaN.

    Raises FaultsError if it holds what is no number, or complex ones.
    """
    if isinstance(value, np.ma.MaskedArray):
        value = np.ma.filled(value.astype(dtype), np.nan)
    if getattr(value, "requires_grad", False):  # torch's tensors give no array then
        value = value.detach()  # type: ignore[attr-defined]  # a tensor
    must = "an array of numbers"
    try:
        array = np.asarray(value)
        if array.dtype.kind != "c":
            return np.asarray(array, dtype)
        must = "an array of real numbers"
    except (TypeError, ValueError):  # NumPy's, for text, dicts and rows of different lengths
        pass
    raise FaultsError([wrong(f"{field}{of}", value, must)])
