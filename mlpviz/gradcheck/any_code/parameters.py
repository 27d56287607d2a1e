"""Someone's parameters and gradients: named, looked through, and put back to the bit.

Parameters come as a dict or a sequence, nested if need be, of NumPy arrays or torch tensors, or as
a single one. Whatever a check cannot work with is told at once, with the way out.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.hints import instead_of, kind_of, shape_hint
from mlpviz.words import counted, element_name, listed

OVERLAP_WORK = 10_000  # candidates that NumPy may try before it gives up to prove an overlap


class GradientCheckInputError(ValueError):
    """What was passed cannot be checked. The message names the value, the limit and the way out."""


@dataclass(frozen=True, eq=False)
class Slot:
    """One parameter under check.

    ``name`` as in the report; ``held``, the array or tensor that the loss reads; ``array``, the
    same memory as a NumPy array, where the nudges are written; ``gradient`` [shape of ``array``],
    the gradient to judge, in float64; ``u``, the coarser unit round-off of the two.
    """

    name: str
    held: Any
    array: Array
    gradient: Array
    u: float


def read_slots(params: Any, grads: Any, own: bool) -> tuple[Slot, ...]:
    """Pair ``params`` with ``grads``, which are built alike, in their order.

    With ``own`` the slots hold copies, which a callable of params can be given; else the very
    memory of ``params``. ``grads`` None takes ``.grad`` of tensors. Raises GradientCheckInputError
    that lists everything that does not fit.
    """
    faults: list[str] = []
    slots = []
    for name, value, gradient in pairs(params, grads, "", faults):
        fault = _unusable(value, own, name)
        if fault:
            faults.append(f"{name} {fault}")
            continue
        found, u = _gradient(name, value, gradient, faults)
        held = value
        if own:
            held = tensors.twin(value) if tensors.is_tensor(value) else np.array(value)
        array = tensors.memory(held) if tensors.is_tensor(held) else held
        slots.append(Slot(name, held, array, found, max(u, unit_roundoff(array.dtype))))
    faults += _aliases(params, faults)
    if not slots and not faults:
        faults.append("params is empty: there is nothing to check")
    if faults:
        raise GradientCheckInputError("\n".join(faults))
    return tuple(slots)


def rebuild(params: Any, values: Iterator[Any]) -> Any:
    """A structure like ``params`` with the next of ``values`` in the place of each parameter."""
    if isinstance(params, Mapping):
        return {key: rebuild(value, values) for key, value in params.items()}
    if isinstance(params, list | tuple):
        items = [rebuild(value, values) for value in params]
        return type(params)(*items) if hasattr(params, "_fields") else type(params)(items)
    return next(values)


@contextmanager
def restored(slots: Sequence[Slot]) -> Iterator[tuple[Array, ...]]:
    """Put every slot's array back to the bit afterwards, whatever happens. Yields the copies."""
    saved = tuple(slot.array.copy() for slot in slots)
    try:
        yield saved
    finally:
        for slot, copy in zip(slots, saved, strict=True):
            slot.array[...] = copy


def unit_roundoff(dtype: Any) -> float:
    """Half the distance from 1 to the next number of ``dtype``; float64's for anything finer."""
    coarse = np.issubdtype(dtype, np.inexact)
    return max(float(np.finfo(dtype).eps) / 2.0, 2.0**-53) if coarse else 2.0**-53


def pairs(params: Any, grads: Any, name: str, faults: list[str]) -> Iterator[tuple[str, Any, Any]]:
    """(name, parameter, gradient) of every leaf; what has no partner is a fault."""
    if isinstance(params, Mapping):
        keys = list(params)
        if grads is not None:
            if not isinstance(grads, Mapping):
                faults.append(
                    f"{name or 'params'} is a dict, so {_like(name)} must be one, with the same "
                    f"keys; got {kind_of(grads)}{_or_none(params)}"
                )
                return
            faults += _key_faults(keys, list(grads), name)
        for key in keys:
            inner = f"{name}[{key!r}]" if name else key if isinstance(key, str) else repr(key)
            if grads is None or key in grads:
                yield from pairs(params[key], None if grads is None else grads[key], inner, faults)
    elif isinstance(params, list | tuple):
        if grads is not None and not (
            isinstance(grads, list | tuple) and len(grads) == len(params)
        ):
            faults.append(
                f"{name or 'params'} has {counted(len(params), 'entry', 'entries')}, so "
                f"{_like(name)} must be a list or tuple of {len(params)}; got {kind_of(grads)}"
            )
            return
        for i, value in enumerate(params):
            inner = f"{name or 'params'}[{i}]"
            yield from pairs(value, None if grads is None else grads[i], inner, faults)
    else:
        yield name or "params", params, grads


def _like(name: str) -> str:
    return f"the gradient of {name}" if name else "grads"


def _or_none(params: Any) -> str:
    """For tensors there is a simpler way."""
    tensor = any(tensors.is_tensor(value) for value in params.values())
    return ": {name: p.grad for name, p in params.items()}, or None for just that" if tensor else ""


