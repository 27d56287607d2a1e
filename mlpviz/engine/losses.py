"""Losses and the outputs that they go with: the tables ``LOSSES`` and ``OUTPUTS``.

A loss returns its value and its derivative from one function, so the two cannot drift apart. It
sums over outputs and averages over samples, for every number of outputs k. A *fused* loss takes
the logits and returns d loss / d logits, because that is stable where the two steps apart are not;
the others take the output activations and return d loss / d activations.
"""

from collections.abc import Callable
from math import atanh, inf, log
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS, Activation, constant
from mlpviz.engine.best_constant import (
    absolute_deviation,
    binary_entropy,
    entropy,
    huber_of_constant,
    spread,
)
from mlpviz.engine.faults import Fault


class Derivative(NamedTuple):
    """n times a loss's derivative, in LaTeX and NumPy with places for {a} and {y}: c ``maths``."""

    maths: str = r"\ell'({a}, {y})"
    code: str = "d_loss({a}, {y})"
    c: float = 1.0


DIFFERENCE = "({a} - {y})"


class Loss(NamedTuple):
    """One row of ``LOSSES``.

    ``f(prediction, Y, out=None, scratch=None) -> (value, derivative)`` with ``prediction`` and
    ``Y`` [n, k]; ``prediction`` holds logits if ``fused``, else output activations. ``outputs``
    names the legal output functions. ``out`` and ``scratch`` are reusable [n, k] arrays.
    ``task`` is "classification", "regression" or "any". ``best_constant(Y, share)`` is the smallest
    value that any constant output reaches where ``share`` [m] of the samples have the targets Y
    [m, k]: no network that learns anything stays above it. ``derivative`` is how the derivative is
    written, by the outputs or, if fused, by the logits. ``elsewhere`` are its names in other
    programs, for who types one.
    """

    f: Callable[..., tuple[float, Array]]
    outputs: tuple[str, ...]
    fused: bool
    task: str
    formula: str
    help: str
    best_constant: Callable[[Array, Array], float]
    derivative: Derivative = Derivative()
    elsewhere: tuple[str, ...] = ()


def mse(a: Array, Y: Array, out: Array | None = None, scratch: Array | None = None) -> Any:
    """Squared error, no 1/2: value (1/n) sum (a - Y)^2, derivative (2/n) (a - Y)."""
    n = len(Y)
    diff = np.subtract(a, Y, out)
    flat = diff.ravel()
    value = float(flat.dot(flat)) / n
    diff *= constant(2.0 / n, diff.dtype)
    return value, diff


def mae(a: Array, Y: Array, out: Array | None = None, scratch: Array | None = None) -> Any:
    """Absolute error: value (1/n) sum |a - Y|, derivative sign(a - Y) / n, which is 0 at a = Y."""
    diff = np.subtract(a, Y, out=scratch)
    sign = np.sign(diff, out=out)
    value = float(sign.ravel().dot(diff.ravel())) / len(Y)
    sign /= len(Y)
    return value, sign


def huber(a: Array, Y: Array, out: Array | None = None, scratch: Array | None = None) -> Any:
    """Huber loss with threshold 1: d^2/2 where |d| <= 1, else |d| - 1/2, for d = a - Y.

    With c = clip(d, -1, 1) the value is (1/n) sum c (d - c/2) and the derivative c / n.
    """
    diff = np.subtract(a, Y, out=scratch)
    clipped = np.clip(diff, -1.0, 1.0, out=out)
    diff -= 0.5 * clipped
    value = float(clipped.ravel().dot(diff.ravel())) / len(Y)
    clipped /= len(Y)
    return value, clipped


def cross_entropy(
    logits: Array, Y: Array, out: Array | None = None, scratch: Array | None = None
) -> Any:
    """Softmax and cross-entropy in one: value (1/n) sum Y (logsumexp(z) - z), k >= 2.

    The derivative is (s p - Y) / n with p = softmax(z) and s the sum of a row of Y, which is 1
    for one-hot targets. Subtracting the largest logit keeps every exponent <= 0, so values up to
    |z| = 1e11 and beyond are exact. The work is done on the transpose [k, n], where reductions
    over k run along whole rows of memory.
    """
    n, k = logits.shape
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
    logits: Array, Y: Array, out: Array | None = None, scratch: Array | None = None
) -> Any:
    """Sigmoid and binary cross-entropy in one, summed over outputs.

    Value (1/n) sum [max(z, 0) - Y z + log(1 + e^-|z|)], derivative (sigmoid(z) - Y) / n. No
    exponent is positive and no logarithm sees 0, so it is stable for every finite logit.
    """
    n = len(Y)
    linear = np.maximum(logits, 0.0, out=scratch)
    e = np.multiply(logits, Y, out=out)
    linear -= e  # elementwise before summing: at |z| = 1e11 the two sums would not cancel
    value = float(linear.sum())
    np.abs(logits, out=e)
    np.negative(e, out=e)
    np.exp(e, out=e)
    value += float(np.log1p(e, out=linear).sum())
    denominator = np.add(e, 1.0, out=linear)
    np.copyto(e, 1.0, where=logits >= 0.0)  # sigmoid = 1 / (1 + e) or e / (1 + e)
    e /= denominator
    e -= Y
    e /= n
    return value / n, e


