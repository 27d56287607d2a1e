"""What a trace tells of one weight: its gradient, the paths, the proof, the update, a nudge."""

import numpy as np

from mlpviz.tracing import Trace
from mlpviz.tracing.gradient import Gradient
from mlpviz.tracing.parts import Term
from mlpviz.words import (
    SIGNS,
    counted,
    element_name,
    listed,
    number,
    out_of,
    signed,
    told_apart,
    whole,
)
from mlpviz.workbench.trace.lines import parts, place_of
from mlpviz.workbench.trace.moment import Moment
from mlpviz.workbench.trace.shown import Bar, Line, Nudge, Part

MOST_BARS = 32  # samples that have one of their own
PENALTIES = ("l2", "l1")
DEEP = 5  # layers from which on the norms of delta are shown
SPAN = 0.5  # powers of ten below the smallest of them that its bar still has


def results(trace: Trace, gradient: Gradient) -> tuple[Line, ...]:
    """The gradient as its product, as a sum over paths, proved by nudging, and what it does."""
    sample = trace.known.sample
    update = trace.lines(f"new_{gradient.name}", gradient.index)
    return (
        _result(gradient, sample),
        _paths(gradient, sample),
        _proof(trace, gradient),
        Line("UPDATE", parts(update.numbers, sample)),
    )


def _result(gradient: Gradient, sample: int) -> Line:
    """``dW1[0, 1] = x[0]*d1[1] = -0.9612*0.0229 = -0.022``: by names, and with numbers."""
    lines = gradient.lines
    return Line("RESULT", parts((*lines.symbols, *lines.numbers[1:]), sample))


def _paths(gradient: Gradient, sample: int) -> Line:
    """What comes by each way, a row each: ``via h2[0] -0.0242``; and their sum."""
    pieces: list[Part] = []
    for term in gradient.paths.terms:
        shown = term.shown if term.shown.startswith("-") else f"+{term.shown}"
        pieces += [
            Part(f"{_way(gradient, term)} "),
            Part(shown, place_of(term.ref, sample)),
            Part("\n"),
        ]
    return Line("PATHS", (*pieces, Part(f"sum {gradient.paths.shown}")))


def _way(gradient: Gradient, term: Term) -> str:
    """What a way is called: by the units of later layers, and by the output if there are some."""
    if term.kind == "rest":
        return counted(term.stands_for, "smaller path")
    if term.kind != "term":
        return term.kind.upper() if term.kind in PENALTIES else term.kind
    known, units = gradient.known, []
    for layer, unit in enumerate(term.way[1:], gradient.layer + 1):
        if layer < known.depth:
            units.append(f"h{layer}[{unit}]")
        elif known.sizes[-1] > 1 or not units:
            units.append(f"{known.symbol(f'a{layer}')}[{unit}]")
    return f"via {' '.join(units)}" if units else "straight to the loss"


def _proof(trace: Trace, gradient: Gradient) -> Line:
    proof = trace.prove(gradient.name, gradient.index)
    below, above = told_apart(proof.below, proof.above, 8)
    verdict = f"{SIGNS['pass']} ok" if proof.passed else f"{SIGNS['fail']} not the gradient"
    note = f" {proof.note}" if proof.note else ""
    text = f"w ± {number(proof.h)}: L {below} / {above} → {proof.shown}  {verdict}{note}"
    return Line("PROOF", (Part(text),))


def nudge(trace: Trace, gradient: Gradient) -> Nudge | None:
    """The loss along the weight, as far as it is finite."""
    found = trace.nudge(gradient.name, gradient.index)
    known = np.isfinite(found.losses) & np.isfinite(found.tangent)
    if not known.any():
        return None
    name = element_name(gradient.name, gradient.index)
    here = int(np.abs(found.values - found.weight).argmin())
    words = []
    for value, loss, promised in zip(found.values, found.losses, found.tangent, strict=True):
        by = value - found.weight
        words.append(
            f"{name} {signed(by)} = {number(value, 4)}: loss {number(loss, 5)} "
            f"({signed(loss - found.losses[here])}), tangent {number(promised, 5)} "
            f"({signed(promised - found.losses[here])})"
        )
    return Nudge(
        tuple(map(float, found.values[known])),
        tuple(map(float, found.losses[known])),
        tuple(map(float, found.tangent[known])),
        tuple(text for text, there in zip(words, known, strict=True) if there),
        int(known[:here].sum()),
        _parted(found.left, found.right),
    )


