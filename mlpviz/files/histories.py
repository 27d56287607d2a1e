"""A ``History`` as plain data and arrays, and back."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_type_hints

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.changes import Change
from mlpviz.engine.history import History, HistoryState, Snapshot
from mlpviz.engine.record import EpochRecord
from mlpviz.engine.schedules import SCHEDULES

_FIELDS = get_type_hints(EpochRecord)
_SHARES = [name for name, kind in _FIELDS.items() if kind == Array | None]
_NORMS = ("param_norm", "grad_norm", "update_norm")
_UNITS = ("dead_share", "saturated_share")
_PLAIN = (
    "lr",
    "l2",
    "batch_size",
    "position",
    "size",
    "seconds",
    "rng_state",
    "regular",
    "dropout_state",
    "schedule",
    "waiting",
)


def plain_history(history: History) -> tuple[dict[str, Any], dict[str, Array]]:
    """What is kept of a run: plain data, and the snapshots' arrays by name."""
    state = history.state()
    arrays: dict[str, Array] = {}
    snapshots = []
    for i, snapshot in enumerate(state.snapshots):
        told, more = plain_snapshot(snapshot, state.records)
        snapshots.append(told)
        arrays |= {f"snapshots/{i}/{name}": array for name, array in more.items()}
    plain = state._asdict() | {
        "records": [asdict(record) for record in state.records],
        "snapshots": snapshots,
        "changes": [list(change) for change in state.changes],
    }
    return plain, arrays


def read_history(
    plain: Mapping[str, Any],
    arrays: Mapping[str, Array],
    pause: Callable[[], object] = lambda: None,
) -> History:
    """The history that ``plain_history`` told of. Raises as Python does for what is not one.

    ``pause`` is called between two records.
    """
    records, snapshots = list[EpochRecord](), list[Snapshot]()
    for told in plain["records"]:
        records.append(read_record(told))
        pause()
    parts = defaultdict[str, dict[str, Array]](dict)
    for name, array in under(arrays, "snapshots/").items():
        place, _, rest = name.partition("/")
        parts[place][rest] = array
    for i, told in enumerate(plain["snapshots"]):
        snapshots.append(read_snapshot(told, parts[str(i)], records))
        pause()
    changes = [
        Change(int(epoch), str(name), _changed(before), _changed(after))
        for epoch, name, before, after in plain["changes"]
    ]
    numbers = {
        name: int(plain[name])
        for name in ("max_records", "snapshot_bytes", "interval", "snapshot_interval")
    }
    return History.of_state(
        HistoryState(records=records, snapshots=snapshots, changes=changes, **numbers)
    )


def plain_snapshot(
    snapshot: Snapshot, records: Sequence[EpochRecord]
) -> tuple[dict[str, Any], dict[str, Array]]:
    """A moment of a run: plain data, and arrays by name.

    Its record is told by its place among ``records``, if it is one of them.
    """
    optimizer = snapshot.optimizer
    arrays = {"flat": snapshot.flat}
    arrays |= {f"optimizer/{name}": array for name, array in optimizer["state"].items()}
    arrays |= {f"seen/{name}": array for name, array in snapshot.seen.items()}
    if snapshot.order is not None:
        arrays["order"] = snapshot.order
    plain = {name: getattr(snapshot, name) for name in _PLAIN}
    at = next((i for i, record in enumerate(records) if record is snapshot.record), None)
    plain["record"] = asdict(snapshot.record) if at is None else at
    plain["optimizer"] = {"steps": optimizer["steps"], "settings": optimizer["settings"]}
    return plain, arrays


def read_snapshot(
    plain: Mapping[str, Any], arrays: Mapping[str, Array], records: Sequence[EpochRecord]
) -> Snapshot:
    """The moment that ``plain_snapshot`` told of."""
    told = plain["record"]
    optimizer = {
        "state": under(arrays, "optimizer/"),
        "steps": int(plain["optimizer"]["steps"]),
        "settings": {str(k): float(v) for k, v in plain["optimizer"]["settings"].items()},
    }
    batch_size = plain["batch_size"]
    return Snapshot(
        record=records[told] if isinstance(told, int) else read_record(told),
        flat=arrays["flat"],
        optimizer=optimizer,
        rng_state=dict(plain["rng_state"]),
        lr=float(plain["lr"]),
        l2=float(plain["l2"]),
        batch_size=None if batch_size is None else int(batch_size),
        order=arrays.get("order"),
        position=int(plain["position"]),
        size=int(plain["size"]),
        seconds=float(plain["seconds"]),
        regular={name: _setting(plain["regular"][name]) for name in plain["regular"]},
        dropout_state=dict(plain["dropout_state"]),
        schedule=_schedule(plain["schedule"]),
        waiting=(float(plain["waiting"][0]), int(plain["waiting"][1])),
        seen=under(arrays, "seen/"),
    )


def read_record(plain: Mapping[str, Any]) -> EpochRecord:
    """An epoch's record from its fields."""
    fields: dict[str, Any] = {}
    for name in _FIELDS:
        value = plain[name]
        if name == "epoch":
            fields[name] = int(value)
        elif name in _SHARES:
            fields[name] = None if value is None else np.array(value, np.float64)
        elif name in _NORMS:
            fields[name] = {str(key): float(norm) for key, norm in value.items()}
        elif name in _UNITS:
            fields[name] = tuple(map(float, value))
        else:
            fields[name] = _setting(value)
    return EpochRecord(**fields)


def under(arrays: Mapping[str, Array], folder: str) -> dict[str, Array]:
    """Those whose names begin with ``folder``, without it."""
    return {
        name.removeprefix(folder): array
        for name, array in arrays.items()
        if name.startswith(folder)
    }


def _schedule(plain: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {
        part: {str(name): float(value) for name, value in plain[part].items()}
        for part in ("state", "settings")
    }
    return {"name": str(plain["name"]), **numbers}


def _setting(value: Any) -> float | None:
    return None if value is None else float(value)


def _changed(value: Any) -> float | str | None:
    """A setting that may be a name."""
    return value if isinstance(value, str) and value in SCHEDULES else _setting(value)
