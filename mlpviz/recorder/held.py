"""Someone's parameters, of any naming and orientation, by the engine's names and in its shapes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import wrong
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.parameters import pairs
from mlpviz.gradcheck.layout import Layout, Shape, layouts
from mlpviz.gradcheck.readings.roles import roles_of
from mlpviz.words import counted

FEW = 8  # arrays of which every order is tried; the orders of more are too many
MUST = "a dict or a list of NumPy arrays or torch tensors, or a torch module"


@dataclass(frozen=True, eq=False)
class Held:
    """What parameters are: ``names`` and ``shapes`` as they were given, and how they make layers.

    ``layout`` is None where they are no chain of layers. ``titles`` gives the engine's name of each
    array, W1, b1, ..., the name that it has in the loop; in the engine's order.
    """

    names: tuple[str, ...]
    shapes: tuple[Shape, ...]
    layout: Layout | None
    titles: Mapping[str, str]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, inputs first; empty where that is not known."""
        return () if self.layout is None else self.layout.sizes

    @property
    def bias(self) -> bool:
        """Whether there are biases, as far as is known."""
        return self.layout is None or self.layout.has_biases

    def named(self, params: Any, field: str = "params") -> dict[str, Array]:
        """Such parameters, or gradients, by the engine's names and in its shapes; copies.

        Raises FaultsError for what is built otherwise.
        """
        found = dict(leaves(params, field))
        if tuple(array.shape for array in found.values()) != self.shapes:
            shapes = [array.shape for array in found.values()]
            message = (
                f"{field} = {show(params)} holds {counted(len(shapes), 'array')} of shapes "
                f"{shapes}; the recorder's parameters have {list(self.shapes)}. Give them in the "
                "same order."
            )
            raise FaultsError([Fault(field, shapes, message)])
        arrays = list(found.values())
        if self.layout is None:
            return {
                name: np.array(a, np.float64) for name, a in zip(self.titles, arrays, strict=True)
            }
        found_by = self.layout.held(arrays)
        return {name: found_by[name].copy() for name in self.titles}  # which may be views


def held(params: Any) -> Held:
    """What ``params`` are. Raises FaultsError for what is none, or holds no numbers."""
    found = dict(leaves(params, "params"))
    names, shapes = tuple(found), tuple(array.shape for array in found.values())
    torch = tensors.is_module(params) or any(
        tensors.is_tensor(value) for _, value, _ in pairs(_unwrapped(params), None, "", [])
    )
    layout = _layout(names, shapes, torch)
    return Held(names, shapes, layout, _titles(names, shapes, layout))


def leaves(params: Any, field: str) -> Iterator[tuple[str, Array]]:
    """Name and numbers of every array in ``params``, in order."""
    faults: list[Fault] = []
    any_there = False
    for name, value, _ in pairs(_unwrapped(params), None, "" if field == "params" else field, []):
        any_there = True
        array = tensors.numbers(value) if tensors.is_tensor(value) else value
        fits = isinstance(array, np.ndarray | np.generic) and array.dtype.kind in "fiu"
        if not fits or not array.size:
            faults.append(wrong(name, value, MUST))
        else:
            yield name, np.asarray(array)
    if not any_there:
        faults.append(wrong(field, params, MUST))
    if faults:
        raise FaultsError(faults)


def _unwrapped(params: Any) -> Any:
    """A torch module's parameters by name; else what was given."""
    return dict(params.named_parameters()) if tensors.is_module(params) else params


def _layout(names: Sequence[str], shapes: Sequence[Shape], torch: bool) -> Layout | None:
    """How the arrays make up a chain of layers; None if they don't.

    By names and shapes as far as they tell. Where a matrix could lie either way, torch's are
    [fan_out, fan_in], others [fan_in, fan_out].
    """
    roles = roles_of(names, shapes)
    if all(role.kind and role.layer for role in roles):
        layers = range(1, max(role.layer for role in roles) + 1)
        place = {(role.kind, role.layer): i for i, role in enumerate(roles)}
        if all(("weights", layer) in place for layer in layers):
            weights = tuple(place["weights", layer] for layer in layers)
            biases = tuple(place.get(("biases", layer)) for layer in layers)
            told = {roles[i].units for i in weights} - {None}
            ways = [told.pop() == 0] if len(told) == 1 else [torch, not torch]
            for out_in in ways:
                if (found := _chain(shapes, weights, biases, out_in)) is not None:
                    return found
    if len(shapes) <= FEW:
        return _any_order(shapes, torch)
    matrices = tuple(i for i, shape in enumerate(shapes) if len(shape) == 2)
    following = tuple(
        i + 1 if i + 1 < len(shapes) and len(shapes[i + 1]) == 1 else None for i in matrices
    )
    if len(matrices) + sum(i is not None for i in following) != len(shapes):
        return None
    both = (_chain(shapes, matrices, following, out_in) for out_in in (torch, not torch))
    return next((layout for layout in both if layout is not None), None)


def _chain(
    shapes: Sequence[Shape],
    weights: tuple[int, ...],
    biases: tuple[int | None, ...],
    out_in: bool,
) -> Layout | None:
    """The layout of layers in this order, if each takes what the one before gives."""
    if any(len(shapes[i]) != 2 for i in weights):
        return None
    sides = [shapes[i][::-1] if out_in else shapes[i] for i in weights]
    fits = all(a[1] == b[0] for a, b in pairwise(sides)) and all(
        bias is None or int(np.prod(shapes[bias])) == side[1]
        for bias, side in zip(biases, sides, strict=True)
    )
    sizes = (sides[0][0], *(side[1] for side in sides))
    return Layout(weights, biases, sizes, out_in, columns=False) if fits else None


def _any_order(shapes: Sequence[Shape], torch: bool) -> Layout | None:
    """The likeliest layout of so few arrays, with inputs as many as some array has rows."""
    widths = dict.fromkeys(length for shape in shapes if len(shape) == 2 for length in shape)
    found = [
        layout
        for d in widths
        for layout in islice(layouts(shapes, (0, d), ()), 4)
        if not layout.inside and not layout.columns
    ]
    # The way round that is usual; then with biases, and in the order in which they were given.
    found.sort(
        key=lambda layout: (
            layout.out_in != torch,
            not layout.has_biases,
            list(layout.weights) != sorted(layout.weights),
        )
    )
    return found[0] if found else None


def _titles(names: Sequence[str], shapes: Sequence[Shape], layout: Layout | None) -> dict[str, str]:
    if layout is None:
        matrices = [i for i, shape in enumerate(shapes) if len(shape) > 1]
        return {
            f"W{matrices.index(i) + 1}" if i in matrices else f"p{i + 1}": name
            for i, name in enumerate(names)
        }
    titles = {}
    for layer, (weight, bias) in enumerate(zip(layout.weights, layout.biases, strict=True), 1):
        titles[f"W{layer}"] = names[weight]
        if bias is not None:
            titles[f"b{layer}"] = names[bias]
    return titles
