"""The Share button beside the transport; in an embedded page a link to the whole one instead."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.address import address
from mlpviz.workbench.session import Session


def share_button(current: Session) -> None:
    """Draw the button, which opens the dialog of ``share_dialog.py``."""
    if state.embedded():
        query = urlencode(address())
        st.html(
            f'<a class="mlpviz-whole" href="?{escape(query)}" target="_blank" rel="noopener">'
            "Open in mlpviz</a>",
            width="content",
        )
        return
    st.button(
        "Share",
        key="share",
        icon=":material/share:",
        on_click=current.share,
        help="A link to this run, a QR code, and what a lesson needs",
    )
