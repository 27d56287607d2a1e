"""The history of a run as a table, and its choices, for other programs."""

import csv
import json
from dataclasses import asdict
from io import StringIO
from math import isfinite
from typing import Any

import numpy as np

from mlpviz.engine.record import EpochRecord
from mlpviz.run import Trainer

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a cell of text is taken for a formula


def history_csv(trainer: Trainer) -> str:
    """A row for every epoch that is kept: losses, scores, norms by parameter, shares by class.

    A name that a spreadsheet would take for a formula is led by an apostrophe.
    """
    rows = [_flat(record, trainer.dataset.class_names) for record in trainer.history]
    names = list(rows[0])
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(defused, names))
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return text.getvalue()


def history_json(trainer: Trainer) -> str:
    """The same as a list of objects, with what was changed while it trained; NaN is null."""
    records = [_plain(asdict(record)) for record in trainer.history]
    changes = [change._asdict() for change in trainer.history.changes]
    return json.dumps({"records": records, "changes": changes}, indent=1, allow_nan=False)


def config_json(trainer: Trainer) -> str:
    """The choices of a run: ``RunConfig(**json.loads(text))`` is it again."""
    return json.dumps(trainer.config.model_dump(), indent=1, allow_nan=False)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _flat(record: EpochRecord, class_names: tuple[str, ...]) -> dict[str, Any]:
    """A record's numbers by name of column; what there is none of is empty."""
    row: dict[str, Any] = {}
    for name, value in asdict(record).items():
        if isinstance(value, dict):
            row |= {f"{name} {key}": number for key, number in value.items()}
        elif isinstance(value, np.ndarray):
            row |= {f"{name} {key}": x for key, x in zip(class_names, value.tolist(), strict=True)}
        elif isinstance(value, tuple):
            row |= {f"{name} layer {i}": number for i, number in enumerate(value, 1)}
        elif value is not None:
            row[name] = value
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    return None if isinstance(value, float) and not isfinite(value) else value
