"""One forward pass over a split, in chunks: loss, accuracy or R2, class shares, unit health."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.engine.network import MLP
from mlpviz.engine.samples import as_batch, as_targets, nonfinite

CHUNK_BYTES = 32 * 2**20  # of layer buffers; a chunk is as many samples as fit
SATURATED_SAMPLES = 0.95  # a unit counts as saturated if it is so on more than this share


@dataclass(frozen=True)
class Split:
    """One split as the network sees it: X [n, d], Y [n, k], class indices [n] or ``None``."""

    X: Array
    Y: Array
    labels: Array | None

    @cached_property
    def spread(self) -> Array:
        """Sum of squared distances of the targets from their mean, per output [k]."""
        spread: Array = ((self.Y - self.Y.mean(axis=0)) ** 2).sum(axis=0)
        return spread

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
            with np.errstate(over="ignore"):  # of float32: ``nonfinite`` says so
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


@dataclass(frozen=True)
class Evaluation:
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


def chunk_size(network: MLP) -> int:
    """Samples per forward pass that keep the network's buffers within ``CHUNK_BYTES``."""
    row: int = 4 * sum(network.sizes[1:]) * network.dtype.itemsize
    return max(1, CHUNK_BYTES // row)


def chunks(network: MLP, split: Split) -> Iterator[tuple[Array, Array]]:
    """X and Y of consecutive chunks of the split, as views."""
    step = chunk_size(network)
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
) -> Evaluation:
    """Run ``network`` once over ``split``.

    ``n_classes`` is ``None`` for regression. R2 = 1 - SS_residual / SS_total per output, averaged
    over outputs; an output that never varies counts as 0. ``health`` says whether to look at the
    hidden units; their shares are empty otherwise.
    """
    n, start = len(split.X), 0
    # outputs grow with their logits, so logits decide as well, at the threshold's own logit
    cut = OUTPUTS[network.output].logit(threshold)
    hidden = [UnitHealth(name, size) for name, size in _hidden(network)] if health else []
    total, residual, finite = 0.0, np.zeros(network.sizes[-1]), True
    predicted = np.empty(n, np.int64)
    for X, Y in chunks(network, split):
        total += network.loss(X, Y, loss) * len(X)
        # a finite sum has finite terms; only if it overflows must every term be looked at
        finite = finite and all(isfinite(z.sum()) or np.isfinite(z).all() for z in network.z)
        if n_classes is None:
            residual += ((OUTPUTS[network.output].f(network.z[-1]) - Y) ** 2).sum(axis=0)
        else:
            classes = decode(network.z[-1], cut)
            predicted[start : start + len(X)] = classes
        for layer, units in enumerate(hidden):
            units.see(network.a[layer])
        start += len(X)
    value = total / n + (l2 * network.penalty() if l2 else 0.0)
    accuracy = r2 = share = None
    if n_classes is None:
        varies = split.spread > 0.0
        ratio = np.divide(residual, split.spread, out=np.ones_like(residual), where=varies)
        r2 = float(np.mean(1.0 - ratio))
    else:
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


def class_share(labels: Array, n_classes: int) -> Array:
    """Share of each class [n_classes] among integer labels [n]; sums to 1."""
    return np.bincount(labels, minlength=n_classes) / len(labels)


def _hidden(network: MLP) -> list[tuple[str, int]]:
    return list(zip(network.activations, network.sizes[1:-1], strict=True))


class UnitHealth:
    """Counts, over chunks, the units of one hidden layer that are dead or saturated.

    Dead: the output is exactly 0 on every sample, so no gradient reaches the unit's weights
    (ReLU with z <= 0 throughout). Saturated: on more than 95 % of the samples the slope is below
    5 % of the steepest one.
    """

    def __init__(self, activation: str, size: int) -> None:
        self._bounds = ACTIVATIONS[activation].unsaturated
        self._active = np.zeros(size, bool)
        self._saturated = np.zeros(size)
        self._samples = 0

    def see(self, a: Array) -> None:
        """Take in activations [n, units] of one chunk."""
        self._samples += len(a)
        self._active |= True if a[0].all() else a.any(axis=0)
        if self._bounds is not None:
            low, high = self._bounds
            flat = ((a <= low) | (a >= high)).astype(a.dtype)
            self._saturated += np.ones(len(a), a.dtype).dot(flat)  # 3 x as fast as a bool sum

    def dead_share(self) -> float:
        """Share of units that were 0 on every sample."""
        return 1.0 - np.count_nonzero(self._active) / len(self._active)

    def saturated_share(self) -> float:
        """Share of units that were saturated on more than 95 % of the samples."""
        saturated = self._saturated > SATURATED_SAMPLES * self._samples
        return np.count_nonzero(saturated) / len(saturated)
