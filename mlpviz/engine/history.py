"""What a run remembers: records and weight snapshots of its epochs, in bounded memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, NamedTuple, Self, TypeVar

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.changes import Change, Changes, Settings
from mlpviz.engine.faults import Fault, FaultsError, UnknownNameError, require_known, show
from mlpviz.engine.options import Option, as_number
from mlpviz.engine.record import EpochRecord
from mlpviz.words import listed, whole

T = TypeVar("T")


@dataclass(slots=True)
class Snapshot:
    """All that decides how training goes on from one moment; arrays are copies.

    ``order``, ``position`` and ``size`` are the current epoch's permutation, how far it has been
    used, and its batch size; ``optimizer`` and ``schedule`` are what their ``snapshot`` returns,
    ``regular`` the rest of what may change while it trains, ``dropout_state`` that of the
    generator of masks, and ``waiting`` the lowest test loss and the epochs since. ``seen`` is what
    else is to be looked at of that moment: a ``Recorder`` cannot compute it anew.
    """

    record: EpochRecord
    flat: Array
    optimizer: dict[str, Any]
    rng_state: dict[str, Any]
    lr: float
    l2: float
    batch_size: int | None
    order: Array | None
    position: int
    size: int
    seconds: float
    regular: dict[str, float | None]
    dropout_state: dict[str, Any]
    schedule: dict[str, Any]
    waiting: tuple[float, int]
    seen: dict[str, Array] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Memory of one snapshot: its arrays, and about 4 kB + 0.4 kB a parameter for the rest."""
        arrays = [self.flat, *self.optimizer["state"].values(), *self.seen.values()]
        if self.order is not None:
            arrays.append(self.order)
        return 4096 + 400 * len(self.record.param_norm) + sum(int(a.nbytes) for a in arrays)


@dataclass
class Thinned(Generic[T]):
    """Items by epoch, at most ``capacity`` of them however many are added.

    Kept are the epochs that ``interval`` divides. When full, every second one goes and the
    interval doubles, so what is left stays evenly spread over the whole run.
    """

    capacity: int
    interval: int = 1
    items: dict[int, T] = field(default_factory=dict)

    def wants(self, epoch: int) -> bool:
        """Whether ``epoch`` is on the grid."""
        return epoch % self.interval == 0

    def add(self, epoch: int, item: T) -> None:
        """Keep ``item`` if its epoch is on the grid; thin out if that makes one too many."""
        if self.wants(epoch):
            self.items[epoch] = item
        while len(self.items) > self.capacity:
            self.interval *= 2
            self.items = {e: kept for e, kept in self.items.items() if self.wants(e)}

    def forget_after(self, epoch: int) -> None:
        """Drop everything later than ``epoch``."""
        self.items = {e: kept for e, kept in self.items.items() if e <= epoch}


class HistoryState(NamedTuple):
    """All that a ``History`` holds, in order of epoch; the intervals are those of ``Thinned``."""

    max_records: int
    snapshot_bytes: int
    interval: int
    snapshot_interval: int
    records: list[EpochRecord]
    snapshots: list[Snapshot]
    changes: list[Change]


RECORDS = Option("Records", 2000, 2, 10**9, 1, "How many are kept.")
EPOCH = Option("Epoch", 0, 0, 10**12, 1, "Finished epochs.")
BYTES = Option("Memory", 16 * 2**20, 0, 10**15, 1, "Bytes of weight snapshots.")
COLUMNS = [item.name for item in fields(EpochRecord) if item.type in (int, float, float | None)]


