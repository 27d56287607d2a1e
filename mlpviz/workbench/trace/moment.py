"""The trace of one moment of a run: the network of the epoch that is shown, and some samples."""

from copy import deepcopy
from typing import NamedTuple

import numpy as np

from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.network import MLP
from mlpviz.run import Trainer
from mlpviz.tracing import Trace, trace
from mlpviz.words import listed, number
from mlpviz.workbench.gate import breathe
from mlpviz.workbench.trace.choices import TraceChoices

MOST = 32  # samples of a mean


class Moment(NamedTuple):
    """What is traced: one sample or a batch, as chosen, and in any case the ``batch`` it is in.

    ``first`` is the number of the batch's first sample.
    """

    one: Trace
    batch: Trace
    first: int


def moment(trainer: Trainer, viewer: MLP, shown: int | None, choices: TraceChoices) -> Moment:
    """The traces for these choices; ``viewer`` is a network that is overwritten.

    ``shown`` is an earlier epoch whose weights are kept, None for the newest. Raises FaultsError
    where a number of the pass is not finite.
    """
    optimizer = deepcopy(trainer.optimizer)
    if shown is None:
        np.copyto(viewer.flat, trainer.network.flat)
    else:
        np.copyto(viewer.flat, trainer.history.parameters(shown))
        optimizer.restore(trainer.history.optimizer(shown))
    rate = trainer.present_lr
    if shown is not None:
        rate = trainer.lr * trainer.schedule.factor(shown)
    split, n = trainer.train_split, batch_size(trainer)
    first = choices.sample // n * n
    rows, sample = slice(first, min(first + n, len(split.X))), choices.sample - first

    def traced(rows: slice, sample: int) -> Trace:
        return trace(
            viewer,
            split.X[rows],
            split.Y[rows],
            loss=trainer.loss,
            l2=trainer.l2,
            l1=trainer.l1,
            lr=rate,
            optimizer=optimizer,
            sample=sample,
        )

    with np.errstate(all="ignore"):
        batch = _finite(traced(rows, sample))
        if choices.mean:
            return Moment(batch, batch, first)
        breathe()
        alone = slice(choices.sample, choices.sample + 1)
        return Moment(_finite(traced(alone, 0)), batch, first)


def _finite(made: Trace) -> Trace:
    """The trace itself. Raises FaultsError where a number is not finite: the first such one."""
    for name, array in made.arrays.items():
        if not np.isfinite(array).all():
            message = (
                f"{name} holds a number that is not finite, so that nothing behind it can be "
                "traced. Go back to an earlier epoch with the slider."
            )
            raise FaultsError([Fault(name, None, message)])
    return made


def batch_size(trainer: Trainer) -> int:
    """How many samples a mean is of: those of a batch, as far as they can be told apart."""
    whole = len(trainer.train_split.X)
    return min(trainer.batch_size or whole, MOST, whole)


def about(trainer: Trainer, sample: int) -> str:
    """What a training sample is: its class, or its target where there is none or more to it."""
    dataset = trainer.dataset
    labels = dataset.labels_train
    if labels is not None and trainer.config.spec.class_targets is None:
        return f"class {dataset.class_names[int(labels[sample])]}"
    return f"target {listed(number(y, 4) for y in trainer.train_split.Y[sample])}"
