"""The loss of the best constant output: what a network reaches that ignores its inputs."""

from collections.abc import Callable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, encode_targets


def best_constant_loss(config: RunConfig, share: Array) -> float:
    """Smallest training loss, L2 aside, of any constant output; ``share`` [classes] of each class.

    mse: sum over outputs of the targets' variance. Cross-entropies: the entropy of the mean
    target. Huber: the minimum over the constant, which is convex, by bisection.
    """
    n_classes = DATASETS[config.dataset].n_classes
    Y = encode_targets(np.arange(n_classes), n_classes, config.output, config.target_scale)
    return float(_BEST[config.loss](Y, np.asarray(share, float)))


def _squared(Y: Array, share: Array) -> float:
    return float(share @ ((Y - share @ Y) ** 2).sum(axis=1))


def _plogp(p: Array) -> float:
    return float((p * np.log(np.where(p > 0.0, p, 1.0))).sum())


def _softmax(Y: Array, share: Array) -> float:
    mean = share @ Y
    total = mean.sum()
    return -total * _plogp(mean / total) if total > 0.0 else 0.0


def _sigmoid(Y: Array, share: Array) -> float:
    mean = share @ Y
    return -_plogp(mean) - _plogp(1.0 - mean)


def _huber(Y: Array, share: Array) -> float:
    low, high = Y.min(axis=0), Y.max(axis=0)
    for _ in range(60):  # halves the interval: exact to the last bits
        middle = (low + high) / 2.0
        rising = share @ np.clip(middle - Y, -1.0, 1.0) > 0.0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    clipped = np.clip(low - Y, -1.0, 1.0)
    return float(share @ (clipped * (low - Y - clipped / 2.0)).sum(axis=1))


_BEST: dict[str, Callable[[Array, Array], float]] = {
    "mse": _squared,
    "huber": _huber,
    "cross_entropy": _softmax,
    "binary_cross_entropy": _sigmoid,
}
