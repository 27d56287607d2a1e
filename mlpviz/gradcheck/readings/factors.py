"""Readings of one factor that all gradients are off by, and of what it can come from."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.factor import Factor
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    common_factor,
    count_of,
    fits,
    number_text,
    ratio_text,
    told_as,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import listed, number, whole

CHOSEN = 1e-6  # no accident: a factor this near to a number, a norm to one of two digits
FIXED = {
    -1.0: "Signs are opposite, sizes right: a minus too many, such as y - a where a - y belongs.",
    0.5: "A missing factor 2? The derivative of a squared error (a - y)^2 is 2 (a - y).",
    2.0: "Two backward passes added up, without setting the gradient to zero between them? Or the "
    "factor 2 of a square, where the loss has a 1/2?",
}
HUBER = "other-loss"  # where |a - y| < 1, Huber's gradient is half of the squared error's

Meaning = tuple[str, tuple[str, ...]]  # a sentence, and the mistakes that it speaks of


def constant_factor(evidence: Evidence) -> Found | None:
    """Every element of every parameter is off by the same factor."""
    c = common_factor(evidence.rows)
    if c is None:
        return None
    clipped = _round_norm(evidence) if 0.0 < c < 1.0 else ""
    meanings = meaning(evidence, evidence.rows, c, evidence.report.loss, ("learning-rate",))
    if clipped:
        text = f"The norm of all gradients together is {clipped}: are they clipped to it?"
        meanings = (text, ("clipped-norm", *meanings[1]))
    words = {"factor": number_text(c), "hint": meanings[0]}
    return Found(ratio_text(evidence.rows, c), words, meanings[1])


def meaning(
    evidence: Evidence, rows: Sequence[Row], c: float, loss: float, free: tuple[str, ...] = ()
) -> Meaning:
    """What the factor ``c`` of all ``rows`` may come from: the mistakes of the table that give it.

    ``loss`` is without an L2 term; ``free`` are mistakes that any number may come from.
    """

    def may_be(value: float) -> bool:
        near = abs(c - value) <= CHOSEN * abs(value)
        return near or fits(rows, lambda row: value * row.right, value)

    told = [
        (text, _by(Factor(value)) + ((HUBER,) if value == 0.5 else ()))
        for value, text in FIXED.items()
        if may_be(value)
    ]
    told += _of_the_root(may_be, loss) if evidence.report.reference_loss is None else []
    certain = bool(told)
    count = abs(count_of(c))
    if count > 1 and c > 0.0:
        counted = _of_a_count(evidence, count, 1 if c > 1.0 else -1, certain)
        certain |= bool(counted) and evidence.report.n == count
        told += counted
    if not certain:
        text = "a constant that the loss has and its gradient lacks, or the other way round."
        told.append((f"{'Or' if told else 'Look for'} {text}", ("loose-constant", *free)))
    return " ".join(text for text, _ in told), tuple(name for _, names in told for name in names)


def _by(factor: Factor) -> tuple[str, ...]:
    """The mistakes by which whole gradients are off by a factor."""
    return tuple(name for name, row in MISTAKES.items() if row.off_by == factor)


def _of_the_root(may_be: Callable[[float], bool], loss: float) -> list[Meaning]:
    """L = sqrt(M) has dL = dM / (2 L)."""
    told: list[Meaning] = []
    if loss > 0.0 and may_be(2.0 * loss):
        text = "It is twice the loss, which is the root of the function that is differentiated."
        told.append((text, ("rmse",)))
    if loss > 0.0 and may_be(0.5 / loss**0.5):
        text = "It is 1 / (2 sqrt(loss)): the gradient is that of the loss's root."
        told.append((text, ("gradient-of-root",)))
    return told


def _of_a_count(evidence: Evidence, count: int, power: int, told: bool) -> list[Meaning]:
    """What a whole number, or one over it, may count: samples only if nothing else is as many."""
    samples, outputs = _by(Factor(1.0, power)), _by(Factor(1.0, 0, power))
    n, m = evidence.report.n, whole(count)
    alike = listed((row.name for row in evidence.report.rows if count in row.shape), most=4)
    meanings: list[Meaning] = []
    if n == count:
        text = f"{m} is the number of samples, with a 1/n out of place: {told_as(samples)}."
        meanings.append((text, samples))
    elif n is None and not alike and not told:
        text = f"Is {m} your number of samples, with a 1/n out of place? Then it is"
        meanings.append((f"{text} {told_as(samples)}.", samples))
    if alike:
        text = (
            f"{m} is also a length of {alike}: is there a mean over outputs or units in one place "
            "and a sum in the other?"
        )
        more = " Or over samples, if they are as many?" if n is None else ""
        meanings.append((text + more, outputs + (samples if n is None else ())))
    return meanings


def _round_norm(evidence: Evidence) -> str:
    """The norm of all gradients under test, if it is a number that somebody may have chosen."""
    norm = float(np.sqrt(sum(float(np.sum(np.square(row.actual))) for row in evidence.rows)))
    text = number(norm, 2)
    return text if abs(norm - float(text)) <= CHOSEN * norm else ""


FACTORS: dict[str, Pattern] = {
    "constant-factor": Pattern(
        constant_factor,
        "Every element of every parameter is off by the same factor {factor}. {hint}",
    ),
}
