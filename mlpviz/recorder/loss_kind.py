"""Which loss a loop reports: told from one value, its outputs and its targets."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.recorder.outcome import Truth, is_probability

EQUAL = 1e-5  # relative: what a sum in float32 leaves
# What a loop takes the logarithm of, where a probability is 0.
CLIPPED = (np.finfo(float).tiny, 1e-300, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)
SUMS_TO_ONE = 1e-3  # rows of probabilities do, in float16 too


class LossKind(NamedTuple):
    """``loss`` and ``output`` are names of rows; the loop's loss is ``scale`` times the row's.

    ``targets`` [classes, k] are those of each class, None for regression.
    """

    loss: str
    output: str
    scale: float
    targets: Array | None


def recognised(
    value: float, outputs: Array, truth: Truth, n_classes: int, known: tuple[str, str] = ("", "")
) -> LossKind | None:
    """The loss whose value on these outputs [n, k] is ``value``; None if none is.

    ``known`` are the names of loss and output, as far as the user has told them. Outputs may be
    logits. The loss may be a sum or a mean, over samples and over outputs, and half of either.
    """
    n, k = outputs.shape
    if not np.isfinite(value) or not n:
        return None
    for Y, classes in _targets(truth, n_classes, k):
        for loss, output, found in _values(outputs, Y, n_classes):
            asked = known[0] in ("", loss) and known[1] in ("", output)
            for scale in (1.0, 1.0 / k, 0.5, 0.5 / k, n, n / 2.0):
                if asked and abs(value - scale * found) <= EQUAL * abs(value):
                    return LossKind(loss, output, scale, classes)
    return None


def stated(loss: str, output: str, truth: Truth, n_classes: int, k: int) -> LossKind | None:
    """The same from names that the user has told, with the row's own scale."""
    targets = next(_targets(truth, n_classes, k), None)
    if not loss or targets is None:
        return None
    return LossKind(loss, output or LOSSES[loss].outputs[0], 1.0, targets[1])


def _targets(truth: Truth, n_classes: int, k: int) -> Iterator[tuple[Array, Array | None]]:
    """Targets [n, k] that the labels may mean, and those of each class [classes, k]."""
    if not n_classes:
        if truth.targets is not None and truth.targets.shape[1] == k:
            yield truth.targets, None
        return
    if truth.labels is None:
        return
    if truth.targets is not None and truth.targets.shape[1] == k:
        first = [np.flatnonzero(truth.labels == c) for c in range(n_classes)]
        rows = [truth.targets[at[0]] if len(at) else np.zeros(k) for at in first]
        yield truth.targets, np.array(rows)
    elif k == n_classes:
        yield np.eye(k)[truth.labels], np.eye(k)
    elif k == 1 and n_classes == 2:
        for low in (0.0, -1.0):
            pair = np.array([[low], [1.0]])
            yield pair[truth.labels], pair


def _values(outputs: Array, Y: Array, n_classes: int) -> Iterator[tuple[str, str, float]]:
    """Every loss's value, of outputs as they are and as logits."""
    probabilities = is_probability(outputs)
    if n_classes and outputs.shape[1] > 1:
        if probabilities and np.allclose(outputs.sum(axis=1), 1.0, atol=SUMS_TO_ONE):
            for least in CLIPPED if (outputs < CLIPPED[-1]).any() else CLIPPED[:1]:
                logs = np.log(np.maximum(outputs, least))
                yield "cross_entropy", "softmax", -float((Y * logs).sum(axis=1).mean())
        yield "cross_entropy", "softmax", LOSSES["cross_entropy"].f(outputs, Y)[0]
    if n_classes:
        if probabilities:
            each = Y * _log(outputs) + (1.0 - Y) * _log(1.0 - outputs)
            yield "binary_cross_entropy", "sigmoid", -float(each.sum(axis=1).mean())
        yield "binary_cross_entropy", "sigmoid", LOSSES["binary_cross_entropy"].f(outputs, Y)[0]
    for loss in ("mse", "mae", "huber"):
        yield loss, _range(outputs), LOSSES[loss].f(outputs, Y)[0]


def _log(p: Array) -> Array:
    return np.log(np.maximum(p, np.finfo(float).tiny))


def _range(outputs: Array) -> str:
    """An output in whose range these lie; the widest that is likely."""
    low, high = float(outputs.min()), float(outputs.max())
    for name in ("sigmoid", "tanh"):
        bottom, top = OUTPUTS[name].range
        if bottom <= low and high <= top:
            return name
    return "identity"
