"""From shapes to layers: which of someone's arrays are weights and biases, and which way round.

Shapes leave little open. A weight matrix is [fan_in, fan_out] or [fan_out, fan_in], all of one
network alike; a bias is [h], [h, 1] or [1, h], in an array of its own or in the matrix, as the
weights of a first or last input that is 1; samples are the rows or the columns of X. What is left
open is tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpviz.arrays import Array

Shape = tuple[int, ...]
Inside = Literal["", "first", "last"]


@dataclass(frozen=True)
class Layout:
    """How a list of arrays makes up a network.

    Attributes
    ----------
    weights : by layer, the index of its weight array
    biases : by layer, the index of its bias array; None where it has none of its own
    sizes : units per layer, inputs first
    out_in : weights are [fan_out, fan_in]
    columns : samples are the columns of X
    inside : which input of every weight matrix is the bias, a constant 1; "" for none
    """

    weights: tuple[int, ...]
    biases: tuple[int | None, ...]
    sizes: tuple[int, ...]
    out_in: bool
    columns: bool
    inside: Inside = ""

    @property
    def has_biases(self) -> bool:
        """Whether any layer has a bias."""
        return bool(self.inside) or any(index is not None for index in self.biases)

    def split(self, arrays: Sequence[Array]) -> tuple[list[Array], list[Array]]:
        """W [fan_in, fan_out] and b [fan_out] of every layer; zeros where there is no bias."""
        W, b = [], []
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            fan_in, fan_out = self.sizes[layer : layer + 2]
            matrix = np.asarray(arrays[weight], np.float64)
            rows = fan_in + bool(self.inside)
            shaped = matrix.reshape((fan_out, rows)).T if self.out_in else matrix.reshape(rows, -1)
            if self.inside:
                place = 0 if self.inside == "first" else fan_in
                b.append(shaped[place].copy())
                shaped = np.delete(shaped, place, axis=0)
            elif bias is None:
                b.append(np.zeros(fan_out))
            else:
                b.append(np.asarray(arrays[bias], np.float64).reshape(fan_out))
            W.append(np.ascontiguousarray(shaped))
        return W, b

    def named(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """Someone's arrays, parameters or gradients, by the engine's names and in its shapes."""
        W, b = self.split(arrays)
        named = {f"W{i}": matrix for i, matrix in enumerate(W, 1)}
        return named | {f"b{i}": v for i, v in enumerate(b, 1) if self.has_biases}

    def held(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """``named`` without the biases that a layer does not have."""
        own = [self.inside or index is not None for index in self.biases]
        absent = {f"b{layer}" for layer, there in enumerate(own, 1) if not there}
        return {n: array for n, array in self.named(arrays).items() if n not in absent}

    def join(self, W: Sequence[Array], b: Sequence[Array], shapes: Sequence[Shape]) -> list[Array]:
        """The other way: arrays of ``shapes`` from W [fan_in, fan_out] and b [fan_out]."""
        arrays: list[Array] = [np.empty(0)] * len(shapes)
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            matrix = W[layer]
            if self.inside:
                place = 0 if self.inside == "first" else len(matrix)
                matrix = np.insert(matrix, place, b[layer], axis=0)
            arrays[weight] = (matrix.T if self.out_in else matrix).reshape(shapes[weight])
            if bias is not None:
                arrays[bias] = b[layer].reshape(shapes[bias])
        return arrays


def layouts(shapes: Sequence[Shape], X: Shape, outputs: Sequence[int]) -> Iterator[Layout]:
    """Every layout that ``shapes`` allow for inputs of shape ``X``, the likeliest first.

    ``outputs`` are the possible numbers of outputs; empty: any. All arrays must find their place.
    """
    ways: list[tuple[bool, int]] = [(False, X[-1] if len(X) == 2 else _product(X[1:] or X))]
    if len(X) == 2:
        ways.append((True, X[0]))
    for columns, d in ways:
        # Whoever keeps samples in columns writes W @ X.
        for out_in in (columns, not columns):
            for inside in _INSIDE:
                found = _chains(shapes, d, out_in, inside, outputs)
                for weights, biases, sizes in found:
                    yield Layout(weights, biases, sizes, out_in, columns, inside)


_INSIDE: tuple[Inside, ...] = ("", "first", "last")
_Chain = tuple[tuple[int, ...], tuple[int | None, ...], tuple[int, ...]]


def _chains(
    shapes: Sequence[Shape], d: int, out_in: bool, inside: Inside, outputs: Sequence[int]
) -> Iterator[_Chain]:
    """Orders of the arrays in which every layer takes what the one before gives."""

    def extend(chain: _Chain, left: tuple[int, ...]) -> Iterator[_Chain]:
        weights, biases, sizes = chain
        if not left:
            if weights and (not outputs or sizes[-1] in outputs):
                yield chain
            return
        for i in left:
            fan_out = _fan_out(shapes[i], sizes[-1] + bool(inside), out_in)
            if not fan_out:
                continue
            rest = tuple(j for j in left if j != i)
            own = [] if inside else [j for j in rest if _is_bias(shapes[j], fan_out)]
            own.sort(key=lambda j: (j < i, abs(j - i)))  # the one that follows its weights
            for bias in (*own, None):
                grown = (*weights, i), (*biases, bias), (*sizes, fan_out)
                yield from extend(grown, tuple(j for j in rest if j != bias))

    yield from extend(((), (), (d,)), tuple(range(len(shapes))))


def _fan_out(shape: Shape, fan_in: int, out_in: bool) -> int:
    """Units of a layer with such a weight array; 0 if it does not take ``fan_in`` inputs."""
    if len(shape) == 1:  # one unit
        return int(shape[0] == fan_in)
    if len(shape) != 2:
        return 0
    inputs, units = shape[::-1] if out_in else shape
    return units if inputs == fan_in else 0


def _is_bias(shape: Shape, units: int) -> bool:
    """Whether an array may be the bias of that many units."""
    return _product(shape) == units and (len(shape) < 2 or (len(shape) == 2 and 1 in shape))


def _product(shape: Shape) -> int:
    return int(np.prod(shape, dtype=np.int64))
