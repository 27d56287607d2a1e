"""The losses as functions: value and derivative from one, so the two cannot drift apart.

Each sums over outputs and averages over samples, for every number of outputs k; with ``weights``
[n, 1] sample i counts w_i / n. What the other arguments are stands at ``Loss``.
"""

from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.constants import constant


def mse(
    a: Array,
    Y: Array,
    out: Array | None = None,
    scratch: Array | None = None,
    weights: Array | None = None,
) -> Any:
    """Squared error, no 1/2: value (1/n) sum (a - Y)^2, derivative (2/n) (a - Y)."""
    n = len(Y)
    diff = np.subtract(a, Y, out)
    flat = diff.ravel()
    if weights is None:
        value = float(flat.dot(flat)) / n
    else:
        value = float(flat.dot(np.multiply(diff, weights, out=scratch).ravel())) / n
        diff *= weights
    diff *= constant(2.0 / n, diff.dtype)
    return value, diff


def mae(
    a: Array,
    Y: Array,
    out: Array | None = None,
    scratch: Array | None = None,
    weights: Array | None = None,
) -> Any:
    """Absolute error: value (1/n) sum |a - Y|, derivative sign(a - Y) / n, which is 0 at a = Y."""
    diff = np.subtract(a, Y, out=scratch)
    sign = np.sign(diff, out=out)
    if weights is not None:
        sign *= weights
    value = float(sign.ravel().dot(diff.ravel())) / len(Y)
    sign /= len(Y)
    return value, sign


def huber(
    a: Array,
    Y: Array,
    out: Array | None = None,
    scratch: Array | None = None,
    weights: Array | None = None,
) -> Any:
    """Huber loss with threshold 1: d^2/2 where |d| <= 1, else |d| - 1/2, for d = a - Y.

    With c = clip(d, -1, 1) the value is (1/n) sum c (d - c/2) and the derivative c / n.
    """
    diff = np.subtract(a, Y, out=scratch)
    clipped = np.clip(diff, -1.0, 1.0, out=out)
    diff -= 0.5 * clipped
    if weights is not None:
        clipped *= weights
    value = float(clipped.ravel().dot(diff.ravel())) / len(Y)
    clipped /= len(Y)
    return value, clipped


def cross_entropy(
    logits: Array,
    Y: Array,
    out: Array | None = None,
    scratch: Array | None = None,
    weights: Array | None = None,
) -> Any:
    """Softmax and cross-entropy in one: value (1/n) sum Y (logsumexp(z) - z), k >= 2.

    The derivative is (s p - Y) / n with p = softmax(z) and s the sum of a row of Y, which is 1
    for one-hot targets. Subtracting the largest logit keeps every exponent <= 0, so values up to
    |z| = 1e11 and beyond are exact. The work is done on the transpose [k, n], where reductions
    over k run along whole rows of memory.
    """
    n, k = logits.shape
    if weights is not None:
        Y = Y * weights  # both value and derivative are linear in the targets
    shifted = np.empty((k, n), logits.dtype) if scratch is None else scratch.reshape(k, n)
    np.copyto(shifted, logits.T)
    shifted -= shifted.max(axis=0)
    target_term = np.einsum("kn,nk->", shifted, Y)
    target_sum = Y.sum(axis=1)
    p = np.exp(shifted, out=shifted)
    normaliser = p.sum(axis=0)
    value = float(target_sum.dot(np.log(normaliser)) - target_term) / n
    p *= target_sum / normaliser
    delta = np.subtract(p.T, Y, out=out)
    delta /= n
    return value, delta


def binary_cross_entropy(
    logits: Array,
    Y: Array,
    out: Array | None = None,
    scratch: Array | None = None,
    weights: Array | None = None,
) -> Any:
    """Sigmoid and binary cross-entropy in one, summed over outputs.

    Value (1/n) sum [max(z, 0) - Y z + log(1 + e^-|z|)], derivative (sigmoid(z) - Y) / n. No
    exponent is positive and no logarithm sees 0, so it is stable for every finite logit.
    """
    n = len(Y)
    linear = np.maximum(logits, 0.0, out=scratch)
    e = np.multiply(logits, Y, out=out)
    linear -= e  # elementwise before summing: at |z| = 1e11 the two sums would not cancel
    if weights is not None:
        linear *= weights
    value = float(linear.sum())
    np.abs(logits, out=e)
    np.negative(e, out=e)
    np.exp(e, out=e)
    np.log1p(e, out=linear)
    if weights is not None:
        linear *= weights
    value += float(linear.sum())
    denominator = np.add(e, 1.0, out=linear)
    np.copyto(e, 1.0, where=logits >= 0.0)  # sigmoid = 1 / (1 + e) or e / (1 + e)
    e /= denominator
    e -= Y
    if weights is not None:
        e *= weights
    e /= n
    return value / n, e
