"""What the Train page says around its charts: the numbers above them, the slider, the message."""

from dataclasses import replace
from math import nan

from mlpviz.engine.history import History
from mlpviz.engine.record import EpochRecord
from mlpviz.run import Trainer
from mlpviz.words import counted, loss_number, number, percent, score_number, whole
from mlpviz.workbench.hiding import shown
from mlpviz.workbench.protocol import Button, Kind, Message, Metric, Timeline, header
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.cure_status import with_cures
from mlpviz.workbench.train.pins import most_pins


def metrics(trainer: Trainer, record: EpochRecord) -> tuple[Metric, ...]:
    """The board's header: epoch, losses, scores of one moment of the run."""
    newest = record.epoch == trainer.epoch
    progress = f" + {percent(trainer.progress, 0)}" if newest and trainer.progress else ""
    values = {
        "Epoch": f"{whole(record.epoch)}{progress}",
        "Train loss": loss_number(record.train_loss),
        "Test loss": loss_number(record.test_loss),
    }
    if not trainer.schedule.steady:
        values["Learning rate"] = number(record.lr)
    score, train, test = "accuracy", record.train_accuracy, record.test_accuracy
    if not trainer.dataset.is_classification:
        score, train, test = "R²", record.train_r2, record.test_r2
    for split, value in (("Train", train), ("Test", test)):
        values[f"{split} {score}"] = score_number(score, nan if value is None else value)
    return header(values)


def timeline(history: History, shown: int | None) -> Timeline:
    """The epochs that can be shown, for the board's slider.

    Those whose weights are kept are ``step`` apart, and the newest one follows.
    """
    kept, newest = history.kept_epochs, history.newest.epoch
    step = kept[1] - kept[0] if len(kept) > 1 else max(newest, 1)
    if shown is None:
        return Timeline(step, newest, newest)
    return Timeline(step, newest, shown, Button("branch", str(shown), "Branch"))


def message(current: Session) -> Message:
    """What went wrong, what goes wrong and what may help, or what to do first; why Play rests."""
    if current.error:
        return Message("error", current.error)
    if current.asking is not None:
        return _question(current.asking)
    if current.goal is not None:
        where = f"Training to epoch {whole(current.goal)}, where this run was pinned."
        return Message("info", where)
    told = _of_run(current)
    rests = current.lesson.resting(current.trainer.epoch, busy=current.busy)
    if not current.busy and (why := current.trainer.why_stopped):
        rests = f"{why} {MORE_PATIENCE}"
    if not rests or current.shown is not None:
        return told
    return replace(told, text=f"{rests}\n{told.text}")


def _question(number: int) -> Message:
    """Whether the present run may go."""
    text = (
        "This run is not pinned, and no more than "
        f"{counted(most_pins(), 'run')} can be. To open another one ends it."
    )
    lose = Button("open_anyway", str(number), "Open, and lose this run")
    return Message("warning", text, (lose, Button("stay", "", "Stay here")))


def failure(current: Session) -> str | None:
    """What ended training, if anything did; without what helps if the link keeps that back."""
    if current.failure is None or current.lesson.answers:
        return None if current.failure is None else str(current.failure)
    stopped = f"Training stopped in epoch {whole(current.failure.epoch)}"
    return f"{stopped}: a number is not finite. The weights from before are kept."


def _of_run(current: Session) -> Message:
    """What there is to say of the run, and of the moment that is shown."""
    trainer = current.trainer
    if current.shown is not None:
        text = (
            f"This is epoch {whole(current.shown)}. Play and Step go on from epoch "
            f"{whole(trainer.epoch)}; Branch goes another way from here."
        )
        return Message("info", text)
    answers, stopped = current.lesson.answers, failure(current)
    if not answers and stopped:
        return Message("error", stopped)
    if answers and (found := trainer.diagnose(current.config, current.failure)):
        first, *more = (diagnosis.sentence for diagnosis in found)
        kind: Kind = "error" if current.failure else "warning"
        told = Message(kind, first, more=tuple(more))
        only = current.busy or not shown("cures", current.lesson.hide)
        return told if only else with_cures(told, current.cures, trainer)
    if trainer.epoch == 0 and not current.busy:
        ways = shown("play", current.lesson.hide), shown("step", current.lesson.hide)
        return Message("info", UNTRAINED + WAYS[ways])
    return Message("info", f"{NOTHING} {EARLIER}" if answers else EARLIER)


MORE_PATIENCE = "Play goes on with more patience, or with none; Step goes on as it is."
NOTHING = "No fault has been found so far."
EARLIER = "The slider below goes back to earlier epochs."
UNTRAINED = "An untrained network."
# By whether Play and Step are there.
WAYS = {
    (True, True): " Press Play (Space) to train it, or Step (S) for one epoch.",
    (True, False): " Press Play (Space) to train it.",
    (False, True): " Press Step (S) to train it for one epoch.",
    (False, False): "",
}
