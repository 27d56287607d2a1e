"""What was changed while a run trained, as the curves mark it."""

from itertools import groupby

from mlpviz.charts.change_marks import ChangeMark
from mlpviz.engine.changes import Change
from mlpviz.engine.settings import LIVE
from mlpviz.engine.trainer import Trainer
from mlpviz.words import as_chosen


def change_marks(trainer: Trainer) -> list[ChangeMark]:
    """A mark for every epoch after which something was changed."""
    options = LIVE | dict(trainer.optimizer.options)
    titles = {name: option.title for name, option in options.items()}
    return [
        ChangeMark(epoch, [_words(change, titles[change.name]) for change in changes])
        for epoch, changes in groupby(trainer.history.changes, lambda change: change.epoch)
    ]


def _words(change: Change, title: str) -> str:
    """``learning rate 0.1 → 0.01``; a title such as L2 or β₁ keeps its capital."""
    name = title if len(title) < 3 else title[:1].lower() + title[1:]
    return f"{name} {_value(change.before)} → {_value(change.after)}"


def _value(value: float | None) -> str:
    return "full" if value is None else as_chosen(value)
