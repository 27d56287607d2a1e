"""All that the Trace page tells the board, from the traces of one moment."""

from collections.abc import Callable
from typing import Any

from mlpviz.run import Trainer
from mlpviz.views.sides import input_side
from mlpviz.words import element_name
from mlpviz.workbench.gate import breathe
from mlpviz.workbench.trace.choices import TraceChoices
from mlpviz.workbench.trace.levels import Names, fans, levels
from mlpviz.workbench.trace.matrices import matrices
from mlpviz.workbench.trace.moment import Moment, about
from mlpviz.workbench.trace.results import norms, nudge, results, shares, shares_words
from mlpviz.workbench.trace.shown import Tensor, Tracing
from mlpviz.workbench.trace.stages import stages, way
from mlpviz.workbench.trace.wrong import offered, without, wrong


def tracing(trainer: Trainer, moment: Moment, choices: TraceChoices, key: str) -> Tracing:
    """The payload of the page for these choices."""
    one, name, index = moment.one, choices.name, choices.index
    gradient = one.gradient(name, index)
    focus = one.focus(name, index)
    through = way(one, focus)
    dataset, side = trainer.dataset, input_side(trainer)
    names = Names(side.names, side.title.partition(" ")[0], dataset.class_names)
    shown = levels(one, through, names, dataset.image_shape)
    steps = stages(one, gradient, focus)
    lengths, lengths_words = norms(one)
    breathe()
    return Tracing(
        key=key,
        sample=choices.sample,
        samples=len(trainer.train_split.X),
        written=moment.written,
        about=about(trainer, moment.written),
        name=name,
        index=index,
        weight=element_name(name, index),
        parameters=tuple(Tensor(n, p.shape) for n, p in one.network.params.items()),
        mean=choices.mean,
        batch=len(moment.samples),
        mistake=choices.mistake,
        mistakes=(without(one), *offered(one, choices.mistake)),
        step=min(choices.step, len(steps)),
        tab=choices.tab,
        stages=steps,
        levels=shown,
        fans=fans(one, shown, name, through),
        norms=lengths,
        norms_words=lengths_words,
        **BESIDE[choices.tab](trainer, moment, choices),
    )


def _of_weight(trainer: Trainer, moment: Moment, choices: TraceChoices) -> dict[str, Any]:
    one, name, index = moment.one, choices.name, choices.index
    return {
        "matrices": matrices(one, name, index, trainer.dataset.image_shape),
        "results": results(one, one.gradient(name, index)),
    }


def _nudged(_: Trainer, moment: Moment, choices: TraceChoices) -> dict[str, Any]:
    one = moment.one
    return {"nudge": nudge(one, one.gradient(choices.name, choices.index))}


def _of_samples(_: Trainer, moment: Moment, choices: TraceChoices) -> dict[str, Any]:
    assert moment.batch is not None
    gradient = moment.batch.gradient(choices.name, choices.index)
    words = shares_words(moment, gradient)
    return {"shares": shares(moment, gradient), "shares_words": words}


def _mistaken(_: Trainer, moment: Moment, choices: TraceChoices) -> dict[str, Any]:
    one = moment.one
    return {"wrong": wrong(one, choices.mistake, one.focus(choices.name, choices.index))}


# What an open tab shows; nothing of the others is computed.
BESIDE: dict[str, Callable[[Trainer, Moment, TraceChoices], dict[str, Any]]] = {
    "weight": _of_weight,
    "nudge": _nudged,
    "samples": _of_samples,
    "mistake": _mistaken,
}
