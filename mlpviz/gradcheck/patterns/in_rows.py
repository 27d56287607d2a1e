"""Readings that say which parameters fail, or which of their rows and columns, but not why.

They are true as they stand, and are read where no mistake fits the numbers. The first one counts.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.patterns.evidence import Evidence
from mlpviz.gradcheck.patterns.fitting import (
    common_factor,
    fail_text,
    in_order,
    number_text,
    places,
    ratio_text,
)
from mlpviz.gradcheck.patterns.reading import Found, Pattern
from mlpviz.gradcheck.patterns.trace import Line
from mlpviz.words import listed, percent, whole

SOME = 3  # fewer numbers make no pattern


def failing_text(lines: Sequence[Line]) -> str:
    """``W1: 12 of 20 elements fail; b1: 3 of 4``."""
    counts = [
        f"{line.name}: {whole(line.fails.sum())} of {whole(line.fails.size)} elements fail"
        for line in lines
        if line.wrong
    ]
    return "; ".join(counts)


def failing_rows(evidence: Evidence) -> tuple[Line, ...]:
    """The parameters that fail."""
    return tuple(row for row in evidence.rows if row.wrong)


def only_kinks(evidence: Evidence) -> Found | None:
    """All that fails crosses a kink, and enough that doesn't is right."""
    fails = np.concatenate([row.fails.ravel() for row in evidence.rows])
    kinks = np.concatenate([row.kinks.ravel() for row in evidence.report.rows])
    if not fails.any() or np.any(fails & ~kinks) or np.count_nonzero(~kinks) < SOME:
        return None
    return Found(
        f"{whole(fails.sum())} elements fail, all among the {whole(kinks.sum())} whose nudge "
        f"crosses a kink; the other {whole((~kinks).sum())} are right"
    )


def some_by_factor(evidence: Evidence) -> Found | None:
    """The wrong lines are off by one factor, all of them."""
    c = common_factor(evidence.wrong) if evidence.wrong else None
    if c is None:
        return None
    where = places([line.where for line in in_order(evidence.wrong)])
    return Found(ratio_text(evidence.wrong, c), {"where": where, "factor": number_text(c)})


def only_stage(stage: str) -> Callable[[Evidence], Found | None]:
    """Only weights fail, or only biases, while there are others that pass."""

    def find(evidence: Evidence) -> Found | None:
        failing = failing_rows(evidence)
        others = [row for row in evidence.rows if row.stage != stage]
        if not failing or not others or any(row.stage != stage for row in failing):
            return None
        kind = [row for row in evidence.rows if row.stage == stage]
        names = places([row.name for row in failing])
        share = "all of them" if len(failing) == len(kind) else f"{len(failing)} of {len(kind)}"
        return Found(
            f"{failing_text(failing)}; {places([row.name for row in others])} pass",
            {"where": f"{names}, {share}" if len(kind) > 1 else names},
        )

    return find


def some_units(evidence: Evidence) -> Found | None:
    """In one layer at most half of the units fail: columns of W and entries of b."""
    failing = failing_rows(evidence)
    if len({row.layer for row in failing}) != 1 or not failing[0].layer:
        return None
    masks = [row.fails.any(axis=0) if row.fails.ndim == 2 else row.fails for row in failing]
    units = np.logical_or.reduce(masks)
    made = [row for row in evidence.rows if row.layer == failing[0].layer]
    if not (0 < 2 * units.sum() <= units.size) or len(made) != len(failing):
        return None
    return Found(
        failing_text(failing), {"units": _listed("unit", units), "layer": failing[0].layer}
    )


def some_inputs(evidence: Evidence) -> Found | None:
    """In one weight matrix at most half of the rows fail."""
    failing = failing_rows(evidence)
    if len(failing) != 1 or failing[0].fails.ndim != 2:
        return None
    inputs = np.logical_or.reduce(failing[0].fails, axis=1)
    if not 0 < 2 * inputs.sum() <= inputs.size:
        return None
    return Found(
        failing_text(failing), {"inputs": _listed("row", inputs), "where": failing[0].name}
    )


