"""The modes of a page: one of them is chosen on top, and the rest of the page is drawn by it."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, Protocol

import streamlit as st

from mlpviz.ui import state
from mlpviz.workbench.session import Session


class Mode(NamedTuple):
    """A row of a page's ``MODES``: what is to be chosen beside the mode, and what it shows."""

    title: str
    choice: Callable[[Session], None]
    draw: Callable[[Session], None]


class Chosen(Protocol):
    """What the server keeps of a page with modes; ``mode`` is the name of one."""

    mode: str

    def pause(self) -> None:
        """Neither play nor step."""


def draw_modes(
    current: Session,
    own: Chosen,
    modes: Mapping[str, Mode],
    *,
    key: str,
    alignment: Literal["center", "bottom"],
) -> None:
    """Draw the choice of a mode, what goes with it in the same row, and what the mode shows."""
    mode, widget = modes[own.mode], f"{key}_mode"
    with st.container(horizontal=True, vertical_alignment=alignment, key=f"{key}_choices"):
        st.segmented_control(
            "Mode",
            list(modes),
            default=own.mode,
            required=True,
            format_func=lambda name: modes[name].title,
            label_visibility="collapsed",
            **state.choice(widget, own.mode, _choose, own, widget),
        )
        mode.choice(current)
    mode.draw(current)


def _choose(own: Chosen, widget: str) -> None:
    """Callback: another mode."""
    current = state.session()
    own.pause()
    own.mode = state.get(widget, own.mode)
    current.visible = None
    current.redraw()
