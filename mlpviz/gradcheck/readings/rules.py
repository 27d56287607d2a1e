"""Readings by a rule that gives every wrong number: a transpose, a sum, a clip, nothing at all."""

from collections.abc import Callable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    DECISIVE,
    ENOUGH,
    Guess,
    count_of,
    failing_text,
    fits,
    joined,
    number_text,
    places,
    proportional,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import counted, number


def rule(guess: Guess) -> Callable[[Evidence], Found | None]:
    """All wrong parameters are what the rule says."""

    def find(evidence: Evidence) -> Found | None:
        rows = evidence.failing
        if not rows or not fits(rows, guess):
            return None
        return Found(failing_text(rows), {"where": places(row.name for row in rows)})

    return find


def _transposed(row: Row) -> Array | None:
    return row.right.T if row.right.ndim == 2 else None


def zero(evidence: Evidence) -> Found | None:
    """All that fails is 0."""
    found = rule(lambda row: np.zeros(row.right.shape))(evidence)
    if found is None:
        return None
    names = {"weights": "no-dw", "biases": "no-db"}
    kinds = dict.fromkeys(row.role.kind for row in evidence.failing)
    return Found(found.evidence, found.words, tuple(names[kind] for kind in kinds if kind))


def one_sum(evidence: Evidence) -> Found | None:
    """Only biases fail: all entries of one are the sum of the right ones, or a share of it.

    A sum that cancels, as softmax's deltas do, proves nothing.
    """
    rows = evidence.failing
    if not rows or any(row.role.kind != "biases" or row.right.size < 2 for row in rows):
        return None
    sums = np.array([row.right.sum() for row in rows])
    sharp = np.abs(sums) / [row.tolerance.sum() for row in rows]
    most = int(np.argmax(sharp))
    if sharp[most] < DECISIVE:
        return None
    share = float(rows[most].actual.mean() / sums[most])
    count = count_of(share)
    if share < 0.0 or count > 1 or (count == 1 and number_text(share) != "1"):
        return None
    c = 1.0 / abs(count)
    longest = max(row.right.size for row in rows)  # a sum has as many roundings
    if not fits(rows, lambda row: np.full(row.right.shape, c * row.right.sum()), longest):
        return None
    words = {"where": places(row.name for row in rows), "axis": "wrong sum axis"}
    if count == 1:
        return Found(failing_text(rows), words, ("bias-axis",))
    words["axis"] = f"wrong sum axis, and a factor {number_text(c)}, as of a mean beside it"
    return Found(failing_text(rows), words, ("bias-mean-of-all",))


def clipped(evidence: Evidence) -> Found | None:
    """Whatever is larger than the largest entry under test is cut off at that size."""
    actual, right = (
        joined([getattr(row, k) for row in evidence.rows]) for k in ("actual", "right")
    )
    tolerance = joined([row.tolerance for row in evidence.rows])
    size = float(np.abs(actual).max())
    cut = np.abs(right) > size + DECISIVE * tolerance
    if np.count_nonzero(cut) < ENOUGH or np.any(np.abs(actual[cut]) != size):
        return None
    if not np.all(np.abs(actual - np.clip(right, -size, size)) <= tolerance):
        return None
    told = f"{counted(int(np.count_nonzero(cut)), 'entry', 'entries')} cut off at {number(size, 6)}"
    return Found(told, {"size": number(size, 6)})


def one_sample(evidence: Evidence) -> Found | None:
    """Every weight gradient is v db^T, db its bias's, plus a multiple of W: of a single sample."""
    biases = {row.role.group: row for row in evidence.failing if row.role.kind == "biases"}
    weights = [row for row in evidence.failing if row.role.kind == "weights"]
    if not weights or len(weights) + len(biases) < len(evidence.rows):
        return None
    params, of_l2 = evidence.params, set()
    for row in weights:
        b = biases.get(row.role.group)
        if b is None or row.role.units is None or min(row.actual.shape) < 2:
            return None
        W, right = (_units_last(row, array) for array in (row.actual, row.right))
        db = b.actual.reshape(-1)
        if not np.any(np.abs(W) > DECISIVE * row.tolerance.max()):
            return None  # 0 is a multiple of anything
        left, tolerance = _beside(W, db), float(row.tolerance.max() + np.abs(W).max() * 1e-15)
        if np.abs(_beside(right, db)).max() <= DECISIVE * tolerance:
            return None  # so is the right one: a single sample there is
        if np.abs(left).max() <= DECISIVE * tolerance:
            of_l2.add(0.0)
            continue
        if params is None:
            return None
        own = _beside(_units_last(row, np.asarray(params[row.name], np.float64)), db)
        c = proportional(left.ravel(), own.ravel(), np.full(left.size, 4.0 * tolerance))
        if c is None:
            return None
        of_l2.add(float(number(c, 6)))
    if len(of_l2) != 1:
        return None
    return Found(failing_text(evidence.failing), {"where": places(row.name for row in weights)})


def _units_last(row: Row, array: Array) -> Array:
    return array if row.role.units == 1 else array.T


def _beside(rows: Array, direction: Array) -> Array:
    """What of every row is not along a direction."""
    unit = direction / max(float(np.linalg.norm(direction)), 1e-300)
    beside: Array = rows - np.outer(rows @ unit, unit)
    return beside


RULES: dict[str, Pattern] = {
    "transposed": Pattern(
        rule(_transposed), "{where}: the gradient is transposed.", ("transposed-dw",)
    ),
    "one-sum": Pattern(
        one_sum, "Only biases fail ({where}): {axis}. Sum delta over the samples, not the units."
    ),
    "zero": Pattern(
        zero, "{where}: all numbers are 0, and should not be. Is this line ever computed?"
    ),
    "one-sample": Pattern(
        one_sample,
        "In {where} every entry is one number for its input times the bias's gradient, as of a "
        "single sample. Is there a loop over samples in which = stands for +=, or that returns too "
        "early?",
        ("last-sample", "first-sample"),
    ),
    "clipped": Pattern(
        clipped,
        "All entries above {size} in size are cut off there, the others are right: are gradients "
        "clipped before they are checked? Clipping belongs to the update.",
        ("clipped-values",),
    ),
}
