"""The ways from a weight to the loss: a gradient is the sum over all of them.

A way leads through one unit of every later layer. What it brings is the product of all that stands
on it: the input, the slope of every unit, the weight of every edge, the delta of the output.
"""

from collections.abc import Iterator
from math import prod

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.tracing.formula import Val
from mlpviz.tracing.known import Known
from mlpviz.tracing.parts import Ref
from mlpviz.tracing.penalties import of_gradient
from mlpviz.tracing.slopes import behind
from mlpviz.tracing.sums import Item, chosen

MOST = 200_000  # numbers, a path and a sample each, up to which ways are told to their end


def paths_of(known: Known, name: str, layer: int, index: tuple[int, ...]) -> tuple[list[Item], int]:
    """The largest ways, and all others as one; what a penalty adds comes last.

    Ways end at the outputs, or, where there are too many of them, in the next layer: then each
    stands for all that go on from there.
    """
    end = known.depth
    if prod(known.sizes[layer + 1 :]) * known.n > MOST:
        end = layer + 1
    values = ways(known, name, layer, index, end)
    units = known.sizes[layer + 1 : end + 1]

    def item(place: int) -> Item:
        way = tuple(int(i) for i in np.unravel_index(place, units)) if units else ()
        return _item(known, name, layer, index, way, float(values[place]))

    return chosen(values, item, of_gradient(known, f"d{name}", index))


def ways(known: Known, name: str, layer: int, index: tuple[int, ...], end: int) -> Array:
    """What every way brings, summed over samples, in the order of units, layer by layer."""
    unit = index[-1]
    so_far = np.ones((known.n, 1))
    if name.startswith("W"):
        so_far = known.arrays[known.before(layer)][:, [index[0]]].astype(float)
    at = np.array([unit])  # the unit in which each way has come
    for here in range(layer, end):
        z, a = known.arrays[f"z{here}"][:, at], known.arrays[f"a{here}"][:, at]
        so_far = so_far * ACTIVATIONS[known.activation(here)].df(z, a)
        if (mask := known.mask(here)) is not None:
            so_far = so_far * mask[:, at]
        W = known.arrays[f"W{here + 1}"]
        so_far = (so_far[:, :, None] * W[at][None]).reshape(known.n, -1)
        at = np.tile(np.arange(W.shape[1]), len(at))
    result: Array = (so_far * known.arrays[f"d{end}"][:, at]).sum(axis=0)
    return result


def _item(
    known: Known, name: str, layer: int, index: tuple[int, ...], way: tuple[int, ...], value: float
) -> Item:
    """A way with all that stands on it; of several samples those of the one that is written."""
    formula: list[str | Val] = []
    for factor in _factors(known, name, layer, index, way):
        formula += [" * "] if formula else []
        formula += factor
    ref = Ref(f"a{layer + 1}", way[:1]) if way else Ref(f"d{layer}", index[-1:])
    return Item(formula, value, ref, "term", (index[-1], *way))


def _factors(
    known: Known, name: str, layer: int, index: tuple[int, ...], way: tuple[int, ...]
) -> Iterator[list[str | Val]]:
    if name.startswith("W"):
        yield [known.val(known.before(layer), index[:1])]
    unit = index[-1]
    for here, following in enumerate(way, layer):
        if steep := behind(known, here, (unit,)):
            yield [*steep]
        yield [known.val(f"W{here + 1}", (unit, following))]
        unit = following
    yield [known.val(f"d{layer + len(way)}", (unit,))]
