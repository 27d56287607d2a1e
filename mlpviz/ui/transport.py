"""The transport: what trains the run, on every page that shows it."""

from collections.abc import Callable

import streamlit as st

from mlpviz.ui import state, training
from mlpviz.ui.controls import (
    log_switch,
    play_button,
    reset_button,
    speed_control,
    step_button,
    stop_control,
)
from mlpviz.ui.share_button import share_button
from mlpviz.workbench.session import Session

SHORTCUTS = {" ": "play", "s": "step"}


def transport(
    current: Session, *, more: Callable[[Session], None] | None = None, log: bool = False
) -> None:
    """Play, Step, Reset, New weights, what ``more`` draws, Share; then Speed, Stop, Log loss.

    Log loss is there with ``log``. Where they don't fit in one row, the buttons are the first.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        play_button("play", current.busy, training.play, "Train epoch after epoch (Space)")
        step_button("step", training.step, "Train one epoch (S)")
        reset_button("reset", training.reset, "Back to epoch 0 with the same initial weights")
        if state.shows("new_weights"):
            _new_weights(current)
        if more is not None:
            more(current)
        share_button(current)
        speed_control(current)
        stop_control(current)
        if log:
            log_switch("log")


def _new_weights(current: Session) -> None:
    st.button(
        "New weights",
        key="new_weights",
        icon=":material/casino:",
        on_click=training.new_weights,
        args=((current.config.seed + 1) % 2**32,),
        help="Start over from the next seed",
    )
