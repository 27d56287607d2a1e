"""The Check my code page: gradients from somewhere else, judged; and how to do that in Python."""

from html import escape

import streamlit as st

from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import report_view, state
from mlpviz.ui.board import board
from mlpviz.ui.check_my_code.text import text
from mlpviz.ui.check_my_code.upload import contents, file_choice, how_to, network_choice
from mlpviz.ui.check_my_code.wrong_line import wrong_lines
from mlpviz.ui.heading import HEADING, heading
from mlpviz.ui.markup import plain
from mlpviz.ui.refusal import own_problem
from mlpviz.ui.report_element import element
from mlpviz.words import percent
from mlpviz.workbench.check_my_code.session import CheckMyCode
from mlpviz.workbench.check_my_code.views import Shown, figures
from mlpviz.workbench.elements import Element, clicked, looked_at
from mlpviz.workbench.events import Pick
from mlpviz.workbench.gate import gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session

PAGE = PAGES["check-my-code"]
TABLE = "check_my_code_table"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    heading(PAGE.path)
    own_problem()
    _check()
    st.html("<h2>In your own program</h2>")
    text()


@st.fragment(key=PAGE.path)
def _check() -> None:
    """The file, what is said of its network, and the report; goes on by itself while it checks."""
    current = state.session()
    own = current.check_my_code
    file_choice(own)
    if own.saved is not None:
        st.html(f'<p class="mlpviz-note">{escape(contents(own.saved))}</p>')
        network_choice(own.choices)
    with gate:
        if own.update():
            current.visible = None  # there are other cards now
    _status(own)
    row = None if own.report is None else _report(own, own.report)
    if own.saved is not None:
        _board(current, own.report, row)
    with st.expander(
        "How to write the file", expanded=own.saved is None, key=f"check_my_code_how_{own.file}"
    ):
        how_to()


def _status(own: CheckMyCode) -> None:
    """Why there is no report, or how far it is."""
    with st.container(key="check_my_code_status"):
        if own.problem is not None:
            st.error(plain(own.problem).replace("\n", "\n\n"))
        elif own.working:
            share = own.latest.share or 0.0
            st.progress(min(share, 1.0), text=f"Checking: {percent(share, 0)}")


def _report(own: CheckMyCode, report: GradientReport) -> ParameterRow:
    """Verdict, reading, wrong and right lines, table, and one element; the selected row."""
    reading = report.reading if report.failing else None
    report_view.verdict_line(report, reading=reading)
    if reading is not None:
        wrong_lines(reading)
    row = report[report_view.parameter_table(report, TABLE)]
    element(report, row, own.picked, table=TABLE, pick=_look_at)
    return row


def _board(current: Session, report: GradientReport | None, row: ParameterRow | None) -> None:
    own = current.check_my_code
    shown = None
    if report is not None and row is not None:
        shown = Shown(report, row, looked_at(own.picked, row), own.sides(row.name))
    payload = Payload(
        page=PAGE,
        seq=current.seq,
        playing=own.working,
        revision=f"{own.file} {own.choices} {'' if row is None else row.name}",
        figures=() if shown is None else figures(shown, current.visible),
        exits=(HEADING,),
        saved_as="mlpviz-check-my-code-{}",
    )
    with st.container(key="check_my_code_board"):
        board(payload, lambda: None, on_pick=_pick)


def _pick(picked: Pick) -> None:
    """A cell of the heatmap was clicked: of the part of the tensor that is drawn."""
    own = state.session().check_my_code
    if own.report is not None:
        row = own.report[report_view.selected_parameter(own.report, TABLE)]
        _look_at(clicked(row, picked.index) or own.picked)


def _look_at(picked: Element | None) -> None:
    state.session().check_my_code.picked = picked
