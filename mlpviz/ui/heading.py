"""A page's heading: its name, what it is for, and where to go on from it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from mlpviz.ui import state
from mlpviz.workbench.pages import HEADINGS, PAGES

HEADING = "heading"  # key of its container, in which a button leads to another page


def heading(path: str, *, beside: Callable[[], None] | None = None) -> None:
    """Draw the name of the page ``path``, its sentence and its way on, as ``HEADINGS`` has them.

    ``beside`` may draw something into the same line, in a place that stays where there is nothing,
    since Streamlit makes whatever stands in another place anew.

    One line where there is room. Outside of the page's fragment, as the button opens another page;
    a page with a board names ``HEADING`` among the board's exits.
    """
    row = HEADINGS[path]
    with st.container(key=HEADING, horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="mlpviz-heading"><h1>{escape(PAGES[path].title)}</h1>'
            f"<p>{escape(row.lead)}</p></div>"
        )
        if beside is not None:
            with st.container():
                beside()
        if state.embedded():  # there is no way back
            return
        st.button(
            f"{row.question} {PAGES[row.way_on].title}",
            key="heading_way_on",
            type="tertiary",
            on_click=_go,
            args=(row.way_on,),
            help=HEADINGS[row.way_on].lead,
        )


def _go(path: str) -> None:
    """Callback: open the page."""
    state.session().go_to(path)
