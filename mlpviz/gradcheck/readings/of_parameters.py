"""Readings that name a mistake in dW and db: inputs, sums, L2, what is left from before."""

# ruff: noqa: ARG001 - the guesses share a signature

from collections.abc import Callable, Iterable

import numpy as np

from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import (
    DECISIVE,
    Guess,
    Guesses,
    mistake,
    places,
    proportional,
    scaled,
)
from mlpviz.gradcheck.readings.reading import Found, Pattern
from mlpviz.gradcheck.readings.trace import Line
from mlpviz.words import as_chosen, number, whole


def inputs_replaced(by: str) -> Guesses:
    """dW from other arrays than the layer's inputs: its own outputs, or z of the layer below."""

    def guesses(evidence: Evidence, line: Line) -> Iterable[Guess]:
        trace, i = evidence.trace, line.layer - 1
        if trace is None or line.stage != "weights":
            return
        if by == "outputs" and trace.outputs[i].shape == trace.inputs[i].shape:
            for outputs in (trace.outputs[i], trace.z[i]):
                yield Guess(*trace.product(i, outputs, line.penalty))
        if by == "z below" and i:
            yield Guess(*trace.product(i, trace.z[i - 1], line.penalty))

    return guesses


def transposed(evidence: Evidence, line: Line) -> Iterable[Guess]:
    """The transpose of a square gradient."""
    if line.right.ndim == 2 and line.right.shape[0] == line.right.shape[1]:
        bound = np.maximum(line.tolerance, line.tolerance.T)
        yield Guess((line.right - line.penalty).T + line.penalty, bound)


def with_penalty(strength: Callable[[Evidence], float | None]) -> Guesses:
    """The L2 term c times the parameter in place of the right one; c is ``strength``."""

    def guesses(evidence: Evidence, line: Line) -> Iterable[Guess]:
        params, c = evidence.context.params, strength(evidence)
        if params is not None and c is not None and evidence.context.l2:
            term = c * np.asarray(params[line.name], np.float64)
            bound = line.tolerance + 4.0 * evidence.u * np.abs(term)
            yield Guess(line.right - line.penalty + term, bound)

    return guesses


def _times_l2(c: float) -> Callable[[Evidence], float | None]:
    return lambda evidence: None if evidence.context.l2 is None else c * evidence.context.l2


def _l2_over_n(evidence: Evidence) -> float | None:
    l2, n = evidence.context.l2, evidence.n
    return None if l2 is None or n is None or n == 1 else 2.0 * l2 / n


def added_to_held(evidence: Evidence, line: Line) -> Iterable[Guess]:
    """The right gradient on top of what the arrays held before."""
    held = evidence.context.held
    if held is not None and line.name in held and np.isfinite(held[line.name]).all():
        bound = line.tolerance + 4.0 * evidence.u * np.abs(held[line.name])
        yield Guess(line.right + held[line.name], bound)


def summed_over_units(evidence: Evidence, line: Line) -> Iterable[Guess]:
    """One sum over samples and units for all biases; or a sum over units for each sample."""
    one, total, bound = np.ones(line.right.shape), line.right.sum(), line.tolerance.sum()
    # softmax's deltas sum to 0 over units: where they are not known to be right, 0 says nothing
    if one.size > 1 and (evidence.trace is not None or abs(total) > DECISIVE * bound):
        yield Guess(total * one, bound * one)
    if evidence.trace is not None:
        delta = evidence.trace.delta[line.layer - 1]
        bound = (delta.shape[1] + 2) * evidence.u * np.abs(delta).sum(axis=1) + line.tolerance.max()
        yield Guess(delta.sum(axis=1), bound)


def averaged(evidence: Evidence, line: Line) -> Iterable[Guess]:
    """1/n of it."""
    if evidence.n is not None and evidence.n > 1:
        yield from scaled(1.0 / evidence.n)(evidence, line)


def nothing(evidence: Evidence, line: Line) -> Iterable[Guess]:
    """0 everywhere."""
    yield Guess(np.zeros(line.right.shape), line.tolerance)


def l2_strength(evidence: Evidence) -> Found | None:
    """The wrong weights are off by a constant times themselves."""
    params, lines = evidence.context.params, evidence.wrong
    if params is None or evidence.context.l2 is None or evidence.stages != ("weights",):
        return None
    base = [np.asarray(params[line.name], np.float64).ravel() for line in lines]
    off = [(line.actual - line.right).ravel() for line in lines]
    bound = np.concatenate([line.tolerance.ravel() for line in lines])
    c = proportional(np.concatenate(off), np.concatenate(base), bound)
    if c is None:
        return None
    names = places([line.name for line in lines])
    l2 = evidence.context.l2
    return Found(
        f"{names} ({whole(bound.size)} elements): analytic - numerical = {number(c, 6)} W "
        "throughout",
        {"where": names, "has": number(c / 2.0 + l2, 6), "needs": as_chosen(l2)},
    )


PARAMETER_MISTAKES: dict[str, Pattern] = {
    "output-for-input": Pattern(
        mistake("weights", gives=inputs_replaced("outputs")),
        "The deltas are right, but {where} is made from its layer's own output: "
        "dW = a_prev^T delta needs the layer's input.",
    ),
    "z-for-input": Pattern(
        mistake("weights", gives=inputs_replaced("z below")),
        "The deltas are right, but {where} is made from the z of the layer below: "
        "dW = a_prev^T delta needs its activation.",
    ),
    "transposed": Pattern(
        mistake("weights", gives=transposed), "{where}: the gradient is transposed."
    ),
    "bias-axis": Pattern(
        mistake("biases", gives=summed_over_units),
        "Only biases fail ({where}): wrong sum axis. Sum delta over the samples, not the units.",
    ),
    "bias-mean": Pattern(
        mistake("biases", gives=averaged),
        "Only biases fail ({where}), by the factor 1/n: they are averaged over the samples, but "
        "delta has 1/n in it already.",
    ),
    "no-l2": Pattern(
        mistake("weights", gives=with_penalty(_times_l2(0.0))),
        "The L2 term is missing in the gradient of {where}: analytic - numerical is -2 l2 W.",
    ),
    "half-l2": Pattern(
        mistake("weights", gives=with_penalty(_times_l2(1.0))),
        "The L2 term in the gradient of {where} lacks its factor 2: l2 W where 2 l2 W belongs.",
    ),
    "l2-sign": Pattern(
        mistake("weights", gives=with_penalty(_times_l2(-2.0))),
        "The L2 term in the gradient of {where} has the wrong sign.",
    ),
    "l2-over-n": Pattern(
        mistake("weights", gives=with_penalty(_l2_over_n)),
        "The L2 term in the gradient of {where} is divided by n; in the loss it is not.",
    ),
    "l2-on-biases": Pattern(
        mistake("biases", gives=with_penalty(_times_l2(2.0))),
        "Only biases fail ({where}), by 2 l2 b: L2 is applied to them, and the loss spares them.",
    ),
    "accumulated": Pattern(
        mistake("weights", "biases", gives=added_to_held),
        "{where}: the gradient is added to what was there before. Reset it before each pass.",
    ),
}

RARE_PARAMETER_MISTAKES: dict[str, Pattern] = {
    "zero": Pattern(
        mistake("output", "step", "weights", "biases", gives=nothing),
        "{where}: all numbers are 0, and should not be. Is this line ever computed?",
    ),
    "l2-strength": Pattern(
        l2_strength,
        "Only {where} fails, by a constant times W: the gradient has an L2 term of strength {has}, "
        "the loss one of {needs}.",
    ),
}
