"""Named parameters as views of one flat vector, in the order W1, b1, W2, b2, ..."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any, NoReturn, Self

from mlpviz.arrays import Array
from mlpviz.engine.arguments import wrong
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.options import as_number


class Parameters(dict[str, Array]):
    """Named views of the flat vector: assigning copies the values in, so the views stay live.

    ``params["W1"] = W``, ``params.update(W1=W)`` and ``params |= saved`` all do. Names cannot be
    added or removed.
    """

    def __setitem__(self, name: str, values: Array) -> None:
        self[name][...] = values

    def update(self, *values: Any, **named: Array) -> None:
        """Copy the values of a mapping, or of keyword arguments, into the parameters they name."""
        for name, array in dict(*values, **named).items():
            self[name] = array

    def __ior__(self, values: Mapping[str, Array]) -> Self:  # type: ignore[override,misc]
        self.update(values)
        return self

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("the network's structure is fixed: its parameters cannot be removed")

    __delitem__ = pop = popitem = clear = _refuse


def whole_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Layer sizes as plain ints. Raises FaultsError unless there are two or more, each >= 1."""
    numbers = [as_number(size) for size in sizes] if isinstance(sizes, Iterable) else []
    if len(numbers) < 2 or not all(isinstance(n, int) and n >= 1 for n in numbers):
        must = "whole numbers >= 1, inputs and outputs at least, such as [2, 8, 1]"
        raise FaultsError([wrong("sizes", sizes, must)])
    return tuple(int(size) for size in sizes)


def parameter_shapes(sizes: Sequence[int], bias: bool) -> dict[str, tuple[int, ...]]:
    """Shapes of W1, b1, W2, ... of a network with these layer sizes; no b without ``bias``."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), 1):
        shapes[f"W{layer}"] = (fan_in, fan_out)
        if bias:
            shapes[f"b{layer}"] = (fan_out,)
    return shapes


def pieces(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, slice]:
    """Where the parameters of these shapes stand in the flat vector, one after another."""
    pieces, start = {}, 0
    for name, shape in shapes.items():
        stop = start + prod(shape)
        pieces[name] = slice(start, stop)
        start = stop
    return pieces


def views(flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    """The pieces of ``flat`` under the given names, in the given shapes."""
    return {name: flat[piece].reshape(shapes[name]) for name, piece in pieces(shapes).items()}
