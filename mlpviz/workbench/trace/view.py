"""All that the Trace page tells the board, from the traces of one moment."""

from collections.abc import Sequence

import numpy as np

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.run import Trainer
from mlpviz.tracing import Trace
from mlpviz.tracing.gradient import Gradient
from mlpviz.tracing.steps import Step
from mlpviz.views.sides import input_side
from mlpviz.words import element_name, number, signed
from mlpviz.workbench.trace.choices import NONE, TraceChoices
from mlpviz.workbench.trace.levels import Names, fans, levels, numbers
from mlpviz.workbench.trace.lines import parts, place, total, written
from mlpviz.workbench.trace.matrices import matrices
from mlpviz.workbench.trace.moment import Moment, about, batch_size
from mlpviz.workbench.trace.shown import (
    Asked,
    Bar,
    Curve,
    Line,
    Named,
    Stage,
    Tensor,
    Tracing,
)
from mlpviz.workbench.trace.way import way

DEEP = 5  # layers from which on the norms of delta are shown


def tracing(trainer: Trainer, moment: Moment, choices: TraceChoices, key: str) -> Tracing:
    """The payload of the page for these choices."""
    one = moment.one
    gradient = one.gradient(choices.name, choices.index)
    through = way(one, gradient)
    dataset, side = trainer.dataset, input_side(trainer)
    kind = side.title.partition(" ")[0]
    named = Names(side.names, kind, dataset.class_names)
    shown = levels(one, through, named, dataset.image_shape)
    stages = tuple(_stage(one, step, gradient, through) for step in one.steps)
    return Tracing(
        key=key,
        sample=choices.sample,
        samples=len(trainer.train_split.X),
        about=about(trainer, choices.sample),
        name=choices.name,
        index=choices.index,
        weight=element_name(choices.name, choices.index),
        parameters=tuple(Tensor(n, p.shape) for n, p in one.network.params.items()),
        mean=choices.mean,
        batch=batch_size(trainer),
        mistake=choices.mistake,
        mistakes=_mistakes(trainer, one),
        step=min(choices.step, len(stages)),
        stages=stages,
        levels=shown,
        fans=fans(one, shown, choices.name, through),
        matrices=matrices(one, choices.name, choices.index, trainer.dataset.image_shape),
        results=_results(one, gradient),
        shares=_shares(moment, choices),
        shares_words=_shares_words(moment, choices),
        norms=_norms(one),
    )


def _stage(trace: Trace, step: Step, gradient: Gradient, through: Sequence[int]) -> Stage:
    """A step with the lines of the number on the chosen weight's way."""
    name, index = gradient.name, gradient.index
    depth = trace.known.depth
    quantity, place_in, level = {
        "x": ("x", (through[0],), 0),
        "L": ("L", (), depth + 1),
        "dW": (f"d{name}", index, gradient.layer),
        "update": (f"new_{name}", index, gradient.layer),
    }.get(step.stage) or (step.name, (through[step.layer or 0],), step.layer or 0)
    lines = trace.lines(quantity, place_in)
    sample = trace.known.sample
    asked = None if step.stage == "x" else Asked(place(quantity, place_in), _name(lines.title))
    return Stage(
        quantity,
        level,
        _short(trace, step, quantity),
        step.title,
        f"{step.words} {_sentence(lines.title)}",
        written(lines, sample),
        asked,
        _curve(trace, step, place_in),
    )


def _name(title: str) -> str:
    return title.partition(":")[0]


def _sentence(title: str) -> str:
    """``z1[1]: the weighted sum`` as a sentence."""
    name, _, what = title.partition(": ")
    return f"Here: {name}, {what}." if what else f"Here: {name}."


def _short(trace: Trace, step: Step, quantity: str) -> str:
    if step.stage in ("dW", "update"):
        return step.stage
    return trace.known.symbol(quantity)


def _curve(trace: Trace, step: Step, index: tuple[int, ...]) -> Curve | None:
    """The point on the activation's curve, for what a unit computes by itself."""
    if step.stage not in ("a", "d") or step.layer is None:
        return None
    if step.layer == trace.known.depth:
        return None
    shown = trace.curve(step.layer, index[0])
    gate = f", the gate is {shown.gate}" if shown.gate else ""
    at, value, slope = (number(n, 4) for n in (shown.at, shown.value, shown.slope))
    words = f"{shown.name} at {at}: {value}, slope {slope}{gate}"
    return Curve(words, numbers(shown.z), numbers(shown.a), (shown.at, shown.value), shown.slope)


def _results(trace: Trace, gradient: Gradient) -> tuple[Line, ...]:
    """What comes out for the weight: its gradient, the paths, the update."""
    name, index, sample = gradient.name, gradient.index, trace.known.sample
    update = trace.lines(f"new_{name}", index)
    found = [Line("RESULT", parts(gradient.lines.numbers, sample))]
    found.append(total("PATHS", gradient.paths, sample))
    found.append(Line("UPDATE", parts(update.numbers, sample)))
    return tuple(found)


def _shares(moment: Moment, choices: TraceChoices) -> tuple[Bar, ...]:
    """What each sample of the batch adds to the gradient."""
    gradient = moment.batch.gradient(choices.name, choices.index)
    values = np.asarray(gradient.contributions, dtype=float)
    largest = float(np.abs(values).max()) or 1.0
    return tuple(
        Bar(
            str(moment.first + k),
            float(value / largest),
            f"sample {moment.first + k}: {signed(value, 4)}",
        )
        for k, value in enumerate(values)
    )


def _shares_words(moment: Moment, choices: TraceChoices) -> str:
    gradient = moment.batch.gradient(choices.name, choices.index)
    values = gradient.contributions
    up, down = int(np.sum(values < 0)), int(np.sum(values > 0))
    words = (
        f"{down} of {len(values)} samples push the weight down, {up} push it up: a step goes "
        f"against the gradient. Each bar has 1/n in it, with n = {len(values)}; they add up to "
        f"{number(float(values.sum()), 4)}."
    )
    if moment.batch.known.l2:
        words += f" L2 adds {signed(gradient.penalty, 4)}."
    return words


def _norms(trace: Trace) -> tuple[Bar, ...]:
    """The size of delta, a bar for each layer of a deep network; on a logarithmic scale."""
    depth = trace.known.depth
    if depth < DEEP:
        return ()
    sizes = [float(np.linalg.norm(trace.arrays[f"d{k}"])) for k in range(1, depth + 1)]
    known = [np.log10(size) for size in sizes if size > 0]
    low, high = (min(known) - 0.5, max(known)) if known else (0.0, 1.0)
    span = max(high - low, 1.0)
    return tuple(
        Bar(
            str(k),
            max(0.0, (float(np.log10(size)) - high) / span + 1.0) if size > 0 else 0.0,
            f"layer {k}: the norm of d{k} is {number(size, 3)}",
            f"d{k}",
        )
        for k, size in enumerate(sizes, 1)
    )


def _mistakes(trainer: Trainer, trace: Trace) -> tuple[Named, ...]:
    """Those that can show here."""
    rows = [Named(NONE, "none")]
    for name, row in MISTAKES.items():
        if row.applies(trace.network, trainer.loss, trainer.l2, trace.n) is None:
            rows.append(Named(name, row.title))
    return tuple(rows)
