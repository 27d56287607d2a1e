"""One forward pass over a split, in chunks: loss, accuracy or R2, class shares, unit health."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.samples import all_finite, as_batch, as_targets, nonfinite
from mlpviz.engine.unit_health import UnitHealth

CHUNK_BYTES = 32 * 2**20  # of layer buffers; a chunk is as many samples as fit


@dataclass(frozen=True)
class Split:
    """One split as the network sees it: X [n, d], Y [n, k], class indices [n] or ``None``."""

    X: Array
    Y: Array
    labels: Array | None

    @cached_property
    def spread(self) -> Array:
        """Sum of squared distances of the targets from their mean, per output [k], in float64."""
        spread: Array = ((self.Y - self.Y.mean(axis=0)) ** 2).sum(axis=0)
        return spread.astype(np.float64)

    @cached_property
    def constant(self) -> Array | None:
        """Which outputs never vary, as bools [k]; ``None`` if all of them do."""
        constant = ~(self.spread > 0.0)
        return constant if constant.any() else None

    def true_share(self, n_classes: int | None) -> Array | None:
        """Share of each class [n_classes]; ``None`` for regression."""
        if n_classes is None or self.labels is None:
            return None
        return class_share(self.labels, n_classes)


def fitted_splits(network: MLP, train: Split, test: Split) -> tuple[Split, Split]:
    """Both splits in the network's dtype, contiguous.

    Raises FaultsError, with all that is wrong in both, if shapes don't fit or a number is not
    finite.
    """
    faults: list[Fault] = []
    fitted = []
    for name, split in (("training", train), ("test", test)):
        of = f" of the {name} split"
        try:
            with np.errstate(over="ignore"):  # float32's range: ``nonfinite`` says so
                X = as_batch(split.X, network.sizes[0], network.dtype, of)
                Y = as_targets(split.Y, len(X), network.sizes[-1], network.dtype, of)
        except FaultsError as error:
            faults += error.faults
            continue
        faults += [*nonfinite("X", split.X, X, of), *nonfinite("Y", split.Y, Y, of)]
        fitted.append(Split(np.ascontiguousarray(X), np.ascontiguousarray(Y), split.labels))
    if faults:
        raise FaultsError(faults)
    train, test = fitted
    return train, test


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


def chunks(network: MLP, split: Split, most: int | None = None) -> Iterator[tuple[Array, Array]]:
    """X and Y of consecutive chunks of the split, as views; ``most`` samples as in chunk_size."""
    step = chunk_size(network, most)
    for start in range(0, len(split.X), step):
        yield split.X[start : start + step], split.Y[start : start + step]


def evaluate(
    network: MLP,
    split: Split,
    loss: str,
    l2: float,
    n_classes: int | None,
    threshold: float,
    health: bool = True,
    passes: Passes = WHOLE,
) -> Evaluation:
    """Run ``network`` once over ``split``.

    ``n_classes`` is ``None`` for regression. R2 = 1 - SS_residual / SS_total per output, averaged
    over outputs; an output that never varies counts as 0. ``health`` says whether to look at the
    hidden units; their shares are empty otherwise. ``passes`` says how many samples go through at
    once.
    """
    n, total, finite = len(split.X), 0.0, True
    layers = zip(network.activations, network.sizes[1:-1], strict=True)
    hidden = [UnitHealth(name, size, n) for name, size in layers] if health else []
    residual = np.zeros(network.sizes[-1])
    classes: list[Array] = []
    for X, Y in chunks(network, split, passes.measured):
        total += network.loss(X, Y, loss) * len(X)
        buffers = network.buffers
        finite = finite and all_finite(buffers.flat_z)
        if n_classes is None:
            residual += _squared_residual(network, Y)
        else:
            classes.append(_decoded(network, threshold))
        for a, units in zip(buffers.a, hidden, strict=False):  # there is an a of the output, too
            units.see(a, buffers.ones)
        passes.between()
    value = total / n + (l2 * network.penalty() if l2 else 0.0)
    accuracy = r2 = share = None
    if n_classes is None:
        r2 = _r2(residual, split)
    else:
        predicted = classes[0] if len(classes) == 1 else np.concatenate(classes)
        accuracy = float(np.count_nonzero(predicted == split.labels)) / n
        share = class_share(predicted, n_classes)
    return Evaluation(
        finite and isfinite(value),
        value,
        accuracy,
        r2,
        share,
        tuple(units.dead_share() for units in hidden),
        tuple(units.saturated_share() for units in hidden),
    )


def _squared_residual(network: MLP, Y: Array) -> Array:
    """Sum over samples of (output - Y)^2, per output [k], after a forward pass."""
    z = network.z[-1]
    residual = (z if network.output == "identity" else OUTPUTS[network.output].f(z)) - Y
    residual *= residual
    total: Array = np.add.reduce(residual, axis=0)
    return total


def _r2(residual: Array, split: Split) -> float:
    """1 - SS_residual / SS_total, averaged over outputs; one that never varies counts as 0."""
    constant = split.constant
    if constant is None:
        explained = 1.0 - residual / split.spread
    else:
        explained = np.zeros(len(residual))
        explained[~constant] = 1.0 - residual[~constant] / split.spread[~constant]
    return float(np.add.reduce(explained)) / len(explained)  # np.mean takes longer than the rest


def _decoded(network: MLP, threshold: float) -> Array:
    """Class indices [n] after a forward pass.

    Outputs grow with their logits, so logits decide as well, at the threshold's own logit.
    """
    return decode(network.z[-1], OUTPUTS[network.output].logit(threshold))


def class_share(labels: Array, n_classes: int) -> Array:
    """Share of each class [n_classes] among integer labels [n]; sums to 1."""
    whole = labels.astype(np.intp, copy=False)  # bincount refuses int64 where that is wider
    return np.bincount(whole, minlength=n_classes) / len(labels)
