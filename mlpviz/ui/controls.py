"""The controls that every page with a run has: Play, Step, Reset, and two switches.

A link can hide each of them (``workbench/hiding.py``).
"""

from collections.abc import Callable

import streamlit as st

from mlpviz.ui import state


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


def fast_switch(key: str) -> None:
    """Whether playing leaves out frames; takes effect without a rerun."""
    if not state.shows("fast"):
        return
    st.toggle(
        "Fast",
        key=key,
        on_change="ignore",
        help="While playing, draw a frame for as many epochs as fit into 40 ms, instead of "
        "one frame for every epoch",
    )


def log_switch(key: str) -> None:
    """Whether the axis of the loss is logarithmic."""
    if state.shows("log"):
        st.toggle("Log loss", key=key, help="Logarithmic axis for the loss")
