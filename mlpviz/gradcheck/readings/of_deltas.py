"""Readings that name a mistake in the deltas' way down: slopes, and weights between layers.

A slope may be wrong in the last delta as well, where loss and output function are not fused.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import Guess, Guesses, any_of, mistake
from mlpviz.gradcheck.readings.of_outputs import (
    output_gives,
    output_slope_again,
    output_slope_at_a,
    output_without_slope,
)
from mlpviz.gradcheck.readings.reading import Pattern
from mlpviz.gradcheck.readings.trace import Line, Trace


def step_gives(matrix: str, slopes: Callable[[Trace, int], Iterable[tuple[Any, str]]]) -> Guesses:
    """Guesses for a step down: (delta M) * slope, with M from ``MATRICES`` and several slopes."""

    def guesses(evidence: Evidence, line: Line) -> Iterable[Guess]:
        trace, i = evidence.trace, line.layer - 1
        if trace is not None and line.stage == "step":
            M = MATRICES[matrix](trace.weights[i + 1])
            if M.shape == trace.weights[i + 1].T.shape:
                for slope, label in slopes(trace, i):
                    yield Guess(*trace.step(i, M, slope), label)

    return guesses


def _wrapped_identity(W: Array) -> Array:
    """delta passes as it is; its units are counted round where there are more units below."""
    fan_in, fan_out = W.shape
    return np.eye(fan_out)[:, np.arange(fan_in) % fan_out]


MATRICES: dict[str, Callable[[Array], Array]] = {
    "right": lambda W: W.T,
    "not transposed": lambda W: W,
    "skipped": _wrapped_identity,
}


def right_slope(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """f'(z)."""
    yield trace.slope(trace.activations[i], trace.z[i]), ""


def no_slope(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """1, unless it is that anyway."""
    if trace.activations[i] != "identity":
        yield 1.0, ""


def slope_at_a(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """f'(a)."""
    yield trace.slope(trace.activations[i], trace.outputs[i]), ""


def slope_twice(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """f'(z)^2."""
    yield trace.slope(trace.activations[i], trace.z[i]) ** 2, ""


def relu_always_on(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """1, for relu."""
    if trace.activations[i] == "relu":
        yield 1.0, ""


def slope_of_another(trace: Trace, i: int) -> Iterable[tuple[Any, str]]:
    """f'(z), and f' by its formula in a, of every other activation."""
    for name, row in ACTIVATIONS.items():
        if name not in ("identity", trace.activations[i]):
            yield trace.slope(name, trace.z[i]), name
            yield np.asarray(row.df(trace.z[i], trace.outputs[i]), np.float64), name


DELTA_MISTAKES: dict[str, Pattern] = {
    "relu-slope-1": Pattern(
        mistake("step", gives=step_gives("right", relu_always_on)),
        "It fails only where z < 0: relu' is taken as 1 there, in {where}.",
    ),
    "no-slope": Pattern(
        mistake(
            "output",
            "step",
            gives=any_of(step_gives("right", no_slope), output_gives(output_without_slope)),
        ),
        "σ'(z) is forgotten in {where}.",
    ),
    "slope-at-a": Pattern(
        mistake(
            "output",
            "step",
            gives=any_of(step_gives("right", slope_at_a), output_gives(output_slope_at_a)),
        ),
        "σ' is taken at a instead of z in {where}.",
    ),
    "slope-twice": Pattern(
        mistake(
            "output",
            "step",
            gives=any_of(step_gives("right", slope_twice), output_gives(output_slope_again)),
        ),
        "σ'(z) is in {where} once too often.",
    ),
    "skips-w": Pattern(
        mistake("step", gives=step_gives("skipped", right_slope)),
        "{where} does not go through the weights between them: delta W^T is missing.",
    ),
    "skips-w-and-slope": Pattern(
        mistake("step", gives=step_gives("skipped", no_slope)),
        "{where} passes the delta on as it is: both W^T and σ'(z) are missing.",
    ),
    "not-transposed": Pattern(
        mistake("step", gives=step_gives("not transposed", right_slope)),
        "{where} uses W where W^T belongs.",
    ),
}

RARE_DELTA_MISTAKES: dict[str, Pattern] = {
    "other-slope": Pattern(
        mistake("step", gives=step_gives("right", slope_of_another)),
        "The slope in {where} is that of {label}.",
    ),
}