class History:
    """The records of a run in order of epoch: a sequence that always ends with the newest one.

    Parameters
    ----------
    max_records : how many records are kept; older ones are thinned evenly
    snapshot_bytes : memory for weight snapshots, at least two of which are always kept
    """

    def __init__(self, max_records: int = 2000, snapshot_bytes: int = 16 * 2**20) -> None:
        require(
            RECORDS.fault("max_records", max_records),
            BYTES.fault("snapshot_bytes", snapshot_bytes),
        )
        self._records: Thinned[EpochRecord] = Thinned(int(max_records))
        self._snapshots: Thinned[Snapshot] | None = None
        self._snapshot_bytes = snapshot_bytes
        self._newest: EpochRecord | None = None
        self._changes = Changes()

    def state(self) -> HistoryState:
        """All that it holds, from which ``of_state`` makes its like."""
        kept = self._snapshots
        return HistoryState(
            self._records.capacity,
            self._snapshot_bytes,
            self._records.interval,
            1 if kept is None else kept.interval,
            list(self),
            [] if kept is None else list(kept.items.values()),
            list(self.changes),
        )

    @classmethod
    def of_state(cls, state: HistoryState) -> Self:
        """The history of which ``state`` tells."""
        require(kind_fault("state", state, HistoryState, "what history.state() gives"))
        made = cls(state.max_records, state.snapshot_bytes)
        made._records.interval = state.interval
        for record in state.records:
            made.append(record)
        for snapshot in state.snapshots:
            made.keep(snapshot)
            assert made._snapshots is not None
            made._snapshots.interval = max(made._snapshots.interval, state.snapshot_interval)
        for change in state.changes:
            before, after = {change.name: change.before}, {change.name: change.after}
            made.note(change.epoch, before, after)
        return made

    def __len__(self) -> int:
        newest = self._newest
        return len(self._records.items) + (
            newest is not None and newest.epoch not in self._records.items
        )

    def __iter__(self) -> Iterator[EpochRecord]:
        yield from self._records.items.values()
        if self._newest is not None and self._newest.epoch not in self._records.items:
            yield self._newest

    def __getitem__(self, index: int) -> EpochRecord:
        return list(self)[index]

    @property
    def newest(self) -> EpochRecord:
        """The record of the current epoch."""
        if self._newest is None:
            raise IndexError("the history is empty: no epoch has been recorded")
        return self._newest

    @property
    def forgets(self) -> bool:
        """Whether the next record may be the end of one that is here."""
        kept = self._records
        passing = self._newest is not None and not kept.wants(self._newest.epoch)
        return passing or len(kept.items) >= kept.capacity

    @property
    def forgets_snapshots(self) -> bool:
        """Whether the next snapshot may be the end of one that is here."""
        kept = self._snapshots
        return kept is not None and len(kept.items) >= kept.capacity

    @property
    def most_records(self) -> int:
        """How many records are kept at most."""
        return self._records.capacity

    @property
    def most_snapshots(self) -> int:
        """How many snapshots are kept at most; 0 before the first one tells how large they are."""
        return 0 if self._snapshots is None else self._snapshots.capacity

    @property
    def kept_epochs(self) -> tuple[int, ...]:
        """Epochs whose weights are kept, ascending: those that ``Trainer.rewind`` takes."""
        return () if self._snapshots is None else tuple(self._snapshots.items)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed while it trained, in order of epoch; one a setting after any epoch.

        Those of more than 64 epochs are told together with their neighbours'.
        """
        return self._changes.all()

    def note(self, epoch: int, before: Settings, after: Settings) -> None:
        """Keep what was changed after ``epoch``: settings by name ``before``, and ``after``."""
        require(
            EPOCH.fault("epoch", epoch),
            kind_fault("before", before, Mapping, "a dict of settings by name"),
            kind_fault("after", after, Mapping, "a dict of settings by name"),
        )
        self._changes.note(epoch, before, after)

    def column(self, name: str) -> Array:
        """One scalar field of every kept record [records] as floats; ``None`` becomes NaN."""
        require_known(name, COLUMNS, "name")
        return np.array([getattr(record, name) for record in self], dtype=float)

    def append(self, record: EpochRecord) -> None:
        """Add the record of the next epoch."""
        require(kind_fault("record", record, EpochRecord, "an EpochRecord, as trainers make them"))
        self._records.add(record.epoch, record)
        self._newest = record

    def wants_snapshot(self, epoch: int) -> bool:
        """Whether a snapshot of ``epoch`` would be kept: ask before making the copy."""
        if fault := EPOCH.fault("epoch", epoch):
            raise FaultsError([fault])
        return self._snapshots is None or self._snapshots.wants(epoch)

    def keep(self, snapshot: Snapshot) -> None:
        """Keep a snapshot within the memory budget; its parameters become read-only."""
        require(kind_fault("snapshot", snapshot, Snapshot, "a Snapshot, as trainers make them"))
        snapshot.flat.flags.writeable = False
        if self._snapshots is None:
            self._snapshots = Thinned(max(2, self._snapshot_bytes // snapshot.nbytes))
        self._snapshots.add(snapshot.record.epoch, snapshot)

    def parameters(self, epoch: int) -> Array:
        """All parameters after ``epoch`` as one read-only vector, laid out like ``MLP.flat``.

        The same array as long as that snapshot is kept, another one once the epoch has been
        trained anew. Raises KeyError, naming the nearest kept epochs, if there is none.
        """
        return self._kept(epoch).flat

    def moment(self, epoch: int) -> Snapshot:
        """All that decided how training went on from an epoch. Raises KeyError as ``parameters``.

        Not to be changed.
        """
        return self._kept(epoch)

    def optimizer(self, epoch: int) -> dict[str, Any]:
        """What the optimiser was after ``epoch``, as ``Optimizer.snapshot`` has it.

        Raises KeyError as ``parameters`` does.
        """
        return self._kept(epoch).optimizer

    def seen(self, epoch: int) -> dict[str, Array]:
        """What else was kept of an epoch. Raises KeyError as ``parameters`` does."""
        return self._kept(epoch).seen

    def record(self, epoch: int) -> EpochRecord:
        """The record of a kept epoch. Raises KeyError as ``parameters`` does."""
        return self._kept(epoch).record

    def rewind(self, epoch: int) -> Snapshot:
        """The snapshot of ``epoch``; everything later is forgotten.

        Raises KeyError, naming the nearest kept epochs, if that epoch's weights are not kept.
        """
        snapshot = self._kept(epoch)
        self._records.forget_after(epoch)
        if self._snapshots is not None:
            self._snapshots.forget_after(epoch)
        self._changes.forget_from(epoch)
        self._newest = snapshot.record
        return snapshot

    def _kept(self, epoch: int) -> Snapshot:
        snapshots = {} if self._snapshots is None else self._snapshots.items
        number = as_number(epoch)
        if number not in snapshots:
            middle = self.newest.epoch if number is None else number
            near = sorted(snapshots, key=lambda e: abs(e - middle))
            message = (
                f"epoch = {show(epoch)}: its weights are not kept; nearest: "
                f"{listed(map(whole, sorted(near[:2]))) or 'none'}."
            )
            raise UnknownNameError([Fault("epoch", epoch, message)])
        return snapshots[int(number)]
