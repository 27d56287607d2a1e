"""The Train page: transport, live board, sidebar."""

import streamlit as st

from mlpviz.comparison.curves import SCORES
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.guide import guide
from mlpviz.ui.sidebar import sidebar
from mlpviz.ui.train import time_travel
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.frame import Frame
from mlpviz.workbench.train.pins import MAX_PINS, final_figures, past_runs, pin_names
from mlpviz.workbench.train.views import figures
from mlpviz.workbench.train.words import message, metrics, timeline


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    state.enter("train")
    sidebar()
    guide(state.session())
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
    transport(current, more=_pin, log=True)
    _board(current)
    state.show_link()


def _pin(current: Session) -> None:
    full = len(current.pins) == MAX_PINS
    st.button(
        "Pin",
        key="pin",
        icon=":material/push_pin:",
        on_click=time_travel.pin,
        args=(current.run, current.trainer.epoch),
        disabled=full or current.trainer.epoch == 0,
        help=f"{MAX_PINS} runs are pinned: unpin one in the table first"
        if full
        else "Keep this run's curves behind those of the next ones",
    )


def _board(current: Session) -> None:
    trainer = current.trainer
    names = pin_names(current.pins, current.config)
    moment = Frame(
        trainer,
        current.viewer,
        log=bool(state.get("log")),
        playing=current.busy,
        marker=current.shown,
        past=past_runs(current.pins, names[1:], SCORES[trainer.dataset.task][1]),
        branch=current.branch,
    )
    payload = {
        "page": "",
        "seq": current.seq,
        "playing": current.busy,
        "revision": str(current.run),
        "header": metrics(trainer, moment.record),
        "timeline": timeline(trainer.history, current.shown),
        "message": message(current),
        "figures": figures(moment, current.visible),
    }
    if current.pins:
        payload["table"] = final_figures(moment.curves, current.pins, names)
    board(
        payload,
        training.tick,
        training.look,
        on_scrub=time_travel.show,
        on_act=time_travel.act,
        shortcuts=SHORTCUTS,
    )
