"""The page's address: what it says is read when the page is opened, and again at Back and forward.

What is chosen is written into it. No other module reads or writes ``st.query_params``, but for
``state.py``, which opens a visitor's first link.
"""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mlpviz.config import RunConfig
from mlpviz.engine.faults import told
from mlpviz.kinds import LIVE_FIELDS
from mlpviz.links.frozen import is_whole
from mlpviz.links.text import LONGEST
from mlpviz.ui import state
from mlpviz.workbench import lesson, links
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.opened import opened
from mlpviz.workbench.pages import Page
from mlpviz.workbench.session import Session

NOTICE = (
    "This link asks for what there is not: that is left out, all else is kept. The address stays "
    "as it is until you choose something, so that it can be corrected."
)


def enter(page: Page) -> None:
    """A page is about to be drawn as a whole.

    If another one was open, what is on screen is not known yet, and its address is that of no run.
    The page that a visitor comes to first takes its own choices from the link.
    """
    current = state.session()
    first = current.page is None
    if first:
        current.page = page
        _take_parameters(current, page)
    if current.page != page:
        current.page, current.visible, current.linked = page, None, None
        current.notice, current.held = (), False
        current.cures.drop()
    own = page.sidebar or page.path in links.PARAMETERS
    if own and not first and _went_through_history():
        _follow(current, page)
    current.drawn_page_seq = current.page_seq
    if page.sidebar:
        state.take_live()


def show_link() -> None:
    """Write the run and the page's own choices into its address, if they have changed.

    So it can be shared.
    """
    current = state.session()
    wanted = _wanted(current)
    if current.linked == wanted or current.page is None:
        return
    chosen, current.linked = current.linked is not None, wanted
    if current.held:
        current.held = False
    else:
        st.query_params.from_dict(links.shown_address(current.page.path, current))
    if chosen and current.notice:
        current.notice = ()
        st.rerun()


def address() -> dict[str, str]:
    """The parameters of a link to the page as it is."""
    current = state.session()
    return links.address("" if current.page is None else current.page.path, current)


def _went_through_history() -> bool:
    """Whether the browser's Back or forward has led here; older versions of Streamlit don't say."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def _follow(current: Session, page: Page) -> None:
    """Become what the address says, so that it is that of the run.

    The plain address is that of the page as it opens. Live choices alone are taken back without
    another run, as they were made.
    """
    fresh = links.address(page.path, Session(FIRST_RUN, current.trainer, current.viewer))
    config, preset, link, error = opened(state.query() or urlencode(fresh), state.own_dataset)
    if error is not None:
        current.refuse(error)
        return
    live = {name: getattr(config, name) for name in LIVE_FIELDS}
    if config == current.config:
        current.redraw()
    elif config.optimizer == current.config.optimizer and current.config.changed(**live) == config:
        state.choose_live(config)
    else:
        state.rebuild(config.model_dump(), preset=preset)
        if current.config != config:  # refused, and that is told
            return
    current.preset, current.link, current.notice = preset, link, ()
    _take_parameters(current, page)
    current.linked, current.held = _wanted(current), False


def _wanted(current: Session) -> tuple[RunConfig, str | None, dict[str, str]]:
    """What the address is to hold: the config, its preset, the page's own and the lesson's."""
    own = {} if current.page is None else links.written(current.page.path, current)
    return current.config, current.preset, own | lesson.written(current.lesson)


def _take_parameters(current: Session, page: Page) -> None:
    """Take over the page's choices and the lesson from the link; say which of them cannot be."""
    link, current.link = current.link, None
    if link is None:
        return
    current.lesson, faults = lesson.read(link.query)
    if "epochs" not in link.query and not is_whole(link.query):
        current.lesson = replace(current.lesson, epochs=state.length(current))
    if current.lesson.epochs is not None:
        current.compare.race_for(current.lesson.epochs)
    faults += links.take(page.path, current, link.query)
    faults = [*link.faults, *faults, *link.unknown]
    if faults:
        readable = link.query or link.unknown
        current.notice = (NOTICE if readable else state.UNREADABLE, *told(faults))
    current.held = bool(faults or current.error) and len(state.query()) <= LONGEST
