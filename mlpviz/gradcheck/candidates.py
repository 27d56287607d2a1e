"""Networks that somebody's arrays may be: layouts with data and parameters, and what they compute.

``recognise`` asks them for losses at several points, ``identify`` for a loss and gradients at one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.gradcheck.description import Description, Penalty
from mlpviz.gradcheck.layout import Layout, Shape, layouts

MOST_LAYOUTS = 200
MOST_MIXTURES = 1000  # combinations of one activation per layer

Parts = tuple[list[Array], list[Array]]  # W and b of every layer


class Laid(NamedTuple):
    """A layout with inputs X [n, d], possible targets [n, k], and W and b at every point.

    ``penalties`` are, by what is penalised, sums of squares at every point, ``absolutes`` of sizes.
    """

    layout: Layout
    X: Array
    targets: list[Array]
    parts: list[Parts]
    penalties: dict[Penalty, Array]
    absolutes: dict[Penalty, Array]


def laid_out(
    points: Sequence[Sequence[Array]], X: Array, Y: Array, said: Description
) -> list[Laid]:
    """Every way to make a network of arrays, which stand at ``points``, that takes X and gives Y.

    X is [n, d], [d, n] or [n, ...]; Y the targets [n, k], [k, n] or [n], or class numbers.
    """
    shapes: list[Shape] = [array.shape for array in points[0]]
    found = (each for each in layouts(shapes, X.shape, _output_counts(Y)) if said.allows(each))
    return [
        Laid(layout, inputs, targets, parts, _sums(parts, np.square), _sums(parts, np.abs))
        for layout in islice(found, MOST_LAYOUTS)
        for inputs in [_inputs(X, layout.columns)]
        for targets in [list(_targets(Y, len(inputs), layout.sizes[-1], layout.columns))]
        if targets
        for parts in [[layout.split(point) for point in points]]
    ]


def same(laid: Laid, said: Description) -> Iterator[tuple[str, ...]]:
    """The same activation in all hidden layers."""
    yield from said.same_activations(len(laid.layout.sizes) - 2)


def mixed(laid: Laid, said: Description) -> Iterator[tuple[str, ...]]:
    """One activation for each hidden layer, where they differ."""
    hidden = len(laid.layout.sizes) - 2
    if hidden > 1:
        yield from islice(said.mixed_activations(hidden), MOST_MIXTURES)


class Pass(NamedTuple):
    """A forward pass: the hidden activations, what the last layer takes [n, h] and gives [n, k]."""

    activations: tuple[str, ...]
    a: Array
    z: Array


def passes(laid: Laid, choices: Iterable[tuple[str, ...]]) -> Iterator[Pass]:
    """A forward pass at the first point for each of ``choices``, one activation per hidden layer.

    Choices that begin as the one before share what was computed for it.
    """
    W, b = laid.parts[0]
    before: tuple[str, ...] = ()
    kept = [laid.X]
    for names in choices:
        pairs = zip(before, names, strict=False)  # the first one is before nothing
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        del kept[alike + 1 :]
        for layer in range(alike, len(names)):
            kept.append(ACTIVATIONS[names[layer]].f(kept[-1] @ W[layer] + b[layer]))
        before = names
        yield Pass(names, kept[-1], kept[-1] @ W[-1] + b[-1])


def logits(activations: Sequence[str], parts: Parts, X: Array) -> Array:
    """The last layer's z [n, k]."""
    W, b = parts
    a = X
    for i, name in enumerate(activations):
        a = ACTIVATIONS[name].f(a @ W[i] + b[i])
    z: Array = a @ W[-1] + b[-1]
    return z


def predicted(z: Array, Y: Array, output: str, loss: str) -> tuple[Array, float]:
    """What the engine's loss takes of logits [n, k], themselves or the outputs, and its value."""
    row = LOSSES[loss]
    prediction = z if row.fused else OUTPUTS[output].f(z)
    return prediction, float(row.f(prediction, Y)[0])


def loss_and_delta(z: Array, Y: Array, output: str, loss: str) -> tuple[float, Array]:
    """The engine's loss of logits [n, k], and its derivative in them."""
    row, shape = LOSSES[loss], OUTPUTS[output].activation
    if row.fused or shape is None:
        value, delta = row.f(z, Y)
        return float(value), delta
    a = OUTPUTS[output].f(z)
    value, slope = row.f(a, Y)
    return float(value), slope * shape.df(z, a)


def _sums(parts: Sequence[Parts], of: Callable[[Array], Array]) -> dict[Penalty, Array]:
    weights, biases = (
        np.array([sum(float(np.sum(of(array))) for array in point[kind]) for point in parts])
        for kind in (0, 1)
    )
    return {"weights": weights} | ({"all": weights + biases} if biases.any() else {})


def _inputs(X: Array, columns: bool) -> Array:
    rows = X.T if columns else X.reshape(len(X) if X.ndim > 1 else 1, -1)
    return np.ascontiguousarray(rows, np.float64)


def _output_counts(Y: Array) -> tuple[int, ...]:
    """How many outputs the targets speak of; empty if they may be class numbers."""
    rows, columns = Y.shape if Y.ndim == 2 else (1, 1)
    return () if 1 in (rows, columns) else (rows, columns)


def signed_classes(Y: Array) -> bool:
    """Whether two classes are told by their signs, -1 and 1."""
    return bool(Y.size) and set(np.unique(Y)) == {-1.0, 1.0}


def _targets(Y: Array, n: int, k: int, columns: bool) -> Iterator[Array]:
    """Y as targets [n, k]: as it is, transposed, or from class numbers.

    These count from 0 or 1, or are -1 and 1, which stand for the targets 0 and 1.
    """
    flat = np.asarray(Y, np.float64)
    if flat.ndim == 2 and flat.shape == ((k, n) if columns else (n, k)):
        yield np.ascontiguousarray(flat.T if columns else flat)
    elif flat.ndim == 2 and flat.shape == ((n, k) if columns else (k, n)):
        yield np.ascontiguousarray(flat if columns else flat.T)
    elif flat.size == n * k and (k == 1 or n == 1):
        yield flat.reshape(n, k)
    if signed_classes(flat) and flat.size == n * k and k == 1:
        yield (flat.reshape(n, 1) + 1.0) / 2.0
    if k > 1 and flat.size == n:
        labels = flat.reshape(n)
        for first in (0, 1):
            if np.isin(labels, np.arange(first, first + k)).all():
                yield np.eye(k)[labels.astype(np.int64) - first]
