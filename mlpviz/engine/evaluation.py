"""One forward pass over a split, in chunks: loss, accuracy or R2, class shares, unit health."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.constants import ONE
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.samples import (
    all_finite,
    as_batch,
    as_targets,
    as_weights,
    nonfinite,
    weight_faults,
)
from mlpviz.engine.unit_health import UnitHealth

CHUNK_BYTES = 32 * 2**20  # of layer buffers; a chunk is as many samples as fit


@dataclass(frozen=True)
class Split:
    """One split as the network sees it: X [n, d], Y [n, k], class indices [n] or ``None``.

    ``weights`` [n]: a sample of weight w counts as w samples in the loss and in every measure.
    """

    X: Array
    Y: Array
    labels: Array | None
    weights: Array | None = None

    @cached_property
    def count(self) -> float:
        """How many samples there are, each counted by its weight."""
        return len(self.X) if self.weights is None else float(self.weights.sum(dtype=float))

    @cached_property
    def spread(self) -> Array:
        """Sum of squared distances of the targets from their mean, per output [k], in float64."""
        if self.weights is None:
            spread: Array = ((self.Y - self.Y.mean(axis=0)) ** 2).sum(axis=0)
            return spread.astype(np.float64)
        weights = self.weights.astype(np.float64)
        return weights @ (self.Y - weights @ self.Y / self.count) ** 2

    @cached_property
    def constant(self) -> Array | None:
        """Which outputs never vary, as bools [k]; ``None`` if all of them do."""
        constant = ~(self.spread > 0.0)
        return constant if constant.any() else None

    def batch_weights(self, order: Array | None, start: int, stop: int) -> Array | None:
        """Those of the samples ``order[start:stop]`` as a column whose mean is 1; None if none are.

        A batch in which no sample counts has zeros.
        """
        if self.weights is None:
            return None
        some = self.weights[start:stop] if order is None else self.weights[order[start:stop]]
        mean = some.mean()
        return (some / mean if mean > 0.0 else some)[:, None]

    def true_share(self, n_classes: int | None) -> Array | None:
        """Share of each class [n_classes]; ``None`` for regression."""
        if n_classes is None or self.labels is None:
            return None
        return class_share(self.labels, n_classes, self.weights)


def fitted_splits(network: MLP, train: Split, test: Split) -> tuple[Split, Split]:
    """Both splits in the network's dtype, contiguous; one and the same stays one.

    Raises FaultsError, with all that is wrong in both, if shapes don't fit or a number is not
    finite.
    """
    faults: list[Fault] = []
    fitted = []
    given = [("training", train), ("test", test)]
    for name, split in given[: 1 if test is train else 2]:
        of = f" of the {name} split"
        try:
            with np.errstate(over="ignore"):  # float32's range: ``nonfinite`` says so
                X = as_batch(split.X, network.sizes[0], network.dtype, of)
                Y = as_targets(split.Y, len(X), network.sizes[-1], network.dtype, of)
        except FaultsError as error:
            faults += error.faults
            continue
        faults += [*nonfinite("X", split.X, X, of), *nonfinite("Y", split.Y, Y, of)]
        weights = split.weights
        if weights is not None:
            if wrong_weights := weight_faults("weights", weights, len(X), of):
                faults += wrong_weights
                continue
            weights = np.ascontiguousarray(weights, network.dtype)
        X, Y = np.ascontiguousarray(X), np.ascontiguousarray(Y)
        fitted.append(Split(X, Y, split.labels, weights))
    if faults:
        raise FaultsError(faults)
    return fitted[0], fitted[-1]


class Evaluation(NamedTuple):
    """What one pass over a split tells. See ``EpochRecord`` for the fields' meaning.

    ``finite`` says whether the loss and all pre-activations were: tanh and sigmoid turn an
    infinite z into a harmless looking a.
    """

    finite: bool
    loss: float
    accuracy: float | None
    r2: float | None
    predicted_share: Array | None
    dead_share: tuple[float, ...]
    saturated_share: tuple[float, ...]


def chunk_size(network: MLP, most: int | None = None) -> int:
    """Samples per forward pass that keep the network's buffers within ``CHUNK_BYTES``.

    Not more than ``most`` of them.
    """
    row: int = 4 * sum(network.sizes[1:]) * network.dtype.itemsize
    size = max(1, CHUNK_BYTES // row)
    return size if most is None else min(size, most)


def chunks(
    network: MLP, split: Split, most: int | None = None
) -> Iterator[tuple[Array, Array, Array | None]]:
    """X, Y and weights [m] of consecutive chunks of the split, as views.

    ``most`` samples as in chunk_size.
    """
    step, weights = chunk_size(network, most), split.weights
    for start in range(0, len(split.X), step):
        part = slice(start, start + step)
        yield split.X[part], split.Y[part], None if weights is None else weights[part]


def evaluate(
    network: MLP,
    split: Split,
    loss: str,
    l2: float,
    n_classes: int | None,
    threshold: float,
    health: bool = True,
    passes: Passes = WHOLE,
    l1: float = 0.0,
) -> Evaluation:
    """Run ``network`` once over ``split``.

    ``n_classes`` is ``None`` for regression. R2 = 1 - SS_residual / SS_total per output, averaged
    over outputs; an output that never varies counts as 0. ``health`` says whether to look at the
    hidden units; their shares are empty otherwise. ``passes`` says how many samples go through at
    once. The split is one of ``fitted_splits``; NumPy may warn: ``errstate`` is the caller's.
    """
    n, total, finite = split.count, 0.0, True
    layers = zip(network.activations, network.sizes[1:-1], strict=True)
    samples = len(split.X)
    hidden = [UnitHealth(name, size, samples) for name, size in layers] if health else []
    residual: Array | None = None
    classes: list[Array] = []
    for X, Y, weights in chunks(network, split, passes.measured):
        if weights is None:
            total += network.batch_loss(X, Y, loss) * len(X)
        elif weights.any():
            column = as_weights(weights, len(X), network.dtype)
            total += network.batch_loss(X, Y, loss, column) * float(weights.sum(dtype=float))
        else:
            network.forward(X)
        buffers = network.buffers
        finite = finite and all_finite(buffers.flat_z)
        if n_classes is None:
            squared = _squared_residual(network, Y, weights)
            residual = squared if residual is None else residual + squared
        else:
            classes.append(_decoded(network, threshold))
        for a, units in zip(buffers.a, hidden, strict=False):  # there is an a of the output, too
            units.see(a, buffers.ones)
        passes.between()
    value = total / n + network.penalty(l2, l1)
    accuracy = r2 = share = None
    if residual is not None:
        r2 = _r2(residual, split)
    elif n_classes is not None:
        predicted = classes[0] if len(classes) == 1 else np.concatenate(classes)
        right = predicted == split.labels
        hits = np.count_nonzero(right) if split.weights is None else right @ split.weights
        accuracy = float(hits) / n
        share = class_share(predicted, n_classes, split.weights)
    return Evaluation(
        finite and isfinite(value),
        value,
        accuracy,
        r2,
        share,
        tuple(units.dead_share() for units in hidden),
        tuple(units.saturated_share() for units in hidden),
    )


def _squared_residual(network: MLP, Y: Array, weights: Array | None) -> Array:
    """Sum over samples of (output - Y)^2, per output [k] in float64, after a forward pass."""
    z = network.z[-1]
    residual = (z if network.output == "identity" else OUTPUTS[network.output].f(z)) - Y
    residual *= residual
    if weights is not None:
        residual *= weights[:, None]
    total: Array = np.add.reduce(residual, axis=0)
    return total.astype(np.float64)


def _r2(residual: Array, split: Split) -> float:
    """1 - SS_residual / SS_total, averaged over outputs; one that never varies counts as 0."""
    constant = split.constant
    if constant is None:
        explained = np.subtract(ONE[residual.dtype], residual / split.spread)
    else:
        explained = np.zeros(len(residual))
        explained[~constant] = 1.0 - residual[~constant] / split.spread[~constant]
    return float(np.add.reduce(explained)) / len(explained)  # np.mean takes longer than the rest


def _decoded(network: MLP, threshold: float) -> Array:
    """Class indices [n] after a forward pass.

    Outputs grow with their logits, so logits decide as well, at the threshold's own logit.
    """
    return decode(network.z[-1], OUTPUTS[network.output].logit(threshold))


def class_share(labels: Array, n_classes: int, weights: Array | None = None) -> Array:
    """Share of each class [n_classes] among integer labels [n], by weight; sums to 1."""
    whole = labels.astype(np.intp, copy=False)  # bincount refuses int64 where that is wider
    counts = np.bincount(whole, weights, n_classes)
    return counts / (len(labels) if weights is None else weights.sum(dtype=float))
