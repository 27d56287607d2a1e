"""The pages, what is around them, and the way from one to another."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from mlpviz.data.assets import asset_path
from mlpviz.ui import presence, state
from mlpviz.ui.address import enter
from mlpviz.ui.bug_lab.page import page as bug_lab
from mlpviz.ui.check_my_code.page import page as check_my_code
from mlpviz.ui.compare.page import page as compare
from mlpviz.ui.drawing_dialog import drawing_dialog
from mlpviz.ui.gradients.page import page as gradients
from mlpviz.ui.markup import plain
from mlpviz.ui.my_run.page import page as my_run
from mlpviz.ui.pages_row import pages_row
from mlpviz.ui.predict.page import page as predict
from mlpviz.ui.presets.page import page as presets
from mlpviz.ui.share_dialog import share_dialog
from mlpviz.ui.sidebar import sidebar
from mlpviz.ui.take_away import take_away_dialog
from mlpviz.ui.trace.page import page as trace
from mlpviz.ui.train.page import page as train
from mlpviz.ui.your_data_dialog import your_data_dialog
from mlpviz.workbench.pages import PAGES, Page

# What draws each of ``PAGES``, but for the sidebar.
DRAW: dict[str, Callable[[], None]] = {
    "train": train,
    "trace": trace,
    "predict": predict,
    "presets": presets,
    "compare": compare,
    "gradients": gradients,
    "bug-lab": bug_lab,
    "check-my-code": check_my_code,
    "my-run": my_run,
}

# What all pages look like, each file beside this one; later ones have the last word.
STYLES = ("style.css", "guide.css", "pages.css", "sidebar.css", "touch.css", "phone.css")


def frame() -> None:
    """What all pages have around them: title, logo, style."""
    icon = str(asset_path("logo.png"))
    st.set_page_config(page_title="mlpviz", page_icon=icon, layout="wide")
    st.logo(asset_path("wordmark.svg"), size="large")
    for style in STYLES:
        st.html(Path(__file__).parent / style)


def run() -> None:
    """Draw the row of pages and the one that is open, or open the one that was asked for."""
    table = {
        path: st.Page(_drawn(row), title=row.title, icon=row.icon, url_path=path, default=row.first)
        for path, row in PAGES.items()
    }
    chosen = st.navigation(list(table.values()), position="hidden")
    if not presence.admitted():
        return
    current = state.session()
    if current.destination is not None:
        wanted, current.destination = table[current.destination.path], None
        if wanted is not chosen:
            st.switch_page(wanted)
    if not state.embedded():
        pages_row(table.values())
    chosen.run()


def _drawn(page: Page) -> Callable[[], None]:
    """What draws a whole page, and names it in the browser's tab.

    The sidebar is part of the page: drawn beside it, Streamlit would keep it on pages without one.
    """

    def draw() -> None:
        st.set_page_config(page_title=f"{page.title} · mlpviz")
        enter(page)
        _notice()
        if page.sidebar and not state.embedded():
            sidebar()
        DRAW[page.path]()
        share_dialog()
        your_data_dialog()
        drawing_dialog()
        take_away_dialog()

    return draw


def _notice() -> None:
    """What is wrong with the link that was opened: once, above the page and outside of its frames.

    Its place stays where there is none: Streamlit makes whatever stands in another place anew.
    """
    with st.container():
        if words := state.session().notice:
            first, *faults = map(plain, words)
            with st.container(key="link_notice", horizontal=True, wrap=False):
                st.error("\n".join([first, "", *(f"- {fault}" for fault in faults)]))
                st.button("Close", key="link_notice_close", type="tertiary", on_click=_close)


def _close() -> None:
    """Callback: the visitor has read it."""
    state.session().notice = ()
