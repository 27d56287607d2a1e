"""The Gradients page: is the gradient right, and if not, which weight's and by how much?"""

import streamlit as st

from mlpviz.charts.tensor_plane import plane_cell, plane_index, plane_shape, window
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import report_view, state, training
from mlpviz.ui.board import board
from mlpviz.ui.gradients.controls import controls, progress
from mlpviz.ui.guide import GUIDE, guide
from mlpviz.ui.heading import heading
from mlpviz.ui.live import live
from mlpviz.ui.markup import plain
from mlpviz.ui.transport import SHORTCUTS, transport
from mlpviz.words import counted, element_name, whole
from mlpviz.workbench.gradients.views import Moment, figures
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload, Pick
from mlpviz.workbench.session import Session
from mlpviz.workbench.slices import gate

TABLE = "parameters"
WORST = 10  # elements that the list offers


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    current = state.session()
    current.gradients.follow(current.preset)
    heading(PAGES["gradients"])
    guide(current)
    _run()


@live("gradients")
def _run(current: Session) -> None:
    own, check = current.gradients, current.gradients.check
    transport(current)
    controls(own.choices)
    with gate:
        check.update(current.trainer, current.run, own.choices, playing=current.busy)
    _status(current)
    row = None
    if check.report is not None:
        _verdict(current, check.report)
        row = check.report[report_view.parameter_table(check.report, TABLE)]
        _element(current, check.report, row)
    _board(current, row)


def _status(current: Session) -> None:
    """What stands in the way of training or checking, and the progress of a long check."""
    own = current.gradients
    with st.container(key="gradients_status"):
        for problem in (current.error, current.failure, own.refused, own.check.problem):
            if problem is not None:
                st.error(plain(problem))
        n = len(current.trainer.train.X)
        if own.choices.samples > n:
            st.info(f"The training split has only {counted(n, 'sample')}, and all are checked.")
        progress(own.check)


def _verdict(current: Session, report: GradientReport) -> None:
    check = current.gradients.check
    epoch = f"epoch {whole(check.epoch)}"
    when = epoch if check.fresh else f"earlier result, of {epoch}"
    report_view.verdict_line(report, before=[when], reading=check.reading)


def _element(current: Session, report: GradientReport, row: ParameterRow) -> None:
    """One element's numbers: the picked one's, else the worst one's; and lists to choose from."""
    chosen, worst = current.gradients.picked(row), report_view.worst_elements(row, WORST)
    names = [other.name for other in report.rows]
    elements = worst if chosen in worst else [chosen, *worst]
    left, right = st.columns([1, 5], gap="medium")
    with left:
        st.selectbox(
            "Parameter",
            names,
            names.index(row.name),
            key=state.key("parameter", row.name),
            on_change=_choose_parameter,
            help="The same choice as in the table above.",
        )
        st.selectbox(
            "Element",
            elements,
            elements.index(chosen),
            format_func=lambda index: element_name(row.name, index),
            key=state.key("element", chosen),
            on_change=_choose_element,
            args=(row.name,),
            help="The worst elements first: those that come closest to their tolerance, or exceed "
            "it most. A click on a cell of the heatmap chooses any other.",
        )
    with right:
        report_view.element_details(row, chosen)


def _choose_parameter() -> None:
    """Callback: take the parameter from its list."""
    state.session().selected[TABLE] = state.get("parameter")


def _choose_element(parameter: str) -> None:
    """Callback: take the element from its list."""
    state.session().gradients.element = parameter, state.get("element")


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
        revision=f"{current.run} {parameter}",
        figures=figures(moment, current.visible),
        shortcuts=SHORTCUTS,
        exits=(GUIDE,),
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
    if report is None:
        return
    row = report[report_view.selected_parameter(report, TABLE)]
    top, left = (
        piece.start for piece in window(*plane_shape(row.shape), *plane_cell(row.worst, row.shape))
    )
    try:
        cell = plane_index(top + picked.index[0], left + picked.index[1], row.shape)
    except IndexError:  # a click on the drawing of another parameter
        return
    current.gradients.element = row.name, cell
