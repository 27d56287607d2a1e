"""The Compare page's learning-rate range test: run it, look at it, take its suggestion."""

from dataclasses import replace

import streamlit as st

from mlpviz.lr_range import RangeTest
from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.ui.heading import HEADING
from mlpviz.ui.share_button import share_button
from mlpviz.words import as_chosen, percent, rounded
from mlpviz.workbench.compare.range_status import message, metrics
from mlpviz.workbench.compare.views import range_figures
from mlpviz.workbench.gate import gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session

SHORTCUTS = {" ": "compare_range_run"}


def choice(_current: Session) -> None:
    """There is nothing to choose: the test is of the run in the sidebar."""


def draw(current: Session) -> None:
    """Buttons, progress, and the board with the result."""
    test = current.compare.lr_range
    found = test.result
    fresh = test.fresh(current.config)
    _transport(current, found if fresh else None)
    if found is not None:  # the learning rate may have changed since
        found = replace(found, present=current.config.lr)
    payload = Payload(
        page=PAGES["compare"],
        seq=current.seq,
        playing=test.share is not None,
        revision="range",
        header=() if found is None else metrics(found),
        message=message(test, found, fresh=fresh, error=current.error),
        figures=range_figures(found, current.visible),
        shortcuts=SHORTCUTS,
        exits=(HEADING,),
        saved_as="mlpviz-compare-{}",
    )
    with st.container(key="compare_range_board"):
        board(payload, _go_on, key="compare_range")


def _transport(current: Session, found: RangeTest | None) -> None:
    """Run or Cancel, a button that takes the suggestion, and Share."""
    share = current.compare.lr_range.share
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        if share is None:
            st.button(
                "Run",
                key="compare_range_run",
                type="primary",
                icon=":material/play_arrow:",
                on_click=_run,
                help="Test learning rates with the choices in the sidebar (Space)",
            )
        else:
            st.button(
                "Cancel", key="compare_range_cancel", icon=":material/close:", on_click=_cancel
            )
            st.progress(min(share, 1.0), text=f"Testing: {percent(share, 0)}", width=180)
        lr = None if found is None or found.suggested is None else rounded(found.suggested, 2)
        if lr is not None and lr != current.config.lr:
            st.button(
                f"Use learning rate {as_chosen(lr)}",
                key="compare_range_use",
                icon=":material/check:",
                on_click=_use,
                args=(lr,),
                help="Sets it in the sidebar and starts the run over",
            )
        share_button(current)


def _run() -> None:
    """Callback: begin a test of the present choices."""
    state.take_live()
    current = state.session()
    current.error = None
    current.compare.lr_range.ask(current.config, current.trainer.dataset)
    current.redraw()


def _cancel() -> None:
    """Callback: end the test under way."""
    current = state.session()
    current.compare.lr_range.drop()
    current.redraw()


def _use(lr: float) -> None:
    """Callback: start the run over with this learning rate."""
    if state.choices()["lr"] != lr:
        state.session().pause()
        state.rebuild(state.choices() | {"lr": lr})


def _go_on() -> None:
    """The board asks for the next frame: with a slice of the test under way."""
    with gate:
        state.session().compare.lr_range.advance()
