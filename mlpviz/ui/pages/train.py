"""The Train page: transport, live board, sidebar."""

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.ui.frame import Frame
from mlpviz.ui.sidebar import sidebar
from mlpviz.ui.transport import SHORTCUTS, message, metrics, transport
from mlpviz.ui.views import figures


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    state.enter("train")
    sidebar()
    live()


@st.fragment(key="live")
def live() -> None:
    """Transport and board. Steps and frames of a run rerun this fragment alone.

    Both are in one fragment because Streamlit sends changes that coincide with one fragment's
    name only: with two, a click that meets a tick would leave the other one stale. For the same
    reason a change in the sidebar may arrive as a rerun of this fragment: it then asks for the
    whole page.
    """
    current = state.session()
    if current.page != current.drawn_page:
        st.rerun()
    transport(current, log=True)
    _board(current)
    state.show_link()


def _board(current: state.Session) -> None:
    moment = Frame(
        current.trainer, current.viewer, log=bool(state.get("log")), playing=current.busy
    )
    payload = {
        "seq": current.seq,
        "playing": current.busy,
        "revision": str(current.run),
        "header": metrics(current),
        "message": message(current),
        "figures": figures(moment, current.visible),
    }
    board(payload, state.tick, state.look, shortcuts=SHORTCUTS)
