"""What the Train page says around its charts: the numbers above them, the slider, the message."""

from typing import Any

from mlpviz.diagnosis import Diagnosis
from mlpviz.engine.history import History
from mlpviz.engine.record import EpochRecord
from mlpviz.run import Trainer
from mlpviz.workbench.session import Session


def metrics(trainer: Trainer, record: EpochRecord) -> list[dict[str, str]]:
    """The board's header: epoch, losses, scores of one moment of the run."""
    newest = record.epoch == trainer.epoch
    progress = f" + {trainer.progress:.0%}" if newest and trainer.progress else ""
    values = {
        "Epoch": f"{record.epoch:,}{progress}",
        "Train loss": f"{record.train_loss:.4g}",
        "Test loss": f"{record.test_loss:.4g}",
    }
    if trainer.dataset.is_classification:
        values["Train accuracy"] = f"{record.train_accuracy:.1%}"
        values["Test accuracy"] = f"{record.test_accuracy:.1%}"
    else:
        values["Train R²"] = f"{record.train_r2:.3g}"
        values["Test R²"] = f"{record.test_r2:.3g}"
    return [{"label": label, "value": value} for label, value in values.items()]


def timeline(history: History, shown: int | None) -> dict[str, Any] | None:
    """The epochs that can be shown, for the board's slider; ``None`` if there is only one.

    Those whose weights are kept are ``step`` apart, and the newest one follows.
    """
    kept, newest = history.kept_epochs, history.newest.epoch
    if newest == 0:
        return None
    step = kept[1] - kept[0] if len(kept) > 1 else newest
    return {"step": step, "newest": newest, "shown": newest if shown is None else shown}


def message(current: Session) -> dict[str, Any] | None:
    """What went wrong, what goes wrong and what may help, or what to do first."""
    if current.error:
        return {"kind": "error", "text": current.error}
    trainer = current.trainer
    if current.shown is not None:
        text = (
            f"This is epoch {current.shown:,}. Play and Step go on from epoch {trainer.epoch:,}; "
            "Branch goes another way from here."
        )
        return {"kind": "info", "text": text}
    if found := trainer.diagnose(current.config, current.failure):
        first, *more = map(_told, found)
        return {"kind": "error" if current.failure else "warning", **first, "more": more}
    if trainer.epoch == 0 and not current.busy:
        text = "An untrained network. Press Play (Space) to train it, or Step (S) for one epoch."
        return {"kind": "info", "text": text}
    return None


def _told(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis for the board: a sentence, and a button for each action."""
    labels = [action.label for action in diagnosis.actions]
    return {"text": diagnosis.sentence, "buttons": [["cure", label, label] for label in labels]}
