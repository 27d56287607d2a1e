"""Readings that say which parameters fail, or which of their rows and columns, but not why.

They are true as they stand, and are read where no mistake fits the numbers. The first one counts.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    common_factor,
    count_of,
    fail_text,
    failing_text,
    number_text,
    pass_text,
    places,
    told_as,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.words import agreeing, listed, number, out_of, whole

JUMPS = " Or is it an accuracy or a count, which changes in jumps alone? Return the loss itself."
SOME = 3  # fewer numbers make no pattern


def only_kinks(evidence: Evidence) -> Found | None:
    """All that fails crosses a kink, and enough that doesn't is right."""
    fails = np.concatenate([row.fails.ravel() for row in evidence.rows])
    kinks = np.concatenate([row.kinks.ravel() for row in evidence.report.rows])
    if not fails.any() or np.any(fails & ~kinks) or np.count_nonzero(~kinks) < SOME:
        return None
    return Found(
        f"{out_of(fails.sum(), kinks.sum(), 'element', 'fails', 'fail')} whose nudge crosses a "
        f"kink; all others are right, {whole((~kinks).sum())} of them"
    )


def only_kind(kind: str, partner: str) -> Callable[[Evidence], Found | None]:
    """Only weights fail, or only biases, and what is made of the very same deltas is right."""

    def find(evidence: Evidence) -> Found | None:
        failing = evidence.failing
        others = [row for row in evidence.rows if row.role.kind != kind]
        if not failing or any(row.role.kind != kind for row in failing):
            return None
        if not all(row.role.kind for row in evidence.rows):  # its delta may be another one
            return None
        if not all(np.any(row.right) and has_right(evidence, partner, row) for row in failing):
            return None
        alike = [row for row in evidence.rows if row.role.kind == kind]
        names = places([row.name for row in failing])
        share = "all of them" if len(failing) == len(alike) else f"{len(failing)} of {len(alike)}"
        return Found(
            f"{failing_text(failing)}; {pass_text(others)}",
            {"where": f"{names}, {share}" if len(alike) > 1 else names},
        )

    return find


def some_units(evidence: Evidence) -> Found | None:
    """In one layer at most half of the units fail, in its weights and its biases alike."""
    failing = evidence.failing
    if len({row.layer for row in failing}) != 1 or not failing[0].layer:
        return None
    masks = [_failing_units(row) for row in failing]
    sizes = {None if mask is None else mask.size for mask in masks}
    made = [row for row in evidence.rows if row.layer == failing[0].layer]
    if None in sizes or len(sizes) != 1 or len(made) != len(failing):
        return None
    units: Array = np.logical_or.reduce([mask for mask in masks if mask is not None])
    if not 0 < 2 * units.sum() <= units.size:
        return None
    return Found(
        failing_text(failing), {"units": _listed("unit", units), "layer": failing[0].layer}
    )


def _failing_units(row: Row) -> Array | None:
    """Which units' entries fail; None where it is not known which entries are whose."""
    if row.role.kind == "biases":
        return row.fails.reshape(-1)
    if row.role.units is None:
        return None
    fails: Array = np.logical_or.reduce(row.fails, axis=1 - row.role.units)
    return fails


def some_lines(evidence: Evidence) -> Found | None:
    """In one matrix at most half of the rows fail, or of the columns."""
    failing = evidence.failing
    if len(failing) != 1 or failing[0].fails.ndim != 2:
        return None
    row = failing[0]
    look = dict.fromkeys((0, 1), "what is special there?")
    if row.role.units is not None:
        look[row.role.units] = "what is special in these units?"
        look[1 - row.role.units] = "look at the inputs there."
    for axis, noun in enumerate(("row", "column")):
        lines: Array = np.logical_or.reduce(row.fails, axis=1 - axis)
        if 0 < 2 * np.count_nonzero(lines) <= lines.size:
            words = {"lines": _listed(noun, lines), "where": row.name, "look": look[axis]}
            return Found(failing_text(failing), words)
    return None


def lower_layers(evidence: Evidence) -> Found | None:
    """Layers 1 to k fail, all that lies above passes."""
    failing = evidence.failing
    top = max((row.layer for row in failing), default=0)
    last = max(row.layer for row in evidence.rows)
    lower = {row.name for row in evidence.rows if row.layer <= top}
    if not 0 < top < last or {row.name for row in failing} != lower:
        return None
    if not all(row.layer for row in evidence.rows):  # what has no layer may stand between two
        return None
    above = [row for row in evidence.rows if row.layer > top]
    bare = [row.name for row in failing if row.layer == top]
    words = {"fail": fail_text(failing), "layer": top, "above": top + 1}
    words["or"] = f", or at how {bare[0]}'s own gradient is made" if len(bare) == 1 else ""
    return Found(f"{failing_text(failing)}; {pass_text(above)}", words)


