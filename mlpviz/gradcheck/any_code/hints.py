"""What to write instead: for gradients of the wrong shape, and for what is no array."""

from collections.abc import ItemsView, Iterator
from dataclasses import is_dataclass

import numpy as np

from mlpviz.gradcheck.any_code.array_api import is_other_array, library

Shape = tuple[int, ...]


def shape_hint(shape: Shape, wanted: Shape) -> str:
    """How a gradient of ``shape`` may be meant where ``wanted`` belongs; empty if nobody knows."""
    if shape == () and wanted != ():
        return (
            ": one number for all entries, as np.sum without an axis gives, which adds up units, "
            f"too. Sum over samples only: {_sum(wanted)}"
        )
    same = _entries(shape) == _entries(wanted)
    if same and len(shape) == 1 and len(wanted) == 2 and 1 in wanted:
        return f": keep the axis that was summed over: {_sum(wanted)}"
    if same and len(shape) == 2 and 1 in shape and len(wanted) == 1:
        return ": sum without keepdims, or use .ravel()"
    if shape == wanted[::-1] and len(shape) > 1:
        return ": is it transposed?"
    vectors = all(sum(length > 1 for length in each) <= 1 for each in (shape, wanted))
    return ": is it summed over the other axis, over units?" if vectors and not same else ""


def _sum(wanted: Shape) -> str:
    """The sum over samples that gives such biases."""
    if len(wanted) == 2 and wanted[0] == 1:
        return "np.sum(delta, axis=0, keepdims=True)"
    if len(wanted) == 2 and wanted[1] == 1:
        return "np.sum(delta, axis=1, keepdims=True)"
    return "np.sum(delta, axis=0) if they are rows, axis=1 if they are columns"


def _entries(shape: Shape) -> int:
    return int(np.prod(shape, dtype=np.int64))


def instead_of(value: object, name: str) -> str:
    """What to pass instead of something that is no array, as the end of a sentence."""
    if is_dataclass(value):
        kind = type(value).__name__
        return (
            f"a dataclass: pass vars({name}), its own arrays by name (asdict would copy them); and "
            f"for a loss_fn that takes params, lambda p: loss_fn({kind}(**p))"
        )
    if isinstance(value, ItemsView):
        return "pass the dict itself"
    if isinstance(value, Iterator):
        return (
            "it can be read only once: pass list(...) of it, or dict(...) if it gives pairs, as in "
            "dict(model.named_parameters())"
        )
    if is_other_array(value):
        return "it cannot be nudged in place: let loss_fn take params, as in loss_fn(params)"
    if isinstance(value, int):
        return "write 2.0 for 2, and let loss_fn take params, as in loss_fn(params)"
    if isinstance(value, str):
        return "a name where a parameter belongs: pass dict(...) of such pairs"
    if isinstance(value, float):
        return "np.array(...) makes one; or let loss_fn take params, as loss_fn(params)"
    return "np.array(...) makes one"


def kind_of(value: object) -> str:
    """``list of 3``, ``array of shape (3,)``, ``NoneType``: enough to recognise a value."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    if is_other_array(value):
        return f"an array of {library(value)}"
    return f"a {type(value).__name__}"
