"""Readings of the loss value itself: a program may report another function than it should."""

# ruff: noqa: ARG001 - the formulas share a signature

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.reading import Found, Pattern
from mlpviz.words import number

ROUNDINGS = 100.0  # inside the loss of one sample, forward pass included, with a margin
FAR = 10.0  # the reported loss must be this many tolerances off before anything is said
PLAIN = 1e-2  # and this share of the loss, before it is called wrong without a reason


class Values(NamedTuple):
    """The reported loss and what it should be, both without ``penalty``, the L2 term.

    ``away`` [n, k] are outputs minus targets, if known; ``slack`` is what rounding can do.
    """

    reported: float
    right: float
    penalty: float
    slack: float
    away: Array | None


def loss_values(evidence: Evidence) -> Values | None:
    """The reported loss and the right one; None if the right one is not known."""
    context, report = evidence.context, evidence.report
    right, away = report.reference_loss, None
    network = context.network
    if network is not None:
        z, a = network.forward()
        prediction = z[-1] if LOSSES[network.loss].fused else a[-1]
        away = a[-1] - network.Y
        if right is None and context.l2 is not None:
            right = LOSSES[network.loss].f(prediction, network.Y)[0] + evidence.penalty
    if right is None:
        return None
    penalty = evidence.penalty
    terms = (evidence.n or 0) * (evidence.outputs or 0)
    slack = (ROUNDINGS + terms) * evidence.u * (abs(right) + abs(report.loss))
    return Values(report.loss - penalty, right - penalty, penalty, slack, away)


def loss_is_wrong(evidence: Evidence) -> Values | None:
    """The values if the reported loss is not the right one; None if it is, or nobody knows."""
    if evidence.report.reference_loss is not None and not evidence.report.faults:
        return None
    values = loss_values(evidence)
    if values is None:
        return None
    wrong = not abs(values.reported - values.right) <= FAR * values.slack
    return values if wrong else None


def reported(formula: Callable[[Evidence, Values], float | None]) -> Callable[..., Found | None]:
    """The reported loss is what ``formula`` makes of the right one."""

    def find(evidence: Evidence) -> Found | None:
        values = loss_is_wrong(evidence)
        if values is None:
            return None
        guess = formula(evidence, values)
        if guess is None or not abs(values.reported - guess) <= values.slack:
            return None
        return _found(evidence, values)

    return find


def _root(evidence: Evidence, values: Values) -> float | None:
    mean = evidence.context.loss in (None, "mse") and values.right >= 0.0
    return values.right**0.5 if mean else None


def _squared_sum(evidence: Evidence, values: Values) -> float | None:
    if values.away is None or evidence.context.loss != "mse":
        return None
    return float(np.mean(values.away.sum(axis=1) ** 2))


def _over_n(evidence: Evidence, values: Values) -> float | None:
    return None if evidence.n is None else values.right / evidence.n


def _times_n(evidence: Evidence, values: Values) -> float | None:
    return None if evidence.n is None else values.right * evidence.n


def _over_k(evidence: Evidence, values: Values) -> float | None:
    return None if evidence.outputs is None else values.right / evidence.outputs


def _half(evidence: Evidence, values: Values) -> float | None:
    return values.right / 2.0 if evidence.context.loss == "mse" else None


def _no_penalty(evidence: Evidence, values: Values) -> float | None:
    return values.right - values.penalty if values.penalty else None


def _other(evidence: Evidence) -> Found | None:
    values = loss_is_wrong(evidence)
    if values is None or abs(values.reported - values.right) <= PLAIN * abs(values.right):
        return None
    return _found(evidence, values)


def _found(evidence: Evidence, values: Values) -> Found:
    right = values.right + values.penalty
    return Found(
        f"reported loss {number(evidence.report.loss, 9)}; by its definition it is "
        f"{number(right, 9)}",
        {"n": evidence.n, "k": evidence.outputs},
    )


LOSS_READINGS: dict[str, Pattern] = {
    "loss-root": Pattern(
        reported(_root),
        "The reported loss is the root of the mean squared error (RMSE), but the gradient has to "
        "be that of the loss as reported.",
    ),
    "loss-square-of-sum": Pattern(
        reported(_squared_sum),
        "The reported loss squares the sum of the differences: (sum (a - y))^2, where "
        "sum (a - y)^2 belongs.",
    ),
    "loss-mean-twice": Pattern(
        reported(_over_n),
        "The reported loss is divided by the number of samples ({n}) once too often.",
    ),
    "loss-sum": Pattern(
        reported(_times_n),
        "The reported loss is a sum over the {n} samples; it should be their mean.",
    ),
    "loss-mean-over-outputs": Pattern(
        reported(_over_k),
        "The reported loss is a mean over the {k} outputs; it should be their sum.",
    ),
    "loss-half": Pattern(
        reported(_half), "The reported loss has a factor 1/2, which the squared error here has not."
    ),
    "loss-without-l2": Pattern(reported(_no_penalty), "The reported loss lacks the L2 term."),
}
OTHER_LOSS: dict[str, Pattern] = {
    "loss": Pattern(
        _other,
        "The reported loss is not what its definition gives: look at it before the gradients.",
    ),
}
