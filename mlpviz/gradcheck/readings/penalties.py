"""Readings in which L2 terms have a part: errors that are multiples of the parameter itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.factors import meaning
from mlpviz.gradcheck.readings.fitting import (
    DECISIVE,
    common_factor,
    failing_text,
    joined,
    number_text,
    places,
    proportional,
    ratio_text,
    told_as,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import number

# What the error of dW may be in L2 terms of the loss's, whose strength the numbers do not tell.
TOO_MUCH: tuple[str, ...] = ("l2-unasked", "double-l2", "l2-strength")
TOO_LITTLE: tuple[str, ...] = ("no-l2", "half-l2", "l2-sign", "l2-over-n", "l2-strength")


def multiple_of(rows: Sequence[Row], params: Sequence[Array]) -> float | None:
    """The c of error = c * parameter, if there is one for all entries of these rows."""
    off = joined([row.actual - row.right for row in rows])
    bound = joined([row.tolerance for row in rows])
    if not np.any(np.abs(off) > DECISIVE * bound):
        return None
    base = joined([np.asarray(each, np.float64) for each in params])
    return proportional(off, base, bound)


def l2_like(evidence: Evidence) -> Found | None:
    """What fails is off by one constant times itself, and nothing is known of the loss's L2."""
    params, failing = evidence.params, evidence.failing
    if params is None or not failing:
        return None
    c = multiple_of(failing, [params[row.name] for row in failing])
    if c is None:
        return None
    kinds = {row.role.kind for row in failing}
    some = any(row.role.kind == "weights" and not row.wrong for row in evidence.rows)
    names = TOO_MUCH if c > 0.0 else TOO_LITTLE
    if kinds == {"weights"} and c < 0.0:
        l2 = -0.5 * c
        hint = (
            f"With l2 sum(W^2) in the loss it is {told_as(('no-l2',))} if l2 is {number(l2, 6)}, "
            f"{told_as(('half-l2',))} if it is {number(2.0 * l2, 6)}, {told_as(('l2-sign',))} if "
            f"it is {number(0.5 * l2, 6)}; else another strength, as with a 1/n too many."
        )
        names += ("no-l2-once",) if some else ()
    elif kinds == {"biases"} and c > 0.0:
        names, hint = ("l2-on-biases",), f"That is {told_as(('l2-on-biases',))}."
    else:
        hint = "With l2 sum(W^2) in the loss, 2 l2 W belongs there; with l2/2 sum(W^2), l2 W."
    size = "much" if c > 0.0 else "little"
    where = places(row.name for row in failing)
    return Found(
        f"{failing_text(failing)}; analytic - numerical = {number(c, 6)} times the parameter",
        {"where": where, "factor": number_text(c), "size": size, "hint": hint},
        names,
    )


def beside_l2(evidence: Evidence) -> Found | None:
    """All is off by one factor but an L2 term of weights, 2 l2 W, which is right."""
    params = evidence.params
    biases = [row for row in evidence.rows if row.role.kind == "biases"]
    weights = [row for row in evidence.rows if row.role.kind == "weights"]
    c = common_factor(biases) if biases and weights and params is not None else None
    if c is None or params is None or len(biases) + len(weights) < len(evidence.rows):
        return None
    mixed = [
        replace(row, right=c * row.right, tolerance=(1.0 + abs(c)) * row.tolerance)
        for row in weights
    ]
    rest = multiple_of(mixed, [params[row.name] for row in weights])
    l2 = None if rest is None else 0.5 * rest / (1.0 - c)
    if l2 is None or l2 <= 0.0:
        return None
    plain = [*biases, *(_without(row, params, l2) for row in weights)]
    squares = sum(float(np.sum(np.square(params[row.name]))) for row in weights)
    hint, names = meaning(evidence, plain, c, evidence.report.loss - l2 * squares)
    words = {"factor": number_text(c), "hint": hint, "l2": number(l2, 4)}
    return Found(ratio_text(plain, c), words, names)


def _without(row: Row, params: Mapping[str, Array], l2: float) -> Row:
    """What is left of a gradient without its L2 term, which is rounded like its largest entry."""
    pull = 2.0 * l2 * np.asarray(params[row.name], np.float64)
    tolerance = 4.0 * (row.tolerance + row.tolerance.max())
    return replace(row, actual=row.actual - pull, right=row.right - pull, tolerance=tolerance)


def nothing_but_l2(evidence: Evidence) -> Found | None:
    """What fails is a multiple of the parameter, and nothing else."""
    params, failing = evidence.params, evidence.failing
    if params is None or not failing or any(row.role.kind == "biases" for row in failing):
        return None
    bound = joined([row.tolerance for row in failing])
    base = joined([np.asarray(params[row.name], np.float64) for row in failing])
    c = proportional(joined([row.actual for row in failing]), base, bound)
    if c is None:
        return None
    words = {"where": places(row.name for row in failing), "factor": number_text(c)}
    return Found(failing_text(failing), words)


PENALTIES: dict[str, Pattern] = {
    "l2-like": Pattern(
        l2_like,
        "The error of {where} is {factor} times the parameter itself, in every entry, as an L2 "
        "term gives it: the gradient has that much too {size}. {hint}",
    ),
    "beside-l2": Pattern(
        beside_l2,
        "Every element of every parameter is off by the same factor {factor}, but for an L2 term "
        "of {l2} sum(W^2), which is right. {hint}",
    ),
    "nothing-but-l2": Pattern(
        nothing_but_l2,
        "{where}: {factor} times the parameter itself, as an L2 term gives it, and nothing else. "
        "Is the part that comes from the data ever computed?",
        ("no-dw",),
    ),
}