def _parted(left: float | None, right: float | None) -> str:
    ends = [
        f"{sign}{number(side)}" for sign, side in (("-", left), ("+", right)) if side is not None
    ]
    if not ends:
        return "The tangent tells the loss within a tenth of its change, as far as is drawn."
    return (
        f"The two part at {listed(ends)}: beyond that the tangent misses more than a tenth "
        "of the change."
    )


def shares(moment: Moment, gradient: Gradient) -> tuple[Bar, ...]:
    """What each sample of the batch adds to the gradient, 1/n in it; of many the largest."""
    values = np.asarray(gradient.contributions, dtype=float)
    shown = np.arange(len(values))
    if len(values) > MOST_BARS + 1:
        at = np.flatnonzero(moment.samples == moment.written)[:1]  # that one has a bar
        largest = np.argsort(-np.abs(values), kind="stable")
        shown = np.sort(np.unique(np.concatenate([at, largest])[: MOST_BARS + len(at)]))
    others = float(np.delete(values, shown).sum())
    longest = float(np.abs(values).max()) or 1.0
    bars = tuple(
        Bar(
            str(moment.samples[k]),
            float(values[k] / longest),
            f"sample {moment.samples[k]}: {signed(float(values[k]), 4)}",
        )
        for k in shown
    )
    if len(shown) == len(values):
        return bars
    words = f"{counted(len(values) - len(shown), 'other sample')} together: {signed(others, 4)}"
    if abs(others) > longest:
        words += ", more than is drawn"
    return (*bars, Bar("", min(max(others / longest, -1.0), 1.0), words))


def shares_words(moment: Moment, gradient: Gradient) -> str:
    """How many samples push the weight up and down, where 1/n stands, and what penalties add."""
    values = np.asarray(gradient.contributions, dtype=float)
    n, up, down = len(values), int(np.sum(values < 0)), int(np.sum(values > 0))
    words = (
        f"{_batch(moment)}: {out_of(down, n, 'sample', 'pushes', 'push')} the weight down, "
        f"{whole(up)} up: a step "
        f"goes against the gradient. 1/n, with n = {whole(n)}, is in every bar, since it is in "
        "delta; they add up to "
        f"{number(float(values.sum()), 4)}."
    )
    for term in gradient.terms:
        if term.kind in PENALTIES:
            words += f" {term.kind.upper()}'s own term is {signed(term.value, 4)}; it is in no bar."
    return words


def _batch(moment: Moment) -> str:
    """Which samples those of the batch are."""
    n = len(moment.samples)
    if n < moment.whole:
        return f"The first {whole(n)} of {counted(moment.whole, 'sample')} of the run's next batch"
    return f"The run's next batch, of {counted(n, 'sample')}"


def norms(trace: Trace) -> tuple[tuple[Bar, ...], str]:
    """How long the delta of each layer is, on a logarithmic scale, and what that tells."""
    if trace.known.depth < DEEP:
        return (), ""
    found = trace.norms
    logs = {row.layer: float(np.log10(row.value)) for row in found.layers if row.value > 0.0}
    low, high = min(logs.values(), default=0.0) - SPAN, max(logs.values(), default=1.0)
    bars = tuple(
        Bar(
            str(row.layer),
            (logs[row.layer] - low) / (high - low) if row.layer in logs else 0.0,
            f"layer {row.layer}: the norm of d{row.layer} is {row.shown}",
            f"d{row.layer}",
        )
        for row in found.layers
    )
    return bars, found.words
