"""The transport: what trains the run, and its numbers, on every page that shows it."""

from typing import Any

import streamlit as st

from mlpviz.ui import state

SHORTCUTS = {" ": "play", "s": "step"}


def transport(current: state.Session, *, log: bool = False) -> None:
    """Play, Step, Reset, New weights and Fast; with ``log``, the switch of the loss axis too."""
    playing = current.busy
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        st.button(
            "Pause" if playing else "Play",
            key="play",
            type="primary",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=state.play,
            args=(not playing,),
            help="Train epoch after epoch (Space)",
        )
        st.button(
            "Step",
            key="step",
            icon=":material/skip_next:",
            on_click=state.step,
            help="Train one epoch (S)",
        )
        st.button(
            "Reset",
            key="reset",
            icon=":material/replay:",
            on_click=state.reset,
            help="Back to epoch 0 with the same initial weights",
        )
        st.button(
            "New weights",
            key="new_weights",
            icon=":material/casino:",
            on_click=state.new_weights,
            args=((current.config.seed + 1) % 2**32,),
            help="Start over from the next seed",
        )
        st.toggle(
            "Fast",
            key="fast",
            on_change="ignore",
            help="While playing, draw a frame for as many epochs as fit into 40 ms, instead of "
            "one frame for every epoch",
        )
        if log:
            st.toggle("Log loss", key="log", help="Logarithmic axis for the loss")


def metrics(current: state.Session) -> list[dict[str, str]]:
    """The board's header: epoch, losses, scores."""
    trainer, record = current.trainer, current.trainer.history.newest
    progress = f" + {trainer.progress:.0%}" if trainer.progress else ""
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


def message(current: state.Session) -> dict[str, Any] | None:
    """What went wrong, what goes wrong, or what to do first."""
    if current.error:
        return {"kind": "error", "text": current.error}
    trainer = current.trainer
    if found := trainer.diagnose(current.config):
        return {"kind": "warning", "text": found[0].sentence}
    if trainer.epoch == 0 and not current.busy:
        text = "An untrained network. Press Play (Space) to train it, or Step (S) for one epoch."
        return {"kind": "info", "text": text}
    return None
