"""``KeptRun``: where a run stood, so that it can be opened again: weights, history, all of it."""

from typing import NamedTuple, Self

from mlpviz.engine.history import History, HistoryState, Snapshot
from mlpviz.engine.trainer import Trainer

RECORDS, SNAPSHOTS = 500, 16  # of which so many are kept at most, evenly over the run
RECORD_BYTES = 1500  # of a record, about


class KeptRun(NamedTuple):
    """A moment of a run, and the history that it had, thinned."""

    history: HistoryState
    moment: Snapshot

    @classmethod
    def of(cls, trainer: Trainer, most_bytes: float) -> Self | None:
        """The present moment of a run; None if its weights take more than so many bytes."""
        state, moment = trainer.history.state(), trainer.moment()
        newest, interval, every = trainer.epoch, state.interval, state.snapshot_interval
        records, snapshots = state.records, state.snapshots
        while len(records) > RECORDS:
            interval *= 2
            records = [r for r in records if r.epoch % interval == 0 or r.epoch == newest]
        while len(snapshots) > 1 and (
            len(snapshots) > SNAPSHOTS or _bytes(snapshots, moment) > most_bytes
        ):
            every *= 2
            snapshots = [kept for kept in snapshots if kept.record.epoch % every == 0]
        if _bytes(snapshots, moment) > most_bytes:
            return None
        thinned = state._replace(
            records=records, interval=interval, snapshots=snapshots, snapshot_interval=every
        )
        return cls(thinned, moment)

    @property
    def nbytes(self) -> int:
        """Memory that it takes, about."""
        kept = self.history
        return _bytes(kept.snapshots, self.moment) + RECORD_BYTES * len(kept.records)

    def resume(self, trainer: Trainer) -> None:
        """Have a new run of the same choices stand where this one stood."""
        trainer.resume(History.of_state(self.history), self.moment)


def _bytes(snapshots: list[Snapshot], moment: Snapshot) -> int:
    return moment.nbytes + sum(kept.nbytes for kept in snapshots)
