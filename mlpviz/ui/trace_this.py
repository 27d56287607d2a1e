"""A button that opens one weight or bias on the Trace page."""

import streamlit as st

from mlpviz.ui import state
from mlpviz.words import element_name
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.trace.choices import NONE

TRACE = "trace_this"  # key of its container, which a page with a board names among its exits


def trace_this(name: str, index: tuple[int, ...], *, mistake: str = NONE) -> None:
    """Draw the button, for the mean over samples, as checks are; with a ``mistake`` made in it."""
    if state.embedded():  # there is no way back
        return
    with st.container(key=TRACE):
        st.button(
            "Trace this number",
            key="trace_this_button",
            icon=PAGES["trace"].icon,
            on_click=_go,
            args=(name, index, mistake),
            help=f"What the gradient of {element_name(name, index)} is made of, step by step",
        )


def _go(name: str, index: tuple[int, ...], mistake: str) -> None:
    """Callback: open the Trace page at this gradient."""
    current = state.session()
    layers, dropout = len(current.trainer.network.sizes) - 1, bool(current.trainer.dropout)
    current.trace.follow(name, index, mistake, layers, dropout)
    current.go_to("trace")