def lower_layers(evidence: Evidence) -> Found | None:
    """Layers 1 to k fail, all that lies above passes."""
    failing = failing_rows(evidence)
    top = max((row.layer for row in failing), default=0)
    last = max(row.layer for row in evidence.rows)
    lower = {row.name for row in evidence.rows if row.layer <= top}
    if not 0 < top < last or {row.name for row in failing} != lower:
        return None
    above = [row.name for row in evidence.rows if row.layer > top]
    return Found(
        f"{failing_text(failing)}; {places(above)} pass",
        {"fail": fail_text([row.name for row in failing]), "layer": top, "above": top + 1},
    )


def some_parameters(evidence: Evidence) -> Found | None:
    """Some parameters fail, others pass."""
    failing = failing_rows(evidence)
    if not failing or len(failing) == len(evidence.rows):
        return None
    return Found(failing_text(failing), {"fail": fail_text([row.name for row in failing])})


def biases_by_factor(evidence: Evidence) -> Found | None:
    """All biases are off by one factor, while the weights are wrong in another way."""
    biases = [row for row in evidence.rows if row.stage == "biases"]
    c = common_factor(biases) if biases else None
    if c is None or len(failing_rows(evidence)) < len(evidence.rows):
        return None
    weights = [row.name for row in evidence.rows if row.stage != "biases"]
    words = {"where": places([row.name for row in biases]), "factor": number_text(c)}
    return Found(ratio_text(biases, c), words | {"weights": places(weights)})


def everything_else(evidence: Evidence) -> Found:
    """What can be said of any report that fails."""
    failing = failing_rows(evidence)
    actual = np.concatenate([row.actual.ravel() for row in failing])
    right = np.concatenate([row.right.ravel() for row in failing])
    signs = np.mean(np.sign(actual) == np.sign(right))
    return Found(
        f"{failing_text(failing)}; no constant factor; {percent(signs)} of the signs are right",
        {"fail": fail_text([row.name for row in failing])},
    )


def _listed(noun: str, mask: Array) -> str:
    """``row 4`` or ``rows 1, 2 and 4``."""
    numbers = [str(i) for i in np.flatnonzero(mask)]
    return f"{noun}{'s' if len(numbers) > 1 else ''} {listed(numbers, most=6)}"


FEW_ROWS: dict[str, Pattern] = {
    "kinks": Pattern(
        only_kinks,
        "It fails only where the nudge crosses a kink (such as ReLU's at 0), where central "
        "differences say little: try a smaller h before you look for a bug.",
    ),
    "some-by-factor": Pattern(
        some_by_factor, "{where}: off by the same factor {factor} throughout; the rest is right."
    ),
    "biases-by-factor": Pattern(
        biases_by_factor,
        "The biases ({where}) are off by the same factor {factor} throughout, but {weights} by no "
        "constant one: does an L2 term hide it there?",
    ),
}

ROW_STRUCTURE: dict[str, Pattern] = {
    "units": Pattern(
        some_units,
        "All errors are in {units} of layer {layer}, counted from 0: what is special there?",
    ),
    "inputs": Pattern(
        some_inputs,
        "All errors are in {inputs} of {where}, counted from 0: look at the inputs there.",
    ),
    "only-biases": Pattern(
        only_stage("biases"),
        "Only biases fail ({where}), so the deltas are right: look at db = sum(delta), its axis, "
        "its factor, and what is added.",
    ),
    "only-weights": Pattern(
        only_stage("weights"),
        "Only weights fail ({where}), while biases pass, so the deltas are right: look at "
        "dW = a_prev^T delta and at the L2 term.",
    ),
    "lower-layers": Pattern(
        lower_layers,
        "Only {fail}: look at the step from layer {above}'s delta to layer {layer}'s.",
    ),
    "some-parameters": Pattern(
        some_parameters, "Only {fail}; the other parameters are right. The cause is unclear."
    ),
    "unclear": Pattern(
        everything_else,
        "Unclear: {fail}, by no constant factor and in no pattern known here. Start at the "
        "last layer: if its biases are wrong, so is the derivative of the loss.",
    ),
}
