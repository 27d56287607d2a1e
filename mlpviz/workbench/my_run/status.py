"""What the My run page says around its charts: numbers, slider, message, the views as cards."""

from collections.abc import Collection
from dataclasses import replace
from math import nan

from mlpviz.engine.record import EpochRecord
from mlpviz.words import listed, loss_number, score_number, whole
from mlpviz.workbench.cards import cards
from mlpviz.workbench.my_run.opened import Opened, OpenedRecording
from mlpviz.workbench.protocol import Card, Message, Metric, Timeline, header

FIXED = {"locked": "A run in a file is only looked at.", "fixed": True}  # of a network
NOTHING = "No fault is found at this epoch."


def metrics(run: Opened, epoch: int) -> tuple[Metric, ...]:
    """Epoch, losses and scores, as far as they were logged."""
    record = next(record for record in run.history if record.epoch == epoch)
    values = {"Epoch": whole(epoch)}
    for title, loss in (("Train loss", record.train_loss), ("Test loss", record.test_loss)):
        values[title] = loss_number(loss)
    score, train, test = _scores(record)
    for split, value in (("Train", train), ("Test", test)):
        values[f"{split} {score}"] = score_number(score, nan if value is None else value)
    return header(values)


def _scores(record: EpochRecord) -> tuple[str, float | None, float | None]:
    if record.train_r2 is not None or record.test_r2 is not None:
        return "R²", record.train_r2, record.test_r2
    return "accuracy", record.train_accuracy, record.test_accuracy


def timeline(run: Opened, shown: int) -> Timeline:
    """The slider over the kept epochs."""
    kept = run.kept_epochs
    return Timeline(1, kept[-1], shown, kept=kept)


def message(run: Opened, epoch: int) -> Message:
    """What is wrong at an epoch, each with what may help, in words."""
    found = run.diagnose(epoch)
    texts = []
    for diagnosis in found:
        advice = diagnosis.advice or tuple(action.label for action in diagnosis.actions)
        worth = f" Worth trying: {'; or '.join(_lower(text) for text in advice[:2])}."
        texts.append(diagnosis.sentence + (worth if advice else ""))
    if not texts:
        return Message("info", NOTHING + _not_asked(run))
    return Message("warning", texts[0], more=tuple(texts[1:]))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _not_asked(run: Opened) -> str:
    """What would have to be logged for the rest of the rules."""
    if not isinstance(run, OpenedRecording):
        return ""
    lacks = dict.fromkeys(name for names in run.recording.missing().values() for name in names)
    return f" More could be told with {listed(lacks, most=4)}." if lacks else ""


def figures(run: Opened, epoch: int, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The views as cards; those not in ``visible`` come without data. Nothing can be set there."""
    moment = run.moment(epoch, log=False)
    return tuple(
        card if card.diagram is None else replace(card, diagram=card.diagram | FIXED)
        for card in cards(run.views(epoch), moment, visible)
    )
