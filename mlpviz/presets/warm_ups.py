"""Gradients in closed form to warm up with, and a loss in its naive and its stable form.

Each function is a few lines that a beginner writes by hand; ``mlpviz.check_gradients`` judges them.

>>> import numpy as np
>>> value, gradient = sum_of_squares(np.array([1.0, 2.0]))
>>> value, gradient.tolist()
(11.0, [4.0, 6.0])
"""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.loss_functions import binary_cross_entropy


def sum_of_squares(x: Array) -> tuple[float, Array]:
    """y = sum(x^2 + 2 x) for x of any shape, and its gradient 2 x + 2 of the same shape."""
    return float((x * x + 2.0 * x).sum()), 2.0 * x + 2.0


def negative_log_probability(W: Array, h: Array, label: int) -> tuple[float, Array]:
    """-log p[label] for p = softmax(W h), and its gradient (p - onehot) h^T in W.

    W [k, d], h [d], label in 0..k - 1; the gradient is [k, d]. The largest score is subtracted
    first, so that no exponential overflows.
    """
    scores = W @ h
    scores = scores - scores.max()
    exponentials = np.exp(scores)
    total = exponentials.sum()
    delta = exponentials / total
    delta[label] -= 1.0
    return float(np.log(total) - scores[label]), np.outer(delta, h)


def naive_logistic_loss(z: Array, y: Array) -> float:
    """mean(-y log(p) - (1 - y) log(1 - p)) with p = 1 / (1 + e^-z), for z and y [n].

    NaN as soon as p rounds to 0 or 1: then 0 * log(0) is in the sum, as at z = -1e11, y = 0.
    """
    with np.errstate(all="ignore"):
        p = 1.0 / (1.0 + np.exp(-z))
        return float(np.mean(-y * np.log(p) - (1.0 - y) * np.log(1.0 - p)))


def stable_logistic_loss(z: Array, y: Array) -> float:
    """mean(-y z + log(1 + e^z)) for z and y [n], finite for every finite z: the engine's form.

    log(1 + e^z) = max(z, 0) + log(1 + e^-|z|), whose exponential cannot overflow.
    """
    value, _ = binary_cross_entropy(z[:, None], y[:, None])
    return float(value)
