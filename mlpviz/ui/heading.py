"""A page's heading: its name, what it is for, and where to go on from it."""

from html import escape

import streamlit as st

from mlpviz.ui import state
from mlpviz.workbench.pages import PAGES, Page


def heading(page: Page) -> None:
    """Draw the page's name, its sentence and its way on, as its row has them.

    Outside of the page's fragment, as the button opens another page.
    """
    with st.container(key=f"heading_{page.path}"):
        st.html(
            f'<div class="mlpviz-heading"><h1>{escape(page.title)}</h1>'
            f"<p>{escape(page.lead)}</p></div>"
        )
        if page.way_on is not None:
            question, path = page.way_on
            st.button(
                f"{question} {PAGES[path].title}",
                key="heading_way_on",
                type="tertiary",
                on_click=_go,
                args=(path,),
            )


def _go(path: str) -> None:
    """Callback: open the page."""
    state.session().go_to(path)
