"""The smallest loss that any constant output reaches, of every loss.

``Y`` [m, k] are targets and ``share`` [m] the share of the samples that have each: it sums to 1.
"""

import numpy as np

from mlpviz.arrays import Array


def spread(Y: Array, share: Array) -> float:
    """Sum over outputs of the targets' variance: mse of the mean target."""
    return float(share @ ((Y - share @ Y) ** 2).sum(axis=1))


def absolute_deviation(Y: Array, share: Array) -> float:
    """Sum over outputs of the targets' mean distance from their median: mae of the medians.

    A median is a target at which the shares of those up to it reach a half.
    """
    order = np.argsort(Y, axis=0)
    shares = share[order].cumsum(axis=0)
    at = (shares >= 0.5 * shares[-1]).argmax(axis=0)
    columns = np.arange(Y.shape[1])
    median = Y[order[at, columns], columns]
    return float(share @ np.abs(Y - median).sum(axis=1))


def huber_of_constant(Y: Array, share: Array) -> float:
    """Huber loss of the best constant, found by bisection: the loss is convex in it."""
    low, high = Y.min(axis=0), Y.max(axis=0)
    for _ in range(60):  # halves the interval: exact to the last bits
        middle = (low + high) / 2.0
        rising = share @ np.clip(middle - Y, -1.0, 1.0) > 0.0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    clipped = np.clip(low - Y, -1.0, 1.0)
    return float(share @ (clipped * (low - Y - clipped / 2.0)).sum(axis=1))


def entropy(Y: Array, share: Array) -> float:
    """Entropy of the mean target over the classes: cross-entropy of the classes' frequencies."""
    mean = share @ Y
    total = mean.sum()
    return float(-total * _plogp(mean / total)) if total > 0.0 else 0.0


def binary_entropy(Y: Array, share: Array) -> float:
    """Sum over outputs of the entropy of the mean target as yes or no."""
    mean = share @ Y
    return -_plogp(mean) - _plogp(1.0 - mean)


def _plogp(p: Array) -> float:
    return float((p * np.log(np.where(p > 0.0, p, 1.0))).sum())
