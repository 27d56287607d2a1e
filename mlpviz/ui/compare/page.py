"""The Compare page: several runs side by side."""

from pathlib import Path

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.compare import race_mode, range_mode
from mlpviz.ui.heading import heading
from mlpviz.ui.lesson import lesson
from mlpviz.ui.live import live
from mlpviz.ui.modes import Mode, draw_modes
from mlpviz.workbench.session import Session

STYLE = Path(__file__).parent / "compare.css"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    st.html(STYLE)
    heading("compare")
    lesson(state.session())
    _compare()


@live("compare")
def _compare(current: Session) -> None:
    state.take_live()
    draw_modes(current, current.compare, MODES, key="compare", alignment="center")


MODES: dict[str, Mode] = {
    "race": Mode("Race", race_mode.choice, race_mode.draw),
    "range": Mode("Learning-rate range", range_mode.choice, range_mode.draw),
}