def _kind_of_array(value: object) -> str:
    return "a masked array" if isinstance(value, np.ma.MaskedArray) else "an np.matrix"


def _key_faults(keys: list[Any], others: list[Any], name: str) -> list[str]:
    """Names that only one side has. ``dW1`` for ``W1`` is frequent enough to have a hint."""
    missing, extra = [k for k in keys if k not in others], [k for k in others if k not in keys]
    if not missing and not extra:
        return []
    parts = [f"lacks {listed(map(repr, missing))}"] if missing else []
    parts += [f"has {listed(map(repr, extra))} too many"] if extra else []
    hint = ""
    if missing and all(f"d{key}" in extra for key in missing):
        hint = ": try grads = {name[1:]: g for name, g in grads.items()}"
    names = ", ".join(map(repr, keys))
    return [f"{_like(name)} {listed(parts)}; its names must be those of params, {names}{hint}"]


def _unusable(value: Any, own: bool, name: str) -> str | None:
    """Why a parameter cannot be nudged, with the way out; None if it can."""
    if tensors.is_tensor(value):
        fault = tensors.unusable(value)
        if fault:
            return fault
        array = tensors.memory(value)
    elif isinstance(value, np.matrix | np.ma.MaskedArray):
        return f"is {_kind_of_array(value)}, which computes by rules of its own: np.array(...)"
    elif isinstance(value, np.ndarray):
        array = value
        if array.dtype.kind == "c":
            return f"is {array.dtype}: split it into real and imaginary part"
        if array.dtype.kind == "O":
            return (
                "has dtype object. Numbers alone: .astype(float); arrays in an array: pass them as "
                "a list, list(...), or a dict"
            )
        if array.dtype.kind != "f":
            return (
                f"has dtype {array.dtype}, and a nudge would be rounded away: use "
                ".astype(np.float64)"
            )
    else:
        return (
            f"is {kind_of(value)}; a parameter must be a NumPy array or a torch tensor: "
            f"{instead_of(value, name)}"
        )
    if not array.size:
        return f"has shape {array.shape}, which has no entries: leave it out"
    if not own and not array.flags.writeable:
        return (
            "is read-only, and a loss_fn without arguments can only be nudged in place: pass a "
            "copy that loss_fn reads too, or a loss_fn that takes params"
        )
    if not own and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True)):
        return "is a broadcast view, several entries in one place of memory: use .copy()"
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        where = element_name("", bad[0])
        return f"holds {array[tuple(bad[0])]} at {where}: a derivative needs finite parameters"
    return None


def _gradient(name: str, value: Any, gradient: Any, faults: list[str]) -> tuple[Array, float]:
    """The gradient as float64 array of the parameter's shape, and its unit round-off."""
    if gradient is None:
        gradient = tensors.grad_of(value) if tensors.is_tensor(value) else None
        if gradient is None:
            remedy = "run backward first" if tensors.is_tensor(value) else "pass an array"
            faults.append(f"the gradient of {name} is None: {remedy}")
            return np.zeros(()), 0.0
    if tensors.is_tensor(gradient):
        u = tensors.unit_roundoff(gradient)
        real = not gradient.dtype.is_complex
        array = tensors.numbers(gradient) if real else np.zeros(())
        kind = str(gradient.dtype)
    else:
        array = np.asarray(gradient)
        u, kind = unit_roundoff(array.dtype), str(array.dtype)
        real = array.dtype.kind in "fiu"
    if not real:
        what = kind
        if kind == "object" and not isinstance(gradient, np.ndarray):
            what = f"object, as it is {kind_of(gradient)}: {instead_of(gradient, 'grads')}"
        faults.append(f"the gradient of {name} has dtype {what}: it must hold real numbers")
    elif array.shape != tuple(value.shape):
        shape, wanted = tuple(array.shape), tuple(value.shape)
        faults.append(
            f"the gradient of {name} has shape {shape}; the parameter has {wanted}, and they must "
            f"agree{shape_hint(shape, wanted)}"
        )
    return np.array(array, np.float64) if real else array, u


def _aliases(params: Any, faults: list[str]) -> list[str]:
    """Parameters that share memory: a nudge of one would move the other."""
    if faults:
        return []
    leaves = [
        (name, tensors.memory(value) if tensors.is_tensor(value) else value)
        for name, value, _ in pairs(params, None, "", [])
    ]
    return [
        f"{first} and {second} share memory, so neither has a gradient of its own: name tied "
        "parameters once, with the sum of their gradients, or make copies"
        for (first, a), (second, b) in combinations(leaves, 2)
        if _overlap(a, b)
    ]


def _overlap(a: Array, b: Array) -> bool:
    if not np.may_share_memory(a, b):
        return False
    try:
        return np.shares_memory(a, b, max_work=OVERLAP_WORK)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return False  # strided views of one array, such as the columns of a matrix
