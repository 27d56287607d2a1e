"""Does a hypothesis give the numbers of the code under test, within what rounding allows?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.reading import Found
from mlpviz.gradcheck.readings.trace import Line
from mlpviz.words import listed, number, whole

DECISIVE = 100.0  # the right numbers must lie this many tolerances away, or much else would fit too
CONSTANT = 1e-2  # a ratio counts as constant if the tolerance pins it down to this share
ENOUGH = 3  # one or two numbers are proportional to anything


class Guess(NamedTuple):
    """What a mistake would give, and how far rounding may move it; ``label`` goes into words."""

    value: Array
    tolerance: Array
    label: str = ""


Guesses = Callable[[Evidence, Line], Iterable[Guess]]
Find = Callable[[Evidence], Found | None]


@dataclass(frozen=True)
class Fit:
    """A hypothesis that holds on all of some lines."""

    lines: tuple[Line, ...]
    residual: float
    labels: tuple[str, ...]


def fit(evidence: Evidence, lines: Sequence[Line], guesses: Guesses) -> Fit | None:
    """Whether on every line one of the guesses gives every number, and the right ones are far off.

    A guess of the wrong shape does not fit.
    """
    decisive = residual = 0.0
    labels = []
    for line in lines:
        best: tuple[float, float, float, str] | None = None
        for guess in guesses(evidence, line):
            if guess.value.shape != line.actual.shape:
                continue
            away = np.abs(line.actual - guess.value)
            share = float((away / guess.tolerance).max())
            if share <= 1.0 and (best is None or share < best[0]):
                distance = float((np.abs(line.actual - line.right) / guess.tolerance).max())
                best = (share, distance, float(away.max()), guess.label)
        if best is None:
            return None
        decisive, residual = max(decisive, best[1]), max(residual, best[2])
        labels.append(best[3])
    if not decisive >= DECISIVE:
        return None
    return Fit(tuple(lines), residual, tuple(dict.fromkeys(labels)))


def mistake(*stages: str, gives: Guesses) -> Find:
    """All wrong lines belong to these stages and are what ``gives`` says."""

    def find(evidence: Evidence) -> Found | None:
        if not evidence.wrong or not set(evidence.stages) <= set(stages):
            return None
        return found_in(fit(evidence, evidence.wrong, gives))

    return find


def any_of(*several: Guesses) -> Guesses:
    """The guesses of each."""
    return lambda evidence, line: (guess for gives in several for guess in gives(evidence, line))


def scaled(c: float) -> Guesses:
    """The right numbers times c, either without the part that L2 gives or with it."""

    def guesses(evidence: Evidence, line: Line) -> Iterable[Guess]:
        tolerance = max(1.0, abs(c)) * line.tolerance
        tolerance = tolerance + 4.0 * evidence.u * np.abs(line.penalty)
        yield Guess(c * (line.right - line.penalty) + line.penalty, tolerance)
        yield Guess(c * line.right, tolerance)

    return guesses


def proportional(actual: Array, base: Array, tolerance: Array) -> float | None:
    """The c of actual = c * base, if there is one for all numbers and the tolerance pins it down.

    Each number with its tolerance allows an interval for c; they must have a point in common.
    """
    sharpest = int(np.argmax(np.abs(base) / tolerance))
    if base[sharpest] == 0.0:
        return None
    c = float(actual[sharpest] / base[sharpest])
    slack = max(1.0, abs(c)) * tolerance
    told = base != 0.0
    if np.any(np.abs(actual[~told]) > slack[~told]) or told.sum() < ENOUGH:
        return None
    middle, half = actual[told] / base[told], slack[told] / np.abs(base[told])
    low, high = float((middle - half).max()), float((middle + half).min())
    sharp = np.count_nonzero(half <= CONSTANT * abs(c))
    return c if low <= high and high - low <= CONSTANT * abs(c) and sharp >= ENOUGH else None


def common_factor(lines: Sequence[Line]) -> float | None:
    """The c of actual = c * right on all numbers of some lines, beside L2 or L2 included."""
    actual = _joined([line.actual for line in lines])
    right = _joined([line.right for line in lines])
    penalty = _joined([np.broadcast_to(line.penalty, line.actual.shape) for line in lines])
    tolerance = _joined([line.tolerance for line in lines])
    if not np.any(np.abs(actual - right) > DECISIVE * tolerance):
        return None
    found = proportional(actual - penalty, right - penalty, tolerance)
    return proportional(actual, right, tolerance) if found is None else found


def ratio_text(lines: Sequence[Line], c: float) -> str:
    """``all 3,760 elements: ratio analytic / numerical = 64 ± 1e-12``."""
    actual = _joined([line.actual - line.penalty for line in lines])
    right = _joined([line.right - line.penalty for line in lines])
    told = np.abs(right) > DECISIVE * _joined([line.tolerance for line in lines])
    ratios = actual[told] / right[told]
    spread = float(np.abs(ratios - c).max()) if told.any() else 0.0
    few = "" if told.all() else f" ({whole(told.sum())} of them are large enough to tell)"
    return (
        f"all {whole(actual.size)} elements{few}: "
        f"ratio analytic / numerical = {number_text(c)} ± {number(spread, 1)}"
    )


def fit_text(found: Fit) -> str:
    """``W1 (12 numbers): as this mistake gives them, to 3e-17; off the right ones by up to 2``."""
    names = places([line.name for line in in_order(found.lines)])
    exact = f"to {number(found.residual, 1)}" if found.residual else "exactly"
    count = sum(line.actual.size for line in found.lines)
    error = max(float(np.abs(line.actual - line.right).max()) for line in found.lines)
    return (
        f"{names} ({whole(count)} numbers): as this mistake gives them, {exact}; "
        f"off the right ones by up to {number(error, 2)}"
    )


def found_in(result: Fit | None, **words: Any) -> Found | None:
    """The fit as what a pattern found, with the word ``where``."""
    if result is None:
        return None
    where = places([line.where for line in in_order(result.lines)])
    label = places([label for label in result.labels if label])
    return Found(fit_text(result), {"where": where, "label": label, **words})


def number_text(c: float) -> str:
    """``64``, ``1/64``, ``-1`` or ``0.731059``."""
    near = round(c)
    if near and abs(c - near) <= 1e-6 * abs(c):
        return str(near)
    inverse = round(1.0 / c) if c else 0
    if inverse and abs(c * inverse - 1.0) <= 1e-6:
        return f"{'-' if inverse < 0 else ''}1/{abs(inverse)}"
    return number(c, 6)


def places(words: Sequence[str]) -> str:
    """``W1, b1 and W2``."""
    return listed(dict.fromkeys(words))


def fail_text(names: Sequence[str]) -> str:
    """``W1 fails`` or ``W1 and b1 fail``."""
    return f"{places(names)} fail{'s' if len(names) == 1 else ''}"


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Deltas as a backward pass makes them, last layer first; then parameters, first to last."""
    deltas = ("output", "step")
    return sorted(
        lines, key=lambda line: (0, -line.layer) if line.stage in deltas else (1, line.layer)
    )


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays])
