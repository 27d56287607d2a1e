"""The Trace page: every number of forward, loss, backward and update, for one weight."""

from dataclasses import replace

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
from mlpviz.workbench.protocol import Button, Payload
from mlpviz.workbench.session import Session
from mlpviz.workbench.trace.choices import NONE
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
        timeline=replace(timeline(current.trainer.history, current.shown), branch=None),
        trace=shown,
        ways=() if state.embedded() else _ways(current),
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        exits=(HEADING,),
    )
    board(
        payload,
        training.go_on,
        key="trace_board",
        on_scrub=show_epoch,
        on_trace=_take,
        actions=ACTIONS,
    )


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
    own = current.trace
    if isinstance(asked, Choose):
        own.choose(asked)
    elif own.latest is not None:
        with gate:
            own.judge(asked, current.trainer, current.viewer, current.shown)
    current.redraw()


def _check(_: str) -> None:
    """Open the weight in the check of all gradients."""
    current = state.session()
    own = current.trace.choices
    current.gradients.element = (own.name, own.index)
    current.selected["parameters"] = own.name
    current.go_to("gradients")


def _train(mistake: str) -> None:
    """Open the mistake in the bug lab, where it trains beside the right network."""
    current = state.session()
    current.bug_lab.open_case(mistake)
    current.go_to("bug-lab")


ACTIONS = {"check_weight": _check, "train_mistake": _train}


def _ways(current: Session) -> tuple[Button, ...]:
    """What leads on from the trace."""
    own = current.trace.choices
    check = Button("check_weight", "", "All gradients checked: Gradients", leaves=True)
    if own.mistake == NONE:
        return (check,)
    return check, Button("train_mistake", own.mistake, "Train with it: Bug lab", leaves=True)
