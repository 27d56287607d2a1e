"""The Trace page: every number of forward, loss, backward and update, for one weight."""

import streamlit as st

from mlpviz.engine.faults import FaultsError
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.earlier_epoch import show_epoch
from mlpviz.ui.guide import heading_with_guide
from mlpviz.ui.heading import HEADING
from mlpviz.ui.live import live
from mlpviz.ui.markup import plain
from mlpviz.ui.refusal import offers
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.workbench.events import Choose, Guess
from mlpviz.workbench.gate import gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session
from mlpviz.workbench.trace.shown import Tracing
from mlpviz.workbench.train.run_status import failure, timeline


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    heading_with_guide("trace", state.session())
    _run()


@live("trace")
def _run(current: Session) -> None:
    transport(current)
    shown, problem = _traced(current)
    _status(current, problem)
    payload = Payload(
        page=PAGES["trace"],
        seq=current.seq,
        playing=current.busy,
        wait=current.lesson.wait(
            playing=current.playing and current.goal is None, progress=current.trainer.progress
        ),
        revision=str(current.run),
        figures=(),
        timeline=timeline(current.trainer.history, current.shown),
        trace=shown,
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        exits=(HEADING,),
    )
    board(payload, training.go_on, key="trace_board", on_scrub=show_epoch, on_trace=_take)


def _traced(current: Session) -> tuple[Tracing | None, str | None]:
    """The trace, or why there is none."""
    try:
        with gate:
            own = current.trace
            return own.shown(current.trainer, current.viewer, current.run, current.shown), None
    except FaultsError as error:
        return None, str(error)


def _status(current: Session, problem: str | None) -> None:
    """What stands in the way."""
    with st.container(key="trace_status"):
        for words in (current.error, failure(current), problem):
            if words is not None:
                st.error(plain(words))
        offers(current.offers)


def _take(asked: Choose | Guess) -> None:
    """Something of the trace was chosen, or a number was guessed."""
    current = state.session()
    if isinstance(asked, Choose):
        current.trace.choose(asked)
    current.redraw()
