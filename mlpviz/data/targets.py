"""Class labels to the targets a network is trained on, and its outputs back to labels."""

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.data.errors import DataError
from mlpviz.data.spec import Floats, Labels
from mlpviz.data.units import n_outputs
from mlpviz.engine.faults import Fault, show, unknown
from mlpviz.engine.losses import OUTPUTS


def one_hot(labels: ArrayLike, n_classes: int) -> Floats:
    """Return [n, n_classes] float64 rows with a 1 at the label, 0 elsewhere.

    Raises `DataError` unless `labels` is [n] of whole numbers in 0..n_classes - 1.
    """
    return np.eye(n_classes)[_checked(labels, n_classes)]


def encode_targets(
    labels: ArrayLike,
    n_classes: int,
    output: str,
    target_scale: float = 1.0,
    class_targets: tuple[float, float] | None = None,
) -> Floats:
    """Return the targets Y [n, n_outputs(...)] of class `labels` [n], float64.

    One output unit: {0, 1} * target_scale for sigmoid, {-1, +1} * target_scale for tanh and
    identity. Otherwise one-hot rows * target_scale, with the two `class_targets` in place of 0 and
    1 if they are given. Raises `DataError` for labels outside 0..n_classes - 1 and as `n_outputs`
    does.
    """
    if class_targets is not None:
        low, high = class_targets
        return (low + (high - low) * one_hot(labels, n_classes)) * target_scale
    pair = OUTPUTS[output].one_unit if n_outputs(n_classes, output) == 1 else None
    if pair is None:
        return one_hot(labels, n_classes) * target_scale
    return np.array(pair)[_checked(labels, n_classes)][:, None] * target_scale


def threshold(output: str, target_scale: float = 1.0) -> float:
    """Return the output above which a single unit means class 1: midway between its two targets.

    0 for tanh and identity, target_scale / 2 for sigmoid. Raises `DataError` for softmax, which
    has no single unit, and for an unknown output.
    """
    single = {name: row.one_unit for name, row in OUTPUTS.items() if row.one_unit is not None}
    if output not in single:
        raise DataError([unknown("output", output, single)])
    return sum(single[output]) / 2 * target_scale


def class_scores(a: Floats, n_classes: int, output: str, target_scale: float = 1.0) -> Floats:
    """Return scores [n, n_classes] in 0..1 from outputs `a` [n, k]: 1 where a target is met.

    Softmax gives the probabilities themselves. Other outputs are mapped so that the lower target
    of `encode_targets` becomes 0 and the upper one 1, and clipped: sigmoid's stay what they are
    unless its targets are scaled.
    """
    row = OUTPUTS[output]
    if row.activation is None:
        scores = a
    else:
        low, high = (row.one_unit if a.shape[1] == 1 else None) or (0.0, 1.0)
        scores = np.clip((a / target_scale - low) / (high - low), 0.0, 1.0)
    return np.hstack([1.0 - scores, scores]) if scores.shape[1] < n_classes else scores


def _checked(labels: ArrayLike, n_classes: int) -> Labels:
    array = np.asarray(labels)
    whole = array.ndim == 1 and np.issubdtype(array.dtype, np.integer)
    if not whole or (array.size and not 0 <= array.min() <= array.max() < n_classes):
        allowed = f"whole numbers from 0 to {n_classes - 1} in one dimension"
        message = f"labels = {show(labels)} must be {allowed}."
        raise DataError([Fault("labels", labels, message)])
    return array.astype(np.int64)