def unseen(evidence: Evidence) -> Found | None:
    """What fails should be 0 everywhere: the loss does not depend on it."""
    failing = evidence.failing
    if not failing or any(np.any(row.right) for row in failing):
        return None
    flat = not any(np.any(row.right) for row in evidence.rows)
    words = {"where": places([row.name for row in failing]), "jumps": JUMPS if flat else ""}
    return Found(failing_text(failing), words)


def own_factors(evidence: Evidence) -> Found | None:
    """Every parameter that fails is off by a constant factor, one for all or one of its own."""
    failing = evidence.failing
    one = common_factor(failing) if failing else None
    factors = [common_factor([row]) if one is None else one for row in failing]
    by_factor: dict[float, list[Row]] = {}
    for row, c in zip(failing, factors, strict=True):
        if c is None:
            return None
        by_factor.setdefault(float(number(c, 9)), []).append(row)
    if not by_factor:
        return None
    told = [
        f"{places(row.name for row in rows)} by the factor {number_text(c)}"
        for c, rows in by_factor.items()
    ]
    some = agreeing(len(told), "a constant factor", "constant factors")
    all_fail = len(failing) == len(evidence.rows)
    rest = "" if all_fail else "; the other parameters are right"
    hint, name = _as_mistake(evidence, by_factor)
    words = {"some": some, "factors": listed(told), "rest": rest, "hint": hint}
    return Found(failing_text(failing), words, (*name, "own-factors"))


def _as_mistake(
    evidence: Evidence, by_factor: Mapping[float, Sequence[Row]]
) -> tuple[str, tuple[str, ...]]:
    """A mistake that gives 1/n to all biases alone, or to each layer but the last once more.

    Or one that lacks it in the lines of all weights or of all biases.
    """
    n = evidence.report.n
    times = [count_of(c) for c in by_factor if c > 1.0]
    kinds = {row.role.kind for row in evidence.failing}
    if len(by_factor) == len(times) == 1 and times[0] > 1 and n in (None, times[0]):
        (kind,) = kinds if len(kinds) == 1 else ("",)
        name = {"biases": "bias-not-averaged", "weights": "weights-not-averaged"}.get(kind, "")
        if name:
            text = f" Is {times[0]} your number of samples? Then it is {told_as((name,))}."
            return text, (name,)
    counts = {c: -count_of(c) for c in by_factor if c > 0.0}
    m = min(counts.values(), default=0)
    if len(counts) < len(by_factor) or m < 2 or n not in (None, m):
        return "", ()
    if m == max(counts.values()) and all(
        (row.role.kind == "biases") is row.wrong for row in evidence.rows
    ):
        name, text = "bias-mean", "means over {m} samples of a delta that has 1/{m} in it already"
    elif lower_layers(evidence) and all(
        counts[c] == m ** (max(r.layer for r in evidence.rows) - row.layer)
        for c, rows in by_factor.items()
        for row in rows
    ):
        name, text = "mean-on-the-way", "deltas divided by {m} samples once more in every layer"
    else:
        return "", ()
    return f" Are these {text.format(m=m)}? Then it is {told_as((name,))}.", (name,)


def _listed(noun: str, mask: Array) -> str:
    """``row 4`` or ``rows 1, 2 and 4``."""
    numbers = [str(i) for i in np.flatnonzero(mask)]
    return f"{noun}{'s' if len(numbers) > 1 else ''} {listed(numbers, most=6)}"


def has_right(evidence: Evidence, kind: str, row: Row) -> bool:
    """Whether there are weights, or biases, of the same layer that are right and not just 0."""
    return any(
        other.role.kind == kind and other.role.group == row.role.group and other.telling
        for other in evidence.rows
        if not other.wrong
    )


FEW_ROWS: dict[str, Pattern] = {
    "kinks": Pattern(
        only_kinks,
        "It fails only where the nudge crosses a kink (such as ReLU's at 0), where central "
        "differences say little: try a smaller h before you look for a bug.",
    ),
    "unseen": Pattern(
        unseen,
        "{where}: the loss does not change with it, but the gradient is not 0. Does the loss read "
        "this very array, or a copy of it, or another one?{jumps}",
    ),
    "own-factors": Pattern(own_factors, "Off by {some}, all entries alike: {factors}{rest}.{hint}"),
}

ROW_STRUCTURE: dict[str, Pattern] = {
    "units": Pattern(
        some_units,
        "All errors are in {units} of layer {layer}, counted from 0: what is special there?",
    ),
    "rows-or-columns": Pattern(
        some_lines,
        "All errors are in {lines} of {where}, counted from 0: {look}",
    ),
    "only-biases": Pattern(
        only_kind("biases", "weights"),
        "Only biases fail ({where}), while their weights pass, so the deltas are right: look at "
        "db = sum(delta), its axis, its factor, and what is added.",
    ),
    "only-weights": Pattern(
        only_kind("weights", "biases"),
        "Only weights fail ({where}), while their biases pass, so the deltas are right: look at "
        "dW = a_prev^T delta and at the L2 term.",
    ),
    "lower-layers": Pattern(
        lower_layers,
        "Only {fail}: look at the step from layer {above}'s delta to layer {layer}'s{or}.",
    ),
}
