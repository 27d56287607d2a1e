"""The trace of one moment of a run: the network of the epoch that is shown, and some samples."""

from copy import deepcopy
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.history import Snapshot
from mlpviz.engine.network import MLP
from mlpviz.engine.next_batch import Coming
from mlpviz.engine.schedules import Schedule, schedule_of
from mlpviz.run import Trainer
from mlpviz.tracing import Trace, trace
from mlpviz.words import listed, number
from mlpviz.workbench.gate import breathe
from mlpviz.workbench.trace.choices import TraceChoices

MOST_NUMBERS = 2_000_000  # of all units of a batch, up to which all of its samples are traced
MOST_PRODUCTS = 100_000_000  # of a pass: weights times samples


class Moment(NamedTuple):
    """What is traced: ``one``, a sample or a batch, as chosen; and the run's next ``batch``.

    ``written`` is the number of the sample whose numbers are written out; ``samples`` are those of
    the batch, ``whole`` how many the run's own batch has. ``batch`` is None where it is not looked
    at.
    """

    one: Trace
    batch: Trace | None
    written: int
    samples: Array
    whole: int


def moment(trainer: Trainer, viewer: MLP, shown: int | None, choices: TraceChoices) -> Moment:
    """The traces for these choices; ``viewer`` is a network that is overwritten.

    ``shown`` is an earlier epoch whose weights are kept, None for the newest. The batch is the one
    that the run takes next, with what dropout leaves out of it. Raises FaultsError where a number
    of the pass is not finite.
    """
    optimizer, rate, past = deepcopy(trainer.optimizer), trainer.present_lr, None
    np.copyto(viewer.flat, trainer.network.flat)
    if shown is not None:
        past = trainer.history.moment(shown)
        np.copyto(viewer.flat, past.flat)
        optimizer.restore(past.optimizer)
        rate = trainer.lr * schedule_then(trainer, past).factor(shown)
    split, coming = trainer.train_split, Coming(trainer, past)

    def traced(samples: Array, sample: int) -> Trace:
        made = trace(
            viewer,
            split.X[samples],
            split.Y[samples],
            loss=trainer.loss,
            l2=trainer.l2,
            l1=trainer.l1,
            lr=rate,
            optimizer=optimizer,
            sample=sample,
            weights=None if split.weights is None or len(samples) == 1 else split.weights[samples],
            masks=coming.masks(samples),
        )
        return _finite(made)

    samples, batch = coming.batch[: most(trainer)], None
    with np.errstate(all="ignore"):
        if choices.mean or choices.tab == "samples":
            at = np.flatnonzero(samples == choices.sample)
            batch = traced(samples, int(at[0]) if len(at) else 0)
        if choices.mean and batch is not None:
            written = int(samples[batch.known.sample])
            return Moment(batch, batch, written, samples, len(coming.batch))
        breathe()
        one = traced(np.array([choices.sample]), 0)
        return Moment(one, batch, choices.sample, samples, len(coming.batch))


def schedule_then(trainer: Trainer, past: Snapshot) -> Schedule:
    """The run's schedule as it stood then; as it stands where another one was chosen since."""
    then, now = schedule_of(past.schedule), trainer.schedule
    return then if (then.name, then.settings) == (now.name, now.settings) else now


def most(trainer: Trainer) -> int:
    """How many samples of a batch are traced at most."""
    network = trainer.network
    by_size = MOST_NUMBERS // sum(network.sizes)
    return max(1, min(by_size, MOST_PRODUCTS // network.n_parameters))


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


def about(trainer: Trainer, sample: int) -> str:
    """What a training sample is: its class, or its target where there is none or more to it."""
    dataset = trainer.dataset
    labels = dataset.labels_train
    if labels is not None and trainer.config.spec.class_targets is None:
        return f"class {dataset.class_names[int(labels[sample])]}"
    return f"target {listed(number(y, 4) for y in trainer.train_split.Y[sample])}"
