"""A trainer whose weights and biases can be set by hand, one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import cast

import numpy as np

from mlpviz.engine.arguments import kind_fault, require, wrong
from mlpviz.engine.evaluation import Evaluation
from mlpviz.engine.faults import Fault, FaultsError, unknown
from mlpviz.engine.history import History, Snapshot
from mlpviz.engine.network import MLP
from mlpviz.engine.options import Option, as_number
from mlpviz.engine.record import EpochRecord, make_record, norms_by_name
from mlpviz.engine.trainer import Trainer
from mlpviz.words import as_chosen, element_name, listed, number, whole


@dataclass(frozen=True)
class SetByHand:
    """What was set after ``epoch``: ``name[index]``, from ``before`` to ``after``."""

    epoch: int
    name: str
    index: tuple[int, ...]
    before: float
    after: float

    def __str__(self) -> str:
        element = element_name(self.name, self.index)
        return f"{element} {number(self.before)} → {as_chosen(self.after)}"


class TrainerByHand(Trainer):
    """The engine's trainer, and single weights and biases can be set between two epochs."""

    _by_hand: tuple[SetByHand, ...] = ()

    @property
    def by_hand(self) -> tuple[SetByHand, ...]:
        """What was set by hand, in order. No config knows of it."""
        return self._by_hand

    def set_parameter(self, name: str, index: int | Sequence[int], value: float) -> EpochRecord:
        """Set one weight or bias: ``set_parameter("W1", (0, 3), 0.5)``, ``("b1", 3, 0.0)``.

        ``index`` is NumPy's, from 0: input and unit of a weight, or the unit of a bias. The change
        is part of the run: the newest epoch is measured anew, and its record and snapshot replace
        those that were there. Norms of gradient and update stay those of its last step, and the
        optimiser's state stays as it is. Returns the new record.

        Raises FaultsError, and changes nothing, for an element that there is not, a value beyond
        the network's dtype, in the middle of an epoch, and where the network's numbers would no
        longer be finite.
        """
        place, new = _element(self.network, name, index, value)
        text = f"{element_name(name, place)} = {as_chosen(new)}"
        if self.progress:
            raise _refused(value, f"{text}: an epoch is under way. Finish it first: step_epoch().")
        values, good = self.network.params[name], self._snapshot()
        before = float(values[place])
        with np.errstate(all="ignore"), self._or_back_to(good):
            values[place] = new
            seen = self._evaluate()
            what = f"the norm of {name}" if not isfinite(np.vdot(values, values)) else ""
            if not all(evaluation.finite for evaluation in seen):
                origin = self._nonfinite_evaluation()
                what = f"{origin.operation} of layer {origin.layer}"
            if what:
                message = f"{text}: {what} is then not finite. Choose a value nearer to 0."
                raise _refused(value, message)
        change = SetByHand(self.epoch, name, place, before, float(values[place]))
        self._by_hand = (*self._by_hand, change)
        self._measured_anew(*seen)
        return self.history.newest

    def begin_as(self, other: Trainer) -> EpochRecord:
        """Begin with the parameters and the optimiser's state of a trainer of the same network.

        Epoch 0 is measured anew; returns its record. Raises FaultsError for a network of other
        sizes or another optimiser, and once an epoch has begun.
        """
        require(kind_fault("other", other, Trainer, "a trainer"))
        if self.epoch or self.progress:
            raise _refused(other, "only a trainer that has not trained yet can begin as another.")
        kinds = type(self.optimizer), self.network.sizes, self.network.bias
        if kinds != (type(other.optimizer), other.network.sizes, other.network.bias):
            must = f"a trainer of {'-'.join(map(str, self.network.sizes))} with the same optimiser"
            raise FaultsError([wrong("other", other, must)])
        np.copyto(self.network.flat, other.network.flat)
        np.copyto(self._last_step, self.network.flat)
        steps = other.optimizer.snapshot()
        self.optimizer.restore(steps | {"settings": self.optimizer.settings})
        with np.errstate(all="ignore"):
            self._measured_anew(*self._evaluate())
        return self.history.newest

    def resume(
        self, history: History, moment: Snapshot, by_hand: tuple[SetByHand, ...] = ()
    ) -> None:
        """Go on from a ``moment``, as every trainer does; ``by_hand`` was set up to it."""
        known = isinstance(by_hand, tuple) and all(isinstance(c, SetByHand) for c in by_hand)
        require(None if known else wrong("by_hand", by_hand, "a tuple, as trainer.by_hand is"))
        super().resume(history, moment)
        self._by_hand = by_hand

    def rewind(self, epoch: int) -> EpochRecord:
        """Go back to a kept epoch, as every trainer does; what was set by hand later is undone."""
        record = super().rewind(epoch)
        self._by_hand = tuple(change for change in self._by_hand if change.epoch <= record.epoch)
        return record

    def _measured_anew(self, train: Evaluation, test: Evaluation) -> None:
        """Record the newest epoch once more, and keep its weights if those before were kept."""
        old, network = self.history.newest, self.network
        params = norms_by_name(network.flat, network.pieces)
        norms = params, old.grad_norm, old.update_norm
        shares = self._true_share
        self.history.append(make_record(old.epoch, train, test, shares, norms, old.lr, old.seconds))
        if old.epoch in self.history.kept_epochs:
            self.history.keep(self._snapshot())


def element_value(network: MLP) -> Option:
    """The number that a weight or bias of this network can be: what its dtype holds."""
    most = float(np.finfo(network.dtype).max)
    return Option("Value", 0.0, -most, most, 0.1, "Of a weight or bias.")


def _element(
    network: MLP, name: object, index: object, value: object
) -> tuple[tuple[int, ...], float]:
    """The index of one element of a parameter, and what it is to be, as plain numbers.

    ``index`` is as NumPy's, from 0: input and unit of a weight, ``(0, 3)``, or the unit of a bias,
    ``3``. Raises FaultsError that says of each what there is instead.
    """
    if not isinstance(name, str) or name not in network.params:
        raise FaultsError([unknown("name", name, network.params)])
    shape = network.params[name].shape
    place, faults = _index(index), []
    if len(place) != len(shape) or any(not 0 <= i < n for i, n in zip(place, shape, strict=True)):
        sides = zip(("input", "unit")[-len(shape) :], shape, strict=True)
        must = listed(f"{side} 0 to {whole(n - 1)}" for side, n in sides)
        faults.append(wrong("index", index, f"whole numbers for {name}: {must}"))
    if fault := element_value(network).fault("value", value):
        faults.append(fault)
    if faults:
        raise FaultsError(faults)
    return place, float(cast(float, as_number(value)))


def _index(index: object) -> tuple[int, ...]:
    """The whole numbers of an index; none if it has anything else."""
    items = (
        index if isinstance(index, Sequence) and not isinstance(index, str | bytes) else (index,)
    )
    numbers = [as_number(item) for item in items]
    whole_ones = tuple(n for n in numbers if isinstance(n, int))
    return whole_ones if len(whole_ones) == len(numbers) else ()


def _refused(value: object, message: str) -> FaultsError:
    return FaultsError([Fault("value", value, message)])
