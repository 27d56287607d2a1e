"""Readings by a simple rule: a constant factor, a transpose, a sum over units, nothing at all."""

from collections.abc import Callable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    DECISIVE,
    Guess,
    common_factor,
    failing_text,
    fits,
    number_text,
    places,
    ratio_text,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import listed, number

CHOSEN = 1e-6  # a norm this near to a number of two digits was clipped to it


def factor(value: Callable[[Evidence], float | None]) -> Callable[[Evidence], Found | None]:
    """Every element of every parameter is off by this factor."""

    def find(evidence: Evidence) -> Found | None:
        c = value(evidence)
        if c is None or c == 1.0 or not fits(evidence.rows, lambda row: c * row.right, c):
            return None
        return Found(ratio_text(evidence.rows, c), {"factor": number_text(c)})

    return find


def _twice_the_loss(evidence: Evidence) -> float | None:
    """L = sqrt(M) has dL = dM / (2 L)."""
    return 2.0 * evidence.report.loss if evidence.report.reference_loss is None else None


def _slope_of_the_root(evidence: Evidence) -> float | None:
    loss = evidence.report.loss
    return 0.5 / loss**0.5 if loss > 0.0 else None


def constant_factor(evidence: Evidence) -> Found | None:
    """Every element of every parameter is off by the same factor."""
    c = common_factor(evidence.rows)
    if c is None:
        return None
    words = {"factor": number_text(c), "hint": _hint(evidence, c)}
    return Found(ratio_text(evidence.rows, c), words)


def _hint(evidence: Evidence, c: float) -> str:
    """What a factor may come from, as a question."""
    clipped = _round_norm(evidence) if abs(c) < 1.0 else ""
    if clipped:
        return f"The norm of all gradients together is {clipped}: are they clipped to it?"
    whole = number_text(abs(c)).removeprefix("1/")
    if whole.isdigit() and whole != "1":
        return _count_hint(evidence, whole, c)
    return "Look for a constant that the loss has and its gradient lacks, or the other way round."


def _round_norm(evidence: Evidence) -> str:
    """The norm of all gradients under test, if it is a number that somebody may have chosen."""
    norm = float(np.sqrt(sum(float(np.sum(np.square(row.actual))) for row in evidence.rows)))
    text = number(norm, 2)
    return text if abs(norm - float(text)) <= CHOSEN * norm else ""


def _count_hint(evidence: Evidence, count: str, c: float) -> str:
    """What a whole number, or one over it, may count: samples only if nothing else is as many."""
    alike = [row.name for row in evidence.report.rows if int(count) in row.shape]
    if alike:
        return (
            f"{count} is also a length of {listed(alike, most=4)}: is there a mean over outputs or "
            "units in one place and a sum in the other? Or over samples, if they are as many?"
        )
    if number_text(c) == "2":
        return (
            "Two backward passes added up, without setting the gradient to zero between them? Or "
            "the factor 2 of a square, where the loss has a 1/2?"
        )
    return f"Is {count} your number of samples, with a 1/n out of place?"


def rule(guess: Guess, kind: str = "") -> Callable[[Evidence], Found | None]:
    """All wrong parameters, of that kind if it is given, are what the rule says."""

    def find(evidence: Evidence) -> Found | None:
        rows = evidence.failing
        if not rows or (kind and any(row.role.kind != kind for row in rows)):
            return None
        if not fits(rows, guess):
            return None
        return Found(failing_text(rows), {"where": places(row.name for row in rows)})

    return find


def _transposed(row: Row) -> Array | None:
    return row.right.T if row.right.ndim == 2 else None


def _nothing(row: Row) -> Array:
    return np.zeros(row.right.shape)


def _summed_over_units(row: Row) -> Array | None:
    """One sum for all biases; a sum that cancels, as softmax's deltas do, proves nothing."""
    total = row.right.sum()
    telling = row.right.size > 1 and abs(total) > DECISIVE * row.tolerance.sum()
    return np.full(row.right.shape, total) if telling else None


RULES: dict[str, Pattern] = {
    "half": Pattern(
        factor(lambda _: 0.5),
        "Every element of every parameter is off by the same factor 1/2: a missing factor 2? The "
        "derivative of a squared error (a - y)^2 is 2 (a - y).",
    ),
    "opposite": Pattern(
        factor(lambda _: -1.0),
        "Signs are opposite, sizes right, in every element of every parameter: a minus too many, "
        "such as y - a where a - y belongs.",
    ),
    "twice-the-loss": Pattern(
        factor(_twice_the_loss),
        "Every element of every parameter is off by the same factor {factor}, which is twice the "
        "loss: the loss is the root of the function that is differentiated.",
    ),
    "root-differentiated": Pattern(
        factor(_slope_of_the_root),
        "Every element of every parameter is off by the same factor {factor} = 1 / (2 sqrt(loss)): "
        "the gradient is that of the loss's root.",
    ),
    "transposed": Pattern(rule(_transposed), "{where}: the gradient is transposed."),
    "one-sum": Pattern(
        rule(_summed_over_units, "biases"),
        "Only biases fail ({where}): wrong sum axis. Sum delta over the samples, not the units.",
    ),
    "zero": Pattern(
        rule(_nothing),
        "{where}: all numbers are 0, and should not be. Is this line ever computed?",
    ),
}
OTHER_FACTORS: dict[str, Pattern] = {
    "constant-factor": Pattern(
        constant_factor,
        "Every element of every parameter is off by the same factor {factor}. {hint}",
    ),
}
