"""Losses and the outputs that they go with: the tables ``LOSSES`` and ``OUTPUTS``.

A *fused* loss takes the logits and returns d loss / d logits, because that is stable where the two
steps apart are not; the others take the output activations and return d loss / d activations.
"""

from collections.abc import Callable
from math import atanh, inf, log
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS, Activation
from mlpviz.engine.best_constant import (
    absolute_deviation,
    binary_entropy,
    entropy,
    huber_of_constant,
    spread,
)
from mlpviz.engine.faults import Fault
from mlpviz.engine.loss_functions import binary_cross_entropy, cross_entropy, huber, mae, mse


class Derivative(NamedTuple):
    """n times a loss's derivative, in LaTeX and NumPy with places for {a} and {y}: c ``maths``."""

    maths: str = r"\ell'({a}, {y})"
    code: str = "d_loss({a}, {y})"
    c: float = 1.0


DIFFERENCE = "({a} - {y})"


class Loss(NamedTuple):
    """One row of ``LOSSES``.

    ``f(prediction, Y, out=None, scratch=None, weights=None) -> (value, derivative)`` with
    ``prediction`` and ``Y`` [n, k]; ``prediction`` holds logits if ``fused``, else output
    activations. ``outputs`` names the legal output functions. ``out`` and ``scratch`` are reusable
    [n, k] arrays. ``weights`` [n, 1], whose mean is 1, multiply each sample's loss.
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
