"""``Recorded``: what was logged of a loop, at every epoch that is kept; what is wrong with it."""

from collections.abc import Mapping
from itertools import pairwise
from math import inf, prod
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis import DataFacts, Diagnosis
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.loop import Loop
from mlpviz.diagnosis.needs import NEEDS
from mlpviz.diagnosis.rules import found, unasked
from mlpviz.diagnosis.steady import KEPT, Steady
from mlpviz.engine.arguments import require, wrong
from mlpviz.engine.faults import Fault, FaultsError, UnknownNameError
from mlpviz.engine.history import EPOCH, History, Snapshot
from mlpviz.engine.parameters import views
from mlpviz.engine.record import EpochRecord
from mlpviz.recorder.words import by_their_names, in_words
from mlpviz.words import counted, listed, whole


class Recorded:
    """What is known of a training loop, at every epoch that is kept.

    ``titles`` gives the engine's name of each parameter, W1, b1, ..., the name that the loop has
    for it, ``shapes`` its shape, fan_in first. ``start`` are the norms before training. ``history``
    has the records and snapshots, ``latest`` is the newest snapshot, be it among them or not.
    """

    def __init__(
        self,
        loop: Loop,
        titles: Mapping[str, str],
        shapes: Mapping[str, tuple[int, ...]],
        start: Mapping[str, float],
        class_names: tuple[str, ...],
        data: DataFacts | None,
        history: History,
        latest: Snapshot | None = None,
    ) -> None:
        self.loop, self.titles, self.shapes, self.start = loop, titles, shapes, start
        self.class_names, self.data, self.history = class_names, data, history
        self.latest = latest
        self._steady = self._new_steady()

    @property
    def task(self) -> str:
        """What is learned: "classification" or "regression"."""
        return "classification" if self.class_names else "regression"

    @property
    def epoch(self) -> int:
        """The newest epoch that was logged; 0 before the first."""
        return self.history.newest.epoch if len(self.history) else 0

    @property
    def kept_epochs(self) -> tuple[int, ...]:
        """The epochs whose weights are kept, ascending; the newest is always one of them."""
        epochs = self.history.kept_epochs
        return epochs if not len(self.history) or self.epoch in epochs else (*epochs, self.epoch)

    @property
    def keeps_weights(self) -> bool:
        """Whether snapshots are kept for as long as the diagnosis asks for them."""
        return self.history.most_snapshots >= KEPT

    def moment(self, epoch: int) -> tuple[EpochRecord, dict[str, Array], dict[str, Array]]:
        """Record, parameters by the engine's names, and what else was logged of a kept epoch.

        Raises KeyError, naming the nearest, for an epoch that is not kept.
        """
        require(EPOCH.fault("epoch", epoch))
        latest = self.latest
        if latest is not None and latest.record.epoch == epoch:
            return latest.record, self.named(latest.flat), latest.seen
        flat = self.history.parameters(epoch)
        return self.history.record(epoch), self.named(flat), self.history.seen(epoch)

    def named(self, flat: Array) -> dict[str, Array]:
        """The pieces of a vector of all parameters, by the engine's names.

        Raises FaultsError for another vector.
        """
        size = sum(map(prod, self.shapes.values()))
        if not isinstance(flat, np.ndarray) or flat.shape != (size,):
            raise FaultsError([wrong("flat", flat, f"a vector of {counted(size, 'number')}")])
        return views(flat, self.shapes)

    def diagnose(self, epoch: int | None = None) -> tuple[Diagnosis, ...]:
        """What is wrong with the loop, the most serious first; empty if nothing is known to be.

        As of ``epoch``, one of which a record is kept, by default the newest. The messages come and
        stay as those of ``Trainer.diagnose`` do; ``advice`` says in words what may help. Raises
        FaultsError before the first log, and for an epoch that is not kept.
        """
        records = self._up_to(epoch)
        now = records[-1].epoch
        steady = self._steady
        params = self._kept(now)
        messages = (
            steady.messages(records, None, params)
            if self.history.most_records >= KEPT and _without_gaps(records)
            else found(steady.facts(records, None, params)).values()
        )
        return tuple(by_their_names(in_words(each), self.titles) for each in messages)

    def missing(self) -> dict[str, tuple[str, ...]]:
        """The rules that cannot be asked, each with what would have to be given for it.

        Of the newest log; a name in ``RULES`` to texts such as "log(grads=...)".
        """
        lacks = unasked(self.facts())
        return {kind: tuple(NEEDS[name].given for name in names) for kind, names in lacks.items()}

    def _new_steady(self) -> Steady:
        weights = self._kept if self.keeps_weights else None
        return Steady(self.loop, self.class_names, self.data, weights, self.start)

    def facts(self) -> Facts:
        """What the rules are given of the newest epoch. Raises FaultsError before the first log."""
        return self._steady.facts(self._up_to(None), None, self._kept(self.epoch))

    def _kept(self, epoch: int) -> dict[str, Array] | None:
        """The parameters after ``epoch``, if they are kept."""
        return self.moment(epoch)[1] if epoch in self.kept_epochs else None

    def _up_to(self, epoch: int | None) -> tuple[EpochRecord, ...]:
        """The records up to ``epoch``. Raises FaultsError where there is none of it."""
        records = tuple(self.history)
        if not records:
            message = "nothing has been logged yet: rec.log(loss=...) after every epoch."
            raise FaultsError([Fault("history", None, message)])
        if epoch is None:
            return records
        require(EPOCH.fault("epoch", epoch))
        there = [record.epoch for record in records]
        if epoch not in there:
            near = sorted(sorted(there, key=lambda e: abs(e - epoch))[:2])
            message = f"epoch = {epoch} is not kept; nearest: {listed(map(whole, near))}."
            raise UnknownNameError([Fault("epoch", epoch, message)])
        return records[: there.index(epoch) + 1]


def moment(record: EpochRecord, flat: Array, seen: dict[str, Array]) -> Snapshot:
    """A snapshot from which nothing can be trained on: weights, and what was logged of them."""
    nothing: dict[str, Any] = {"state": {}, "steps": 0, "settings": {}}
    return Snapshot(
        record=record,
        flat=flat,
        optimizer=nothing,
        rng_state={},
        lr=record.lr,
        l2=0.0,
        batch_size=None,
        order=None,
        position=0,
        size=0,
        seconds=record.seconds,
        regular={},
        dropout_state={},
        schedule={"name": "constant", "state": {}, "settings": {}},
        waiting=(inf, 0),
        seen=seen,
    )


def _without_gaps(records: Any) -> bool:
    """Whether no epoch was left out but for those that a thinned history lets go."""
    if len(records) < 3:
        return True
    steps = [b.epoch - a.epoch for a, b in pairwise(records[:-1])]
    return len(set(steps)) == 1 and steps[0] & (steps[0] - 1) == 0
