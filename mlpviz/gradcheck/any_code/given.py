"""Parameters and gradients as people have them, made into arrays and tensors that can be nudged.

A torch module, the values of a dict, plain floats, objects with ``.data`` and ``.grad`` as in
micrograd, and gradients that a function computes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.loss_function import takes_params
from mlpviz.gradcheck.any_code.parameters import Slot, rebuild


@dataclass(frozen=True, eq=False)
class Given:
    """What was given, in a form that ``read_slots`` takes.

    ``params`` and ``grads`` hold arrays and tensors only; ``whole`` is what was passed as params.
    ``holders`` are the objects whose ``.data`` is one of the arrays, or a number that one stands
    for. ``copies``: ``loss_fn`` is called with copies, and nothing of the caller's is nudged.
    """

    params: Any
    grads: Any
    whole: Any
    holders: Sequence[tuple[Any, Array]]
    own: bool
    copies: bool

    def arguments(self, slots: Sequence[Slot]) -> Callable[[], tuple[Any, ...]]:
        """What ``loss_fn`` is to be called with, each time anew, as the slots are then."""
        if not self.copies:
            whole = (self.whole,) if self.own else ()

            def in_place() -> tuple[Any, ...]:
                for holder, array in self.holders:
                    if holder.data is not array:
                        holder.data = float(array)
                return whole

            return in_place
        structure = (rebuild(self.params, iter([slot.held for slot in slots])),)
        floats = [isinstance(value, float) for value in leaves(self.whole)]
        if not any(floats):
            return lambda: structure

        def with_floats() -> tuple[Any, ...]:
            held = (slot.held for slot in slots)
            values = [float(h) if plain else h for h, plain in zip(held, floats, strict=True)]
            return (rebuild(self.params, iter(values)),)

        return with_floats

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Give the holders their own data and gradients back afterwards."""
        kept = [(holder, holder.data, holder.grad) for holder, _ in self.holders]
        try:
            yield
        finally:
            for holder, data, gradient in kept:
                holder.data, holder.grad = data, gradient


def given(params: Any, grads: Any, own: bool) -> Given:
    """Take ``params`` and ``grads`` as they come; ``own``: ``loss_fn`` is called with params."""
    if callable(grads):
        grads = grads(params) if takes_params(grads) else grads()
    whole = params = list(params) if isinstance(params, ValuesView) else params
    grads = list(grads) if isinstance(grads, ValuesView) else grads
    module = tensors.is_module(params)
    if module:
        params = tensors.trained(params)
        if isinstance(grads, list | tuple) and len(grads) == len(params):
            grads = dict(zip(params, grads, strict=True))
    held = [value for value in leaves(params) if _holds(value)]
    if held and grads is None:
        found = (value.grad if _holds(value) else None for value in leaves(params))
        grads = rebuild(params, found)
    holders = [(holder, _array(holder.data)) for holder in held]
    copies = own and not module and not holders
    arrays = iter([array for _, array in holders])

    def plain(value: Any) -> Any:
        if _holds(value):
            return next(arrays)
        return np.array(value) if copies and isinstance(value, float) else value

    params = rebuild(params, iter([plain(value) for value in leaves(params)]))
    return Given(params, grads, whole, holders, own, copies)


def leaves(params: Any) -> Iterator[Any]:
    """What stands in a structure of dicts, lists and tuples, in its order."""
    if isinstance(params, Mapping):
        for value in params.values():
            yield from leaves(value)
    elif isinstance(params, list | tuple):
        for value in params:
            yield from leaves(value)
    else:
        yield params


def _holds(value: Any) -> bool:
    """Whether ``value`` is an object with numbers in ``.data`` and their gradient in ``.grad``."""
    if tensors.is_tensor(value) or isinstance(value, np.ndarray | np.generic):
        return False
    data = getattr(value, "data", None)
    number = isinstance(data, int | float | np.number) and not isinstance(data, bool)
    return hasattr(value, "grad") and (number or isinstance(data, np.ndarray))


def _array(data: Any) -> Array:
    return data if isinstance(data, np.ndarray) else np.array(float(data))
