"""The steps of a trace for the board, each with the lines of the number on the weight's way."""

from collections.abc import Mapping, Sequence

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.tracing import Trace
from mlpviz.tracing.gradient import Gradient
from mlpviz.tracing.steps import Step
from mlpviz.words import listed, number, out_of
from mlpviz.workbench.trace.levels import numbers
from mlpviz.workbench.trace.lines import parts, place, written
from mlpviz.workbench.trace.shown import Asked, Curve, Line, Part, Stage

Focus = Mapping[str, tuple[str, tuple[int, ...]]]
MOST = 10  # numbers of a row of the softmax's that are written out


def way(trace: Trace, focus: Focus) -> tuple[int, ...]:
    """The unit of every column, inputs first, to which the numbers of the steps belong."""
    named = {step.layer: focus[step.name][1] for step in trace.steps if step.layer is not None}
    return tuple(named[layer][0] for layer in range(trace.known.depth + 1))


def stages(trace: Trace, gradient: Gradient, focus: Focus) -> tuple[Stage, ...]:
    """All steps."""
    return tuple(_stage(trace, step, gradient, *focus[step.name]) for step in trace.steps)


def _stage(
    trace: Trace, step: Step, gradient: Gradient, quantity: str, index: tuple[int, ...]
) -> Stage:
    lines = trace.lines(quantity, index)
    level = step.layer
    if level is None:  # the loss, or the weight's own layer
        level = trace.known.depth + 1 if step.stage == "L" else gradient.layer
    name = lines.title.partition(": ")[0]
    return Stage(
        quantity,
        level,
        _short(trace, step, quantity),
        step.title,
        lines.title,
        f"{step.words}{_gates(trace, step)}",
        (*written(lines, trace.known.sample), *_softmax(trace, step, index)),
        None if step.stage == "x" else Asked(place(quantity, index), name),
        _curve(trace, step, index),
    )


def _gates(trace: Trace, step: Step) -> str:
    """How many units let a gradient through, where the activation is a gate."""
    name = trace.known.activation(step.layer or 1)
    if step.stage not in ("a", "d") or name not in ACTIVATIONS or not ACTIVATIONS[name].bent:
        return ""
    z = trace.known.row(f"z{step.layer}")
    n = int((z > 0.0).sum())
    return f" {out_of(n, len(z), 'gate', 'is', 'are')} open, where z is above 0."


def _short(trace: Trace, step: Step, quantity: str) -> str:
    return step.stage if step.stage in ("dW", "update") else trace.known.symbol(quantity)


def _softmax(trace: Trace, step: Step, index: Sequence[int]) -> tuple[Line, ...]:
    """What the outputs' Jacobian adds: its row where they are made, how it cancels behind."""
    known = trace.known
    if known.output in ACTIVATIONS or step.layer != known.depth or step.stage not in ("a", "d"):
        return ()
    row = trace.jacobian(index[0])
    if step.stage == "a":
        slopes = [number(slope, 3) for slope in row.slopes]
        told = listed(slopes[:MOST], "and", MOST) + (", ..." if len(slopes) > MOST else "")
        words = f"dp[k]/d{known.symbol(f'z{known.depth}')}[{index[0]}] for k = 0, 1, ...: {told}"
        return (Line("Jacobian", (Part(words),)),)
    return (
        Line("via p", parts(row.chain, known.sample)),
        Line("cancels", parts(row.cancelled, known.sample)),
    )


def _curve(trace: Trace, step: Step, index: Sequence[int]) -> Curve | None:
    """The point on the activation's curve, of a unit that has one by itself."""
    known = trace.known
    if step.layer is None or step.stage not in ("a", "d"):
        return None
    if known.activation(step.layer) not in ACTIVATIONS:
        return None
    shown = trace.curve(step.layer, index[0])
    gate = f"; the gate is {shown.gate}" if shown.gate else ""
    at, value, slope = (number(n, 4) for n in (shown.at, shown.value, shown.slope))
    words = f"{shown.name}({at}) = {value}, slope {slope}{gate}"
    return Curve(words, numbers(shown.z), numbers(shown.a), (shown.at, shown.value), shown.slope)
