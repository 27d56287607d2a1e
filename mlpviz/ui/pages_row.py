"""The row of pages on top: in the same place on every page, and in every window.

Streamlit's own row hides pages behind a number, and on a phone all of them in the sidebar.
"""

from collections.abc import Iterable

import streamlit as st
from streamlit.navigation.page import StreamlitPage

ROW = "pages"  # key of its container, by which pages.css and pages.js find it


def pages_row(pages: Iterable[StreamlitPage]) -> None:
    """Draw a link to each page, in order."""
    with st.container(key=ROW, horizontal=True, wrap=False):
        for page in pages:
            st.page_link(page, width="content")
