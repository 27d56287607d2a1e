"""Readings in which an L1 term has a part: errors that follow the signs of the parameter itself."""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.absolutes import FORMS
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    DECISIVE,
    failing_text,
    joined,
    number_text,
    places,
    proportional,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import number

# What the error of dW may be in L1 terms of the loss's, whose strength the numbers do not tell.
TOO_MUCH: tuple[str, ...] = ("l1-unasked", "double-l1", "l1-strength")
TOO_LITTLE: tuple[str, ...] = ("no-l1", "half-l1", "l1-sign", "l1-over-n", "l1-strength")


def _off_by(rows: Sequence[Row], base: Sequence[Array]) -> float | None:
    """The c of error = c * base, if there is one for all entries of these rows."""
    off = joined([row.actual - row.right for row in rows])
    bound = joined([row.tolerance for row in rows])
    if not np.any(np.abs(off) > DECISIVE * bound):
        return None
    return proportional(off, joined(base), bound)


def _parameters(evidence: Evidence) -> list[Array] | None:
    if evidence.params is None or not evidence.failing:
        return None
    return [np.asarray(evidence.params[row.name], np.float64) for row in evidence.failing]


def l1_like(evidence: Evidence) -> Found | None:
    """What fails is off by one constant times its own signs."""
    params = _parameters(evidence)
    c = None if params is None else _off_by(evidence.failing, list(map(np.sign, params)))
    if c is None:
        return None
    told = f"analytic - numerical = {number(c, 6)} times the sign of the parameter"
    words = {
        "where": places(row.name for row in evidence.failing),
        "factor": number_text(c),
        "size": "much" if c > 0.0 else "little",
    }
    return Found(
        f"{failing_text(evidence.failing)}; {told}", words, TOO_MUCH if c > 0.0 else TOO_LITTLE
    )


def l1_written(evidence: Evidence) -> Found | None:
    """What fails has something else where the signs belong."""
    params = _parameters(evidence)
    for name, form in FORMS.items():
        base = [] if params is None else [form.f(W) - np.sign(W) for W in params]
        c = _off_by(evidence.failing, base) if base else None
        if c is not None and c > 0.0:
            told = f"analytic - numerical = {number(c, 6)} ({name} - sign(W))"
            where = places(row.name for row in evidence.failing)
            words = {"where": where, "l1": number(c, 6), "form": name}
            return Found(f"{failing_text(evidence.failing)}; {told}", words, ("l1-no-sign",))
    return None


ABSOLUTES: dict[str, Pattern] = {
    "l1-like": Pattern(
        l1_like,
        "The error of {where} is {factor} times the sign of the parameter, in every entry, as an "
        "L1 term gives it: the gradient has that much too {size}. With l1 sum(|W|) in the loss, "
        "l1 sign(W) belongs there.",
    ),
    "l1-written": Pattern(
        l1_written,
        "In {where} stands {l1} times {form} where {l1} times sign(W) belongs: with l1 sum(|W|) in "
        "the loss, its gradient is l1 sign(W).",
    ),
}
