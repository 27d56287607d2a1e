"""Readings that name a mistake in the last delta: loss gradient, targets, output function."""

# ruff: noqa: ARG001 - the guesses share a signature

from collections.abc import Callable, Iterable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES, softmax
from mlpviz.gradcheck.readings.fitting import Guess, Guesses, mistake
from mlpviz.gradcheck.readings.reading import Pattern
from mlpviz.gradcheck.readings.trace import Line, Trace


def output_gives(*guesses: Callable[[Trace, Line], Iterable[Guess]]) -> Guesses:
    """Guesses for the last delta, where the backward pass can be followed."""
    return lambda evidence, line: (
        guess
        for make in guesses
        if evidence.trace is not None and line.stage == "output"
        for guess in make(evidence.trace, line)
    )


def _loss_guess(trace: Trace, targets: Array, slope: Array | float | None = None) -> Guess:
    """delta of the last layer for other targets or another slope of the output function."""
    value, tolerance = trace.loss_gradient(trace.prediction, targets)
    if slope is None:
        slope = 1.0 if LOSSES[trace.loss].fused else _output_slope(trace, trace.z[-1])
    return Guess(value * slope, tolerance)


def _output_slope(trace: Trace, z: Array) -> Array:
    if trace.output == "softmax":
        a = softmax(z)
        return a * (1.0 - a)
    return trace.slope(trace.output, z)


def class_numbers(trace: Trace, line: Line) -> Iterable[Guess]:
    """The class number in place of every target of its row."""
    if trace.targets.shape[1] > 1:
        numbers = trace.targets.argmax(axis=1)[:, None] * np.ones(trace.targets.shape)
        yield _loss_guess(trace, numbers)
        if trace.output == "softmax":  # p - y, where y no longer sums to 1
            _, tolerance = trace.loss_gradient(trace.prediction, numbers)
            yield Guess((trace.outputs[-1] - numbers) / len(numbers), tolerance)


def softmax_diagonal(trace: Trace, line: Line) -> Iterable[Guess]:
    """y (p - 1) / n: only the diagonal of the softmax's Jacobian."""
    if trace.loss == "cross_entropy":
        _, tolerance = trace.loss_gradient(trace.prediction, trace.targets)
        yield Guess(trace.targets * (trace.outputs[-1] - 1.0) / len(trace.targets), tolerance)


def softmax_twice(trace: Trace, line: Line) -> Iterable[Guess]:
    """The loss gradient for logits p = softmax(z)."""
    if trace.output == "softmax":
        yield Guess(*trace.loss_gradient(trace.outputs[-1], trace.targets))


def output_without_slope(trace: Trace, line: Line) -> Iterable[Guess]:
    """a - y without the output's slope."""
    if not LOSSES[trace.loss].fused:
        yield _loss_guess(trace, trace.targets, 1.0)


def output_slope_at_a(trace: Trace, line: Line) -> Iterable[Guess]:
    """The output's slope at a instead of z."""
    if not LOSSES[trace.loss].fused:
        yield _loss_guess(trace, trace.targets, _output_slope(trace, trace.outputs[-1]))


def output_slope_again(trace: Trace, line: Line) -> Iterable[Guess]:
    """The output's slope once more than it belongs there."""
    slope = _output_slope(trace, trace.z[-1])
    if not LOSSES[trace.loss].fused:
        slope = slope * slope
    yield _loss_guess(trace, trace.targets, slope)


def gradient_of_another_loss(trace: Trace, line: Line) -> Iterable[Guess]:
    """delta of every other loss that goes with this output."""
    for name, row in LOSSES.items():
        if name != trace.loss and trace.output in row.outputs:
            prediction = trace.z[-1] if row.fused else trace.outputs[-1]
            value, tolerance = trace.loss_gradient(prediction, trace.targets, name)
            slope = 1.0 if row.fused else _output_slope(trace, trace.z[-1])
            yield Guess(value * slope, tolerance, name)


OUTPUT_MISTAKES: dict[str, Pattern] = {
    "labels": Pattern(
        mistake("output", gives=output_gives(class_numbers)),
        "{where} is taken against class numbers: the targets have to be one-hot rows.",
    ),
    "softmax-diagonal": Pattern(
        mistake("output", gives=output_gives(softmax_diagonal)),
        "In {where} only the true class has a gradient: of the softmax's Jacobian, only the "
        "diagonal is used. It should be (p - y) / n.",
    ),
    "softmax-twice": Pattern(
        mistake("output", gives=output_gives(softmax_twice)),
        "In {where}, softmax is applied twice: the loss expects logits and gets probabilities.",
    ),
}

RARE_OUTPUT_MISTAKES: dict[str, Pattern] = {
    "other-loss": Pattern(
        mistake("output", gives=output_gives(gradient_of_another_loss)),
        "{where} is the gradient of another loss: {label}.",
    ),
}
