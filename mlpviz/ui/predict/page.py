"""The Predict page: what the network answers to an input, why, and how often it is right."""

import streamlit as st

from mlpviz.predict import measures
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.guide import heading_with_guide
from mlpviz.ui.heading import HEADING
from mlpviz.ui.live import live
from mlpviz.ui.predict import callbacks
from mlpviz.ui.predict.controls import controls
from mlpviz.ui.refusal import own_problem
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.views.file_names import chart_file
from mlpviz.views.frame import Frame
from mlpviz.workbench.gate import gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.status import message, metrics
from mlpviz.workbench.predict.views import LOOK, MEASURED, figures
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.run_status import timeline


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    current = state.session()
    current.predict.follow(current.trainer.dataset)
    heading_with_guide("predict", current)
    _run()


@live("predict")
def _run(current: Session) -> None:
    current.predict.follow(current.trainer.dataset)
    own_problem()
    transport(current)
    controls(current)
    _board(current)


def _board(current: Session) -> None:
    trainer = current.trainer
    frame = Frame(trainer, current.viewer, log=False, playing=current.busy, marker=current.shown)
    moment = Moment(frame, current.predict)
    if set(current.visible or ()).intersection(MEASURED):
        measures.has_sklearn()  # outside of the gate: everybody would wait
    with gate:
        told = metrics(moment)
    payload = Payload(
        page=PAGES["predict"],
        seq=current.seq,
        playing=current.busy,
        wait=current.lesson.wait(playing=current.playing, progress=trainer.progress),
        revision=str(current.run),
        header=told,
        message=message(current),
        timeline=timeline(trainer.history, current.shown),
        figures=figures(moment, current.visible),
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        exits=(HEADING,),
        saved_as=chart_file(current.config, frame.epoch),
    )
    with st.container(key="predict_board"):
        board(
            payload,
            training.go_on,
            on_scrub=callbacks.show,
            on_pick=callbacks.pick,
            on_place=callbacks.place,
            actions={LOOK: callbacks.look},
        )
