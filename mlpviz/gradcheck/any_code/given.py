"""Parameters and gradients as people have them, made into arrays and tensors that can be nudged.

A torch module, the values of a dict, plain floats, arrays of JAX, objects with ``.data`` and
``.grad`` as in micrograd, and gradients that a function computes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.array_api import is_other_array, other_array
from mlpviz.gradcheck.any_code.loss_function import takes_params
from mlpviz.gradcheck.any_code.parameters import Slot, read_slots, rebuild


@dataclass(frozen=True, eq=False)
class Given:
    """What was given, in a form that ``read_slots`` takes.

    ``params`` holds arrays and tensors only, ``grads`` the gradients under test; ``whole`` is what
    was passed as params, and ``backward`` the function that gives gradients, if one was passed.
    ``holders`` are the objects whose ``.data`` is one of the arrays, or a number that one stands
    for. ``own``: ``loss_fn`` is called with params. ``copies``: with copies, and nothing of the
    caller's is nudged. ``of_backward``: no gradients were passed, but are in ``.grad``.
    """

    loss_fn: Callable[..., Any]
    params: Any
    grads: Any
    whole: Any
    backward: Callable[..., Any] | None
    holders: Sequence[tuple[Any, Array]]
    own: bool
    copies: bool
    of_backward: bool

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
        originals = list(leaves(self.whole))
        if not any(map(_is_made_again, originals)):
            return lambda: structure

        def as_they_were() -> tuple[Any, ...]:
            pairs = zip(slots, originals, strict=True)
            return (rebuild(self.params, iter([_like(slot.held, o) for slot, o in pairs])),)

        return as_they_were

    def gradients(self, slots: Sequence[Slot]) -> list[Array] | None:
        """The gradients by ``backward`` as the slots are now, by slot; None without one."""
        if self.backward is None:
            return None
        passed = self.arguments(slots)() or (self.whole,)
        grads = self.backward(*passed) if takes_params(self.backward, "grads") else self.backward()
        grads = _paired(grads, self.params, tensors.is_module(self.whole))
        return [slot.gradient for slot in read_slots(self.params, grads, self.copies)]

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Give the holders their own data and gradients back afterwards."""
        kept = [(holder, holder.data, holder.grad) for holder, _ in self.holders]
        try:
            yield
        finally:
            for holder, data, gradient in kept:
                holder.data, holder.grad = data, gradient


def given(loss_fn: Callable[..., Any], params: Any, grads: Any, own: bool) -> Given:
    """Take ``params`` and ``grads`` as they come; ``own``: ``loss_fn`` is called with params."""
    backward = grads if callable(grads) else None
    if backward is not None:
        grads = backward(params) if takes_params(backward, "grads") else backward()
    params, pairs = _by_name(params)
    whole = params = list(params) if isinstance(params, ValuesView) else params
    module = tensors.is_module(params)
    if module:
        params = tensors.trained(params)
    grads = _paired(grads, params, module or pairs)
    of_backward = grads is None
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
        return np.array(value) if copies and _is_made_again(value) else value

    params = rebuild(params, iter([plain(value) for value in leaves(params)]))
    return Given(loss_fn, params, grads, whole, backward, holders, own, copies, of_backward)


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


def _by_name(values: Any) -> tuple[Any, bool]:
    """Pairs of a name and a value as a dict, such as ``model.named_parameters()``; and whether."""
    if not isinstance(values, list | tuple | Iterator):
        return values, False
    found = list(values)
    named = bool(found) and all(
        isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], str) for each in found
    )
    return (dict(found), True) if named else (values, False)


def _paired(grads: Any, params: Any, module: bool) -> Any:
    """Gradients as a list where they can be read only once, by name where parameters have names
    that come from a ``module`` or from pairs.
    """
    grads, _ = _by_name(list(grads) if isinstance(grads, ValuesView | Iterator) else grads)
    if module and isinstance(grads, list | tuple) and len(grads) == len(params):
        return dict(zip(params, grads, strict=True))
    return grads


def _is_made_again(value: Any) -> bool:
    """Whether ``loss_fn`` is not handed a NumPy array in its place, but what it was."""
    return isinstance(value, float) or is_other_array(value)


def _like(held: Any, original: Any) -> Any:
    if isinstance(original, float):
        return float(held)
    return other_array(held, original) if is_other_array(original) else held


def _holds(value: Any) -> bool:
    """Whether ``value`` is an object with numbers in ``.data`` and their gradient in ``.grad``."""
    if tensors.is_tensor(value) or isinstance(value, np.ndarray | np.generic):
        return False
    data = getattr(value, "data", None)
    number = isinstance(data, int | float | np.number) and not isinstance(data, bool)
    return hasattr(value, "grad") and (number or isinstance(data, np.ndarray))


def _array(data: Any) -> Array:
    return data if isinstance(data, np.ndarray) else np.array(float(data))
