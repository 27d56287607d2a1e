"""The Gradients page: is the gradient right, and if not, which weight's and by how much?"""

from dataclasses import replace

import streamlit as st

from mlpviz.gradcheck.missing_torch import MISSING
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import report_view, state, training
from mlpviz.ui.board import board
from mlpviz.ui.gradients.controls import controls, precision, progress
from mlpviz.ui.guide import heading_with_guide
from mlpviz.ui.heading import HEADING
from mlpviz.ui.live import live
from mlpviz.ui.markup import plain
from mlpviz.ui.refusal import offers
from mlpviz.ui.report_element import element
from mlpviz.ui.trace_this import TRACE
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.views.file_names import chart_file
from mlpviz.views.sides import sides
from mlpviz.words import counted, whole
from mlpviz.workbench.elements import Element, clicked
from mlpviz.workbench.events import Pick
from mlpviz.workbench.gate import gate
from mlpviz.workbench.gradients.views import Moment, figures
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.run_status import failure

TABLE = "parameters"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    current = state.session()
    current.gradients.follow(current.preset)
    heading_with_guide("gradients", current)
    _run()


@live("gradients")
def _run(current: Session) -> None:
    own, check = current.gradients, current.gradients.check
    transport(current)
    with st.container(horizontal=True, vertical_alignment="top", key="gradients_choices"):
        controls(own.choices)
        with gate:
            check.update(current.trainer, current.run, own.choices, playing=current.busy)
        # What comes and goes while it plays stands where there is room for it: nothing moves.
        with st.container(horizontal=True, vertical_alignment="bottom", key="gradients_state"):
            precision(own.choices)
            if rests := current.lesson.resting(current.trainer.epoch, busy=current.busy):
                st.html(f'<p class="mlpviz-note">{rests}</p>', width="content")
            progress(check)
    _status(current)
    row = None
    if check.report is not None:
        _verdict(current, check.report)
        row = check.report[report_view.parameter_table(check.report, TABLE)]
        trainer = current.trainer
        named = sides(trainer, row.name)
        element(
            check.report,
            row,
            own.element,
            table=TABLE,
            pick=_look_at,
            named=named,
            traced=True,
        )
    _board(current, row)


def _status(current: Session) -> None:
    """What stands in the way of training or checking."""
    own = current.gradients
    with st.container(key="gradients_status"):
        for problem in (current.error, failure(current), own.refused, own.check.problem):
            if problem is not None:
                st.error(plain(problem))
        offers(current.offers)
        if 0 < own.check.most < own.choices.samples:
            most = own.check.most
            label = f"Check {counted(most, 'sample')}"
            st.button(label, key="gradients_fewer", on_click=_check_fewer, args=(most,))
        if own.choices.available != own.choices.sources:
            st.info(f"{MISSING} The complex step decides.")
        n = len(current.trainer.train_split.X)
        if own.choices.samples > n:
            st.info(f"The training split has only {counted(n, 'sample')}, and all are checked.")


def _check_fewer(samples: int) -> None:
    """Callback: check as many samples as are allowed."""
    own = state.session().gradients
    own.choices = replace(own.choices, samples=samples)


def _verdict(current: Session, report: GradientReport) -> None:
    check = current.gradients.check
    epoch = f"epoch {whole(check.epoch)}"
    when = epoch if check.fresh else f"earlier result, of {epoch}"
    report_view.verdict_line(report, before=[when], reading=check.reading)


def _board(current: Session, row: ParameterRow | None) -> None:
    own, playing = current.gradients, current.busy
    parameter = next(iter(current.trainer.network.params)) if row is None else row.name
    with gate:
        own.extras(
            current.trainer,
            current.viewer,
            current.run,
            parameter,
            current.visible,
            playing=playing,
        )
    moment = Moment(own, current.trainer, own.check.report, row)
    payload = Payload(
        page=PAGES["gradients"],
        seq=current.seq,
        playing=playing or own.working,
        wait=0 if own.working else current.lesson.wait(playing=playing),
        revision=f"{current.run} {parameter}",
        figures=figures(moment, current.visible),
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        saved_as=chart_file(current.config, current.trainer.epoch),
        exits=(HEADING, TRACE),
    )
    with st.container(key="gradients_board"):
        board(payload, _go_on, on_pick=_pick)


def _go_on() -> None:
    """The board asks for the next frame: of training, or of checks, which go on as it is drawn."""
    if state.session().busy:
        training.go_on()


def _pick(picked: Pick) -> None:
    """A cell of the heatmap was clicked: of the part of the tensor that is drawn."""
    current = state.session()
    report = current.gradients.check.report
    if report is not None:
        row = report[report_view.selected_parameter(report, TABLE)]
        _look_at(clicked(row, picked.index) or current.gradients.element)


def _look_at(element: Element | None) -> None:
    state.session().gradients.element = element
