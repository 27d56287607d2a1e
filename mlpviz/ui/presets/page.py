"""The Presets page: runs worth looking at, each one click away."""

from pathlib import Path

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.address import show_link
from mlpviz.ui.heading import heading
from mlpviz.ui.presets.cards import card
from mlpviz.ui.refusal import own_problem
from mlpviz.words import whole
from mlpviz.workbench.presets.groups import GROUPS
from mlpviz.workbench.presets.preset_html import paragraph

STYLE = Path(__file__).parent / "presets.css"
ANSWERS = "presets_answers"


def page() -> None:
    """Draw the groups to choose from, and the cards of the one that is chosen."""
    st.html(STYLE)
    heading("presets")
    own_problem()
    group = state.session().group
    show_link()
    with st.container(key="presets"):
        _choice(group)
        st.html(paragraph(GROUPS[group].lead))
        with st.container(key=f"presets_{group}"):
            for name in GROUPS[group].presets:
                card(name, answered=bool(state.get(ANSWERS)))


def _choice(group: str) -> None:
    """Which presets, and whether their cards tell the answers; a lesson's link may forbid that."""
    widget = "presets_group"
    with st.container(horizontal=True, vertical_alignment="center", key="presets_choice"):
        st.segmented_control(
            "Group",
            list(GROUPS),
            default=group,
            required=True,
            format_func=lambda name: f"{GROUPS[name].title} {whole(len(GROUPS[name].presets))}",
            label_visibility="collapsed",
            **state.choice(widget, group, _choose, widget),
        )
        if state.session().lesson.answers:
            st.toggle("Answers", key=ANSWERS, help="What is behind each question, on its card")


def _choose(widget: str) -> None:
    """Callback: another group."""
    current = state.session()
    current.group = state.get(widget, current.group)
