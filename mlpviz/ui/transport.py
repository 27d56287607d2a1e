"""The transport: what trains the run, and its numbers, on every page that shows it."""

from typing import Any

import streamlit as st

from mlpviz.diagnosis import Diagnosis
from mlpviz.engine.history import History
from mlpviz.engine.record import EpochRecord
from mlpviz.run import Trainer
from mlpviz.ui import state, time_travel, training
from mlpviz.ui.controls import fast_switch, log_switch, play_button, reset_button, step_button
from mlpviz.ui.pins import MAX_PINS

SHORTCUTS = {" ": "play", "s": "step"}


def transport(current: state.Session, *, curves: bool = False) -> None:
    """Play, Step, Reset, New weights and Fast; with ``curves``, Pin and Log loss too."""
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        play_button("play", current.busy, training.play, "Train epoch after epoch (Space)")
        step_button("step", training.step, "Train one epoch (S)")
        reset_button("reset", training.reset, "Back to epoch 0 with the same initial weights")
        st.button(
            "New weights",
            key="new_weights",
            icon=":material/casino:",
            on_click=training.new_weights,
            args=((current.config.seed + 1) % 2**32,),
            help="Start over from the next seed",
        )
        if curves:
            full = len(current.pins) == MAX_PINS
            st.button(
                "Pin",
                key="pin",
                icon=":material/push_pin:",
                on_click=time_travel.pin,
                args=(current.run, current.trainer.epoch),
                disabled=full or current.trainer.epoch == 0,
                help=f"{MAX_PINS} runs are pinned: unpin one in the table first"
                if full
                else "Keep this run's curves behind those of the next ones",
            )
        fast_switch("fast")
        if curves:
            log_switch("log")


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


def message(current: state.Session) -> dict[str, Any] | None:
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
