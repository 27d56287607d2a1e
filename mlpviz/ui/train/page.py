"""The Train page: heading and guide, transport, live board."""

import streamlit as st

from mlpviz.comparison.curves import SCORES
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.earlier_epoch import show_epoch
from mlpviz.ui.guide import heading_with_guide
from mlpviz.ui.heading import HEADING
from mlpviz.ui.live import live
from mlpviz.ui.train import by_hand, cures, time_travel
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.views.file_names import chart_file
from mlpviz.views.frame import Frame
from mlpviz.words import counted
from mlpviz.workbench.gate import breathe, gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.figures import figures
from mlpviz.workbench.train.pins import final_figures, most_pins, past_runs, pin_names
from mlpviz.workbench.train.run_status import message, metrics, timeline
from mlpviz.workbench.train.surface_switches import LOOK, asked


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    heading_with_guide("train", state.session())
    _run()


@live("train")
def _run(current: Session) -> None:
    """Transport and board."""
    transport(current, more=_pin, log=True)
    _board(current)


def _pin(current: Session) -> None:
    if not state.shows("pin"):
        return
    most = most_pins()
    full = len(current.pins) >= most
    st.button(
        "Pin",
        key="pin",
        icon=":material/push_pin:",
        on_click=time_travel.pin,
        args=(current.run, current.trainer.epoch),
        disabled=full or current.trainer.epoch == 0,
        help=f"No more than {counted(most, 'run')} can be pinned: unpin one in the table first"
        if full
        else "Keep this run's curves behind those of the next ones",
    )


def _board(current: Session) -> None:
    current.cures.follow(current.run, current.config)
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
        look=current.look,
        progress=breathe,
    )
    with gate:  # the first look at a run's data takes a while
        told = message(current)
    payload = Payload(
        page=PAGES["train"],
        seq=current.seq,
        playing=current.busy or current.cures.search is not None,
        wait=current.lesson.wait(
            playing=current.playing and current.goal is None, progress=trainer.progress
        ),
        revision=str(current.run),
        header=metrics(trainer, moment.record),
        timeline=timeline(trainer.history, current.shown),
        message=told,
        table=final_figures(moment.curves, current.pins, names) if current.pins else None,
        figures=figures(moment, current.visible),
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        exits=(HEADING,),
        saved_as=chart_file(current.config, moment.epoch),
        stored=time_travel.to_store(current),
        recall=not current.recalled and not current.pins,
    )
    actions = time_travel.ACTIONS | cures.ACTIONS | {LOOK: _look}
    board(
        payload,
        _go_on,
        on_scrub=show_epoch,
        on_assign=by_hand.assign,
        on_recall=time_travel.recall,
        actions=actions,
    )


def _look(argument: str) -> None:
    """A button of a surface was clicked: it is looked at otherwise."""
    current = state.session()
    current.look = asked(current.look, argument)
    current.redraw()


def _go_on() -> None:
    """The board asks for the next frame: of training, or of a search for cures."""
    (training.go_on if state.session().busy else cures.go_on)()
