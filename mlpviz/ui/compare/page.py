"""The Compare page: several runs side by side."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.compare import actions, race_mode, range_mode
from mlpviz.ui.sidebar import sidebar
from mlpviz.workbench.session import Session

STYLE = Path(__file__).parent / "compare.css"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    state.enter("compare")
    st.html(STYLE)
    sidebar()
    live()


@st.fragment(key="compare")
def live() -> None:
    """Everything but the sidebar, in one fragment: see ``pages.train.live``."""
    current = state.session()
    if current.page != current.drawn_page:
        st.rerun()
    state.take_live()
    mode = MODES[current.comparing.mode]
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_choices"):
        _choose_mode(current.comparing.mode)
        mode.choice(current)
    mode.draw(current)
    state.show_link()


def _choose_mode(chosen: str) -> None:
    st.segmented_control(
        "Mode",
        list(MODES),
        default=chosen,
        required=True,
        format_func=lambda name: MODES[name].title,
        key=state.key("compare_mode", chosen),
        on_change=actions.choose_mode,
        args=("compare_mode",),
        label_visibility="collapsed",
    )


class Mode(NamedTuple):
    """One row of ``MODES``: what is to be chosen in it, and what it shows."""

    title: str
    choice: Callable[[Session], None]
    draw: Callable[[Session], None]


MODES: dict[str, Mode] = {
    "race": Mode("Race", race_mode.choice, race_mode.draw),
    "range": Mode("Learning-rate range", range_mode.choice, range_mode.draw),
}
