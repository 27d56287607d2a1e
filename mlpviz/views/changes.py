"""What was changed while a run trained, as the curves mark it."""

from mlpviz.charts.change_marks import ChangeMark
from mlpviz.engine.changes import Change, Setting
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.engine.settings import LIVE
from mlpviz.run import Trainer
from mlpviz.words import as_chosen

NONE = {"batch_size": "full", "patience": "never"}  # the words for None


def change_marks(trainer: Trainer) -> list[ChangeMark]:
    """A mark for every epoch after which something was changed, a weight by hand included."""
    titles = _titles(trainer)
    words: dict[int, list[str]] = {}
    for change in trainer.history.changes:
        if change.before is None and change.name not in LIVE:
            continue  # a setting that came with another schedule, which is told itself
        words.setdefault(change.epoch, []).append(_words(change, titles[change.name]))
    for element in trainer.by_hand:
        words.setdefault(element.epoch, []).append(f"{element} by hand")
    return [ChangeMark(epoch, words[epoch]) for epoch in sorted(words)]


def _titles(trainer: Trainer) -> dict[str, str]:
    """What each setting is called, those of all schedules included, as one may have been left."""
    options = dict(trainer.live_options)
    for row in SCHEDULES.values():
        options |= row.options
    return {name: option.title for name, option in options.items()} | {"schedule": "Schedule"}


def _words(change: Change, title: str) -> str:
    """``learning rate 0.1 → 0.01``; a title such as L2 or β₁ keeps its capital."""
    name = title if len(title) < 3 else title[:1].lower() + title[1:]
    none = NONE.get(change.name, "")
    return f"{name} {_value(change.before, none)} → {_value(change.after, none)}"


def _value(value: Setting, none: str) -> str:
    if value is None:
        return none
    return value if isinstance(value, str) else as_chosen(value)
