"""The part of a page that steps and frames redraw, and nothing else."""

from collections.abc import Callable
from functools import wraps

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.address import show_link
from mlpviz.workbench.session import Session

Draw = Callable[[Session], None]


def live(path: str) -> Callable[[Draw], Callable[[], None]]:
    """Make a fragment of what draws everything but the sidebar of the page ``path``.

    Transport and board are in one fragment because Streamlit sends changes that coincide with one
    fragment's name only: with two, a click that meets a tick would leave the other one stale. For
    the same reason a change in the sidebar may arrive as a rerun of this fragment: it then asks for
    the whole page.
    """

    def fragment(draw: Draw) -> Callable[[], None]:
        @st.fragment(key=path)
        @wraps(draw)
        def drawn() -> None:
            current = state.session()
            if current.page_seq != current.drawn_page_seq:
                st.rerun()
            draw(current)
            show_link()

        return drawn

    return fragment
