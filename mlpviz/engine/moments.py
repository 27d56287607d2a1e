"""What decides how training goes on from a moment: kept in snapshots, and gone back to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.changes import Setting
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.early_stopping import Waiting
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.history import History, Snapshot
from mlpviz.engine.record import EpochRecord
from mlpviz.engine.schedules import schedule_of
from mlpviz.engine.settings import LIVE, Settings, fixed
from mlpviz.words import as_chosen, counted, loss_number, whole

# What a snapshot holds by name; the rest of ``LIVE`` are fields of its own.
_REGULAR = [name for name in LIVE if name not in ("lr", "l2", "batch_size")]


class Moments(Settings):
    """A trainer's moments: the base of ``Trainer``, which trains from one to the next."""

    history: History = fixed("make another trainer, with history=..., to record elsewhere")
    _trained: Mapping[str, Setting] = MappingProxyType({})  # the settings of the latest step
    _rng: np.random.Generator
    _order: Array | None  # this epoch's permutation; None: the data's own order
    _position: int  # samples of this epoch already used
    _size: int  # this epoch's batch size
    _seconds: float  # of this epoch's steps
    _dropout: Dropout
    _waiting: Waiting  # for a lower test loss

    @property
    def epoch(self) -> int:
        """Finished epochs."""
        return self.history.newest.epoch

    @property
    def present_lr(self) -> float:
        """The learning rate of the next step: ``lr`` times what the schedule makes of it."""
        return self.lr if self.schedule.steady else self._rate_after(self.epoch)

    @property
    def stopped(self) -> bool:
        """Whether early stopping has ended training: ``run`` and ``train_for`` then do nothing.

        The test loss has for ``patience`` epochs not been below its lowest by ``min_delta``. Single
        steps go on, and so does the rest with more patience, or None.
        """
        return self.patience is not None and self._waiting.since >= self.patience

    @property
    def why_stopped(self) -> str:
        """Why early stopping has ended training, in a sentence; empty where it has not."""
        if not self.stopped:
            return ""
        least = f" by {as_chosen(self.min_delta)}" if self.min_delta else ""
        return (
            f"Stopped early, after epoch {whole(self.epoch)}: for "
            f"{counted(self._waiting.since, 'epoch')} in a row the test loss has not been below "
            f"its lowest, {loss_number(self._waiting.best)},{least}. The test "
            "has decided that, so its score is likely a little too good."
        )

    def rewind(self, epoch: int) -> EpochRecord:
        """Go back to a kept epoch, one of ``history.kept_epochs``.

        Weights, optimiser state and settings, learning rate and generator are restored, so
        training on repeats the same bits; later records and changes are forgotten. Raises KeyError,
        naming the nearest kept epochs.
        """
        snapshot = self.history.rewind(epoch)
        self._restore(snapshot)
        self._trained = self._present() if snapshot.record.epoch else {}
        return snapshot.record

    def moment(self) -> Snapshot:
        """Copies of all that decides how training goes on from here."""
        return self._snapshot()

    def resume(self, history: History, moment: Snapshot) -> None:
        """Go on from a ``moment`` of a run of the same choices, with the history that it had.

        Raises FaultsError if it is one of another network or optimiser; nothing is changed then.
        """
        require(
            kind_fault("history", history, History, "a History"),
            kind_fault("moment", moment, Snapshot, "a Snapshot, as trainer.moment() makes them"),
        )
        theirs = _kinds({"flat": moment.flat, **moment.optimizer["state"]})
        ours = _kinds({"flat": self.network.flat, **self.optimizer.state})
        if theirs != ours:
            message = f"moment: {theirs} are not those of this run, {ours}."
            raise FaultsError([Fault("moment", moment, message)])
        self._restore(moment)
        vars(self)["history"] = history
        self._trained = self._present() if history.newest.epoch else {}

    def _rate_after(self, epoch: int) -> float:
        """The learning rate of the steps that follow ``epoch`` finished epochs."""
        return self.lr * self.schedule.factor(epoch)

    @contextmanager
    def _or_back_to(self, good: Snapshot) -> Iterator[None]:
        """Go back to ``good`` if the body is ended by an error, such as one of ``between``."""
        try:
            yield
        except BaseException:
            self._restore(good)
            raise

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            record=self.history.newest,
            flat=self.network.flat.copy(),
            optimizer=self.optimizer.snapshot(),
            rng_state=dict(self._rng.bit_generator.state),
            lr=self.lr,
            l2=self.l2,
            batch_size=self.batch_size,
            order=self._order,
            position=self._position,
            size=self._size,
            seconds=self._seconds,
            regular={name: getattr(self, name) for name in _REGULAR},
            dropout_state=self._dropout.state,
            schedule=self.schedule.snapshot(),
            waiting=(self._waiting.best, self._waiting.since),
        )

    def _restore(self, snapshot: Snapshot) -> None:
        np.copyto(self.network.flat, snapshot.flat)
        self.optimizer.restore(snapshot.optimizer)
        self._rng.bit_generator.state = snapshot.rng_state
        self.lr, self.l2, self.batch_size = snapshot.lr, snapshot.l2, snapshot.batch_size
        self._order, self._position = snapshot.order, snapshot.position
        self._size, self._seconds = snapshot.size, snapshot.seconds
        for name, value in snapshot.regular.items():
            setattr(self, name, value)
        self._dropout.state = snapshot.dropout_state
        self.schedule = schedule_of(snapshot.schedule)
        self._waiting = Waiting(*snapshot.waiting)

    def _note_changes(self, epoch: int) -> None:
        """Note what the latest steps, which began after ``epoch``, changed of those before them."""
        present = self._present()
        if self._trained and present != self._trained:
            self.history.note(epoch, self._trained, present)
        self._trained = present


def _kinds(arrays: Mapping[str, Array]) -> dict[str, str]:
    """Size and type of each vector, to compare and to show."""
    return {name: f"{array.dtype} {list(array.shape)}" for name, array in arrays.items()}
