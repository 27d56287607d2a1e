"""The controls that every page with a run has: Play, Step, Reset, Speed, Stop, Log loss.

A link can hide each of them (``workbench/hiding.py``).
"""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from mlpviz.engine.faults import FaultsError
from mlpviz.ui import state
from mlpviz.words import whole
from mlpviz.workbench.lesson import typed_epochs
from mlpviz.workbench.session import Session
from mlpviz.workbench.speed import SPEEDS


def play_button(
    key: str,
    playing: bool,
    on_click: Callable[[bool], None],
    help_text: str,
    *,
    title: str | None = None,
    disabled: bool = False,
) -> None:
    """Play, or Pause while ``playing``; ``on_click(on)`` is told which. ``title`` replaces both."""
    if not state.shows("play"):
        return
    st.button(
        title or ("Pause" if playing else "Play"),
        key=key,
        type="primary",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=on_click,
        args=(not playing,),
        disabled=disabled,
        help=help_text,
    )


def step_button(key: str, on_click: Callable[[], None], help_text: str) -> None:
    """Train one epoch."""
    if state.shows("step"):
        st.button("Step", key=key, icon=":material/skip_next:", on_click=on_click, help=help_text)


def reset_button(key: str, on_click: Callable[[], None], help_text: str) -> None:
    """Back to the beginning."""
    if state.shows("reset"):
        st.button("Reset", key=key, icon=":material/replay:", on_click=on_click, help=help_text)


def speed_control(current: Session) -> None:
    """How fast playing is."""
    if not state.shows("speed"):
        return
    speed = current.lesson.speed
    st.selectbox(
        "Speed",
        list(SPEEDS),
        list(SPEEDS).index(speed),
        format_func=lambda name: SPEEDS[name].title,
        help="How many epochs Play trains for a frame: one a second, one, ten, or what fits.",
        label_visibility="collapsed",
        width=122,
        **state.choice("speed", speed, _choose_speed),
    )


def stop_control(current: Session) -> None:
    """The epoch at which playing stops."""
    if not state.shows("stop"):
        return
    epochs = current.lesson.epochs
    text = "" if epochs is None else whole(epochs)
    st.text_input(
        "Stop at epoch",
        text,
        autocomplete="off",
        placeholder="Stop at",
        icon=":material/flag:",
        help="Play stops at this epoch; pressed once more it goes on.",
        label_visibility="collapsed",
        width=112,
        **state.choice("stop", text, _choose_stop),
    )


def _choose_speed() -> None:
    """Callback: take the speed from its widget; it holds from the next frame on."""
    current = state.session()
    current.lesson = replace(current.lesson, speed=state.get("speed", current.lesson.speed))
    current.redraw()


def _choose_stop() -> None:
    """Callback: take the epoch at which playing stops from its widget; none if that is empty."""
    current, text = state.session(), state.get("stop")
    if text is None:  # it has left the page
        return
    try:
        current.lesson = replace(current.lesson, epochs=typed_epochs(text))
        current.error = None
    except FaultsError as error:
        current.error = str(error)
    current.redraw()


def log_switch(key: str) -> None:
    """Whether the axis of the loss is logarithmic."""
    if state.shows("log"):
        st.toggle("Log loss", key=key, help="Logarithmic axis for the loss")