def softmax(logits: Array, out: Array | None = None) -> Array:
    """Row-wise softmax of [n, k] logits; rows sum to 1."""
    out = np.subtract(logits, logits.max(axis=1, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=1, keepdims=True)
    return out


def decode(values: Array, threshold: float) -> Array:
    """Class indices [n] from outputs or logits [n, k].

    The largest wins, the first of equals; a single one means class 1 above ``threshold``.
    """
    if values.shape[1] > 1:
        return np.asarray(values.argmax(axis=1))
    return np.asarray(values[:, 0] > threshold, np.int64)


class Output(NamedTuple):
    """One row of ``OUTPUTS``: how logits become predictions.

    ``activation`` is ``None`` for softmax, which is not elementwise and lives fused with its loss.
    ``range`` is the open interval of the outputs. ``one_unit`` are the targets of class 0 and 1
    where a single unit tells two classes apart, ``None`` if it cannot. ``probabilities``:
    outputs are those of classes, a single one means class 1 above 1/2. ``logit(a)`` is the z at
    which an elementwise output is a.
    """

    f: Callable[..., Array]
    activation: Activation | None
    formula: str
    help: str
    range: tuple[float, float] = (-inf, inf)
    one_unit: tuple[float, float] | None = None
    probabilities: bool = False
    logit: Callable[[float], float] = float


def elementwise(name: str, **facts: Any) -> Output:
    """The row of an output that is the activation ``name``; ``facts`` are ``Output``'s others."""
    row = ACTIVATIONS[name]
    return Output(row.f, row, row.formula, row.help, **facts)


OUTPUTS: dict[str, Output] = {
    "identity": elementwise("identity", one_unit=(-1.0, 1.0)),
    "tanh": elementwise("tanh", range=(-1.0, 1.0), one_unit=(-1.0, 1.0), logit=atanh),
    "sigmoid": elementwise(
        "sigmoid",
        range=(0.0, 1.0),
        one_unit=(0.0, 1.0),
        probabilities=True,
        logit=lambda a: log(a / (1.0 - a)),
    ),
    "softmax": Output(
        softmax,
        None,
        r"\frac{e^{z_i}}{\sum_j e^{z_j}}",
        "class probabilities that sum to 1",
        range=(0.0, 1.0),
        probabilities=True,
    ),
}

LOSSES: dict[str, Loss] = {
    "mse": Loss(
        mse,
        ("identity", "tanh", "sigmoid"),
        False,
        "any",
        r"\frac1n\sum_{i,j}(a_{ij}-y_{ij})^2",
        "squared error, summed over outputs, averaged over samples",
        spread,
        Derivative(DIFFERENCE, DIFFERENCE, 2.0),
        ("mean_squared_error", "squared_error", "MSELoss", "L2Loss"),
    ),
    "huber": Loss(
        huber,
        ("identity", "tanh", "sigmoid"),
        False,
        "any",
        r"\frac1n\sum_{i,j} c(d-\tfrac c2),\ d=a-y,\ c=\mathrm{clip}(d,-1,1)",
        "squared near the target, linear far away: outliers pull less",
        huber_of_constant,
        Derivative(r"\mathrm{{clip}}({a} - {y}, -1, 1)", "np.clip({a} - {y}, -1, 1)"),
        ("smooth_l1", "SmoothL1Loss", "huber_loss"),
    ),
    "mae": Loss(
        mae,
        ("identity", "tanh", "sigmoid"),
        False,
        "any",
        r"\frac1n\sum_{i,j}|a_{ij}-y_{ij}|",
        "absolute error: every sample pulls equally hard, however far off it is",
        absolute_deviation,
        Derivative(r"\mathrm{{sign}}({a} - {y})", "np.sign({a} - {y})"),
        ("mean_absolute_error", "absolute_error", "l1", "L1Loss"),
    ),
    "cross_entropy": Loss(
        cross_entropy,
        ("softmax",),
        True,
        "classification",
        r"-\frac1n\sum_{i,j} y_{ij}\log p_{ij}",
        "negative log-probability of the true class",
        entropy,
        Derivative(DIFFERENCE, DIFFERENCE),
    ),
    "binary_cross_entropy": Loss(
        binary_cross_entropy,
        ("sigmoid",),
        True,
        "classification",
        r"-\frac1n\sum_{i,j} y_{ij}\log p_{ij}+(1-y_{ij})\log(1-p_{ij})",
        "negative log-probability of each yes/no output",
        binary_entropy,
        Derivative(DIFFERENCE, DIFFERENCE),
    ),
}


def unfit(loss: str, output: str) -> Fault | None:
    """The fault of a loss that does not go with an output, both names of rows; None if it does."""
    row = LOSSES[loss]
    if output in row.outputs:
        return None
    legal = [name for name, other in LOSSES.items() if output in other.outputs]
    message = (
        f"loss {loss!r} does not go with output {output!r}; "
        f"losses for {output}: {', '.join(legal)}; outputs for {loss}: {', '.join(row.outputs)}"
    )
    return Fault("loss", loss, message)
