"""What a lesson's link puts above the run: its sentence, and the way to all that it hides."""

from dataclasses import replace
from html import escape

import streamlit as st

from mlpviz.ui import state
from mlpviz.workbench.session import Session


def lesson(current: Session) -> None:
    """Draw the sentence as plain text, and a button that brings back what is hidden.

    To be drawn outside the fragment of the frames, in a place that stays, as the guide.
    """
    shown_as = current.lesson
    with st.container():
        if not shown_as.say and not shown_as.hide:
            return
        with st.container(horizontal=True, vertical_alignment="center", key="lesson"):
            if shown_as.say:
                st.html(
                    '<p class="mlpviz-say"><small>From whoever made this link</small>'
                    f"{escape(shown_as.say)}</p>"
                )
            if shown_as.hide and not state.embedded():
                st.button(
                    "Show all controls",
                    key="show_all",
                    type="tertiary",
                    icon=":material/visibility:",
                    on_click=_show_all,
                    help="This link hides some of them.",
                )


def _show_all() -> None:
    """Callback: nothing is hidden any longer, in the address neither."""
    current = state.session()
    current.lesson = replace(current.lesson, hide=())
    current.redraw()
