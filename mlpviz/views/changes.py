"""What was changed while a run trained, as the curves mark it."""

from mlpviz.charts.change_marks import ChangeMark
from mlpviz.engine.changes import Change
from mlpviz.engine.settings import LIVE
from mlpviz.run import Trainer
from mlpviz.words import as_chosen


def change_marks(trainer: Trainer) -> list[ChangeMark]:
    """A mark for every epoch after which something was changed, a weight by hand included."""
    options = LIVE | dict(trainer.optimizer.options)
    titles = {name: option.title for name, option in options.items()}
    words: dict[int, list[str]] = {}
    for change in trainer.history.changes:
        words.setdefault(change.epoch, []).append(_words(change, titles[change.name]))
    for element in trainer.by_hand:
        words.setdefault(element.epoch, []).append(f"{element} by hand")
    return [ChangeMark(epoch, words[epoch]) for epoch in sorted(words)]


def _words(change: Change, title: str) -> str:
    """``learning rate 0.1 → 0.01``; a title such as L2 or β₁ keeps its capital."""
    name = title if len(title) < 3 else title[:1].lower() + title[1:]
    return f"{name} {_value(change.before)} → {_value(change.after)}"


def _value(value: float | None) -> str:
    return "full" if value is None else as_chosen(value)
