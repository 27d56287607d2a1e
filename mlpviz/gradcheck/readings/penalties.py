"""Readings in which L2 or L1 has a part: errors like the parameter itself, or like its signs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.penalty import FORMS
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

# What the error of dW may be in the penalty of a loss, whose strength the numbers do not tell.
TOO_MUCH = ("{}-unasked", "double-{}", "{}-strength")
TOO_LITTLE = ("no-{}", "half-{}", "{}-sign", "{}-over-n", "{}-strength")


class Penalty(NamedTuple):
    """A term of a loss: its strength's name and what it is times of the parameters.

    Its gradient is ``factor`` times the strength times ``gradient(W)``, called ``what``;
    ``belongs`` says what belongs in a gradient.
    """

    name: str
    term: str
    factor: float
    gradient: Callable[[Array], Array]
    what: str
    belongs: str


L2 = Penalty(
    "l2",
    "sum(W^2)",
    2.0,
    np.positive,
    "the parameter",
    "With l2 sum(W^2) in the loss, 2 l2 W belongs there; with l2/2 sum(W^2), l2 W.",
)
L1 = Penalty(
    "l1",
    "sum(|W|)",
    1.0,
    np.sign,
    "the sign of the parameter",
    "With l1 sum(|W|) in the loss, l1 sign(W) belongs there.",
)


def multiple_of(rows: Sequence[Row], base: Sequence[Array]) -> float | None:
    """The c of error = c * base, if there is one for all entries of these rows."""
    off = joined([row.actual - row.right for row in rows])
    bound = joined([row.tolerance for row in rows])
    if not np.any(np.abs(off) > DECISIVE * bound):
        return None
    return proportional(off, joined([np.asarray(each, np.float64) for each in base]), bound)


def _multiple(evidence: Evidence, of: Callable[[Array], Array]) -> float | None:
    """``multiple_of`` a function of what fails; None where its values are not known."""
    params, failing = evidence.params, evidence.failing
    if params is None or not failing:
        return None
    return multiple_of(failing, [of(np.asarray(params[row.name], float)) for row in failing])


def _like(evidence: Evidence, penalty: Penalty) -> Found | None:
    """What fails is off by one constant times a penalty's gradient; nothing is known of the loss's.

    Weights alone that lack it: what it is follows from the strength. Biases alone that have it.
    """
    c = _multiple(evidence, penalty.gradient)
    if c is None:
        return None
    kinds = {row.role.kind for row in evidence.failing}
    name, hint = penalty.name, penalty.belongs
    names = [each.format(name) for each in (TOO_MUCH if c > 0.0 else TOO_LITTLE)]
    if kinds == {"weights"} and c < 0.0:
        missing = -c / penalty.factor
        cases = {f"no-{name}": 1.0, f"half-{name}": 2.0, f"{name}-sign": 0.5}
        each_told = ", ".join(
            f"{told_as((each,))} if {'it' if k else name} is {number(times * missing, 6)}"
            for k, (each, times) in enumerate(cases.items())
        )
        hint = (
            f"With {name} {penalty.term} in the loss it is {each_told}; else another strength, as "
            "with a 1/n too many."
        )
        some = any(row.role.kind == "weights" and not row.wrong for row in evidence.rows)
        names += [f"no-{name}-once"] if some else []
    elif kinds == {"biases"} and c > 0.0:
        names = [f"{name}-on-biases"]
        hint = f"That is {told_as(names)}."
    words = {
        "where": places(row.name for row in evidence.failing),
        "factor": number_text(c),
        "size": "much" if c > 0.0 else "little",
        "hint": hint,
    }
    told = f"analytic - numerical = {number(c, 6)} times {penalty.what}"
    return Found(f"{failing_text(evidence.failing)}; {told}", words, tuple(names))


def l2_like(evidence: Evidence) -> Found | None:
    """What fails is off by one constant times itself, and nothing is known of the loss's L2."""
    return _like(evidence, L2)


def l1_like(evidence: Evidence) -> Found | None:
    """What fails is off by one constant times its own signs."""
    return _like(evidence, L1)


def l1_written(evidence: Evidence) -> Found | None:
    """What fails has something else where the signs belong."""
    for name, form in FORMS.items():
        c = _multiple(evidence, lambda W, f=form.f: f(W) - np.sign(W))  # type: ignore[misc]
        if c is not None and c > 0.0:
            told = f"analytic - numerical = {number(c, 6)} ({name} - sign(W))"
            where = places(row.name for row in evidence.failing)
            words = {"where": where, "l1": number(c, 6), "form": name}
            return Found(f"{failing_text(evidence.failing)}; {told}", words, ("l1-no-sign",))
    return None


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
    "l1-like": Pattern(
        l1_like,
        "The error of {where} is {factor} times the sign of the parameter, in every entry, as an "
        "L1 term gives it: the gradient has that much too {size}. {hint}",
    ),
    "l1-written": Pattern(
        l1_written,
        "In {where} stands {l1} times {form} where {l1} times sign(W) belongs: with l1 sum(|W|) in "
        "the loss, its gradient is l1 sign(W).",
    ),
}
