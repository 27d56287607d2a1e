"""The hints of a challenge: each says more than the one before, the last one all."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.slopes import Slope, fitted_slope
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import agreeing, counted, listed, out_of
from mlpviz.workbench.bug_lab.ratios import slope_of
from mlpviz.workbench.bug_lab.twins import Twins

NOT_YET = "Nothing is wrong yet: this bug shows after a step. Train one."
NO_CHECK = "There is no check to look at: choose fewer units."
NOTHING = "The check finds nothing wrong here."


class Hint(NamedTuple):
    """A row of ``HINTS``: what it tells, and how it is found; its text may hold no markup."""

    title: str
    tell: Callable[[Twins], str]


def which_parameters(twins: Twins) -> str:
    """Which parameters' gradients are wrong, and which are right."""
    if not (failing := _failing(twins)):
        return _why_none(twins)
    wrong = [row.name for row in failing]
    right = [row.name for row in _rows(twins) if row.verdict == "pass"]
    sentences = [f"Wrong: {listed(wrong)}.", f"Right: {listed(right)}." if right else ""]
    return " ".join(filter(None, sentences))


def which_step(twins: Twins) -> str:
    """Which step of the backward pass holds the mistake."""
    return f"Look at {listed(MISTAKES[twins.bug].places)}."


def which_kind(twins: Twins) -> str:
    """What the wrong numbers are, beside the right ones: a factor, one number, something else."""
    if not (failing := _failing(twins)):
        return _why_none(twins)
    slopes = {row.name: slope_of(row) for row in failing}
    factors = [slope for slope in slopes.values() if slope.on_line]
    if len(factors) == len(slopes):
        return _factors(slopes)
    from_data = {row.name: _slope_of_data(row, twins) for row in failing}
    own = {"L2": twins.buggy.l2, "L1": twins.buggy.l1}
    terms = [f"{name} term" for name, strength in own.items() if strength]
    if terms and all(slope.on_line for slope in from_data.values()):
        are = agreeing(len(terms), "is", "are")
        beside = f"without the {listed(terms)} of the weights, which {are} right."
        return f"{_factors(from_data)} That is, {beside}"
    if all(_constant(row.analytic) for row in failing):
        return "Every entry of a wrong gradient is the same number, which the right ones are not."
    if all(_multiple(row, twins.network.params[row.name]) for row in failing):
        return "What is added to the gradient, or left out of it, is a multiple of the parameter."
    if all(_multiple(row, np.sign(twins.network.params[row.name])) for row in failing):
        return (
            "What is added to the gradient, or left out of it, has one size and the weights' signs."
        )
    few = [name for name, slope in slopes.items() if slope.on_line]
    some = f" Only {listed(few)} would be right but for a factor." if few else ""
    return (
        "No constant factor: the wrong gradients scatter around their references, as another "
        f"formula gives.{some}"
    )


def the_name(twins: Twins) -> str:
    """What the bug is called, and what points to it."""
    reading = "" if twins.checks is None else f" {twins.checks.reading}"
    return f"It is “{MISTAKES[twins.bug].title}”.{reading}"


HINTS: tuple[Hint, ...] = (
    Hint("which parameters", which_parameters),
    Hint("which step", which_step),
    Hint("which kind", which_kind),
    Hint("the name", the_name),
)


def told(twins: Twins, count: int) -> list[str]:
    """The first ``count`` hints, each with its title."""
    return [f"{hint.title.capitalize()}: {hint.tell(twins)}" for hint in HINTS[:count]]


def _rows(twins: Twins) -> Sequence[ParameterRow]:
    return () if twins.checks is None else twins.checks.buggy.rows


def _failing(twins: Twins) -> Sequence[ParameterRow]:
    return () if twins.checks is None else twins.checks.buggy.failing


def _why_none(twins: Twins) -> str:
    """Why no gradient is known to be wrong."""
    if twins.checks is None:
        return NO_CHECK
    return NOT_YET if twins.dormant else NOTHING


def _factors(slopes: dict[str, Slope]) -> str:
    texts = {name: slope.text for name, slope in slopes.items()}
    if len(set(texts.values())) == 1:
        (text,) = set(texts.values())
        return f"A constant factor: every wrong entry is its reference times {text}."
    each = listed(f"{text} for {name}" for name, text in texts.items())
    return f"A factor for each parameter: its reference times {each}."


def _slope_of_data(row: ParameterRow, twins: Twins) -> Slope:
    """The line through what of a gradient comes from the data, and its reference."""
    weights = row.analytic.ndim > 1
    W, own = twins.network.params[row.name], twins.buggy
    pull = 2.0 * own.l2 * W + own.l1 * np.sign(W) if weights else 0.0
    with np.errstate(all="ignore"):
        analytic, right = row.analytic - pull, row.numerical - pull
    finite = np.isfinite(analytic) & np.isfinite(right)
    return fitted_slope(analytic[finite], right[finite])


def _constant(gradient: Array) -> bool:
    """Whether all entries, of several, are one number."""
    return gradient.size > 1 and bool(np.ptp(gradient) <= 1e-9 * np.abs(gradient).max())


def _multiple(row: ParameterRow, parameter: Array) -> bool:
    """Whether the error is a multiple of the parameter itself."""
    error = row.analytic - row.numerical
    return bool(np.isfinite(error).all()) and fitted_slope(error.ravel(), parameter.ravel()).on_line


def points(hints: int) -> int:
    """What a right first answer is worth after so many hints."""
    return max(len(HINTS) - hints, 0)


def total(answers: Sequence[int]) -> str:
    """``7 of 12 points in 3 challenges``; nothing before the first answer."""
    if not answers:
        return ""
    points = out_of(sum(answers), len(HINTS) * len(answers), "point")
    return f"{points} in {counted(len(answers), 'challenge')}"
