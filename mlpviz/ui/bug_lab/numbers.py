"""The numbers behind the charts of the twins, all within reach of the keyboard."""

from html import escape

import streamlit as st

from mlpviz.engine.network import SEED
from mlpviz.engine.options import Option
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import state
from mlpviz.ui.bug_lab import twins_callbacks
from mlpviz.ui.number_field import number_field
from mlpviz.ui.report_view import element_details, html_table
from mlpviz.ui.trace_this import trace_this
from mlpviz.workbench.bug_lab.ratios import element_ratio, ratio_lines
from mlpviz.workbench.bug_lab.session import BugLab
from mlpviz.workbench.elements import looked_at
from mlpviz.workbench.gradients.choices import SAMPLES
from mlpviz.workbench.trace.choices import NONE

HEADINGS = ["Parameter", "Gradient / reference", "Off that line", "Error / reference"]
WORDS = (
    "Gradient / reference: the slope of the line through 0 that fits all entries best, 16 where "
    "each is 16 times too large. Error / reference: ‖a − r‖ / ‖r‖, 15 for that, 0.938 for 1/16."
)
ELEMENT = "From 0 on. The worst one, unless another is chosen here or with a click on the heatmap."
AXES = {1: ("Element",), 2: ("Row", "Column")}  # of parameters by their dimensions


def numbers(own: BugLab, report: GradientReport, row: ParameterRow, table: str) -> None:
    """Draw the ratios of all parameters, one element's numbers, and what chooses them.

    ``table`` is the name of the table of parameters, in which ``row`` is the selected one.
    """
    index = looked_at(own.element, row)
    with st.container(horizontal=True, vertical_alignment="bottom", key="bug_lab_numbers"):
        names = [other.name for other in report.rows]
        widget = "bug_lab_parameter"
        st.selectbox(
            "Parameter",
            names,
            names.index(row.name),
            help="The same choice as in the table above.",
            width=120,
            **state.choice(widget, row.name, twins_callbacks.choose_parameter, table, widget),
        )
        for axis, title in enumerate(AXES.get(len(row.shape), ())):
            option = Option(title, 0, 0, row.shape[axis] - 1, 1, ELEMENT)
            args = (row.name, index, axis)
            choose = twins_callbacks.choose_element
            with st.container(width=130, gap=None):
                number_field(f"bug_lab_axis_{axis}", option, index[axis], choose, args)
        _number(own, "samples", SAMPLES, "A factor that follows it is n or 1/n.")
        _number(own, "batch_seed", SEED, "Another seed draws other samples of the training split.")
    lines = [[escape(cell) for cell in line] for line in ratio_lines(report)]
    with st.container(horizontal=True, gap="medium"):  # beside each other where there is room
        with st.container(width=400):
            st.html(
                f'<div class="mlpviz-tables" tabindex="0">{html_table(HEADINGS, lines)}</div>'
                f"<small>{WORDS}</small>"
            )
        with st.container(width=490):
            element_details(row, index)
            ratio = element_ratio(row, index)
            st.html(f"<small>Gradient / reference of this element: {ratio}.</small>")
            trace_this(row.name, index, mistake=own.bug if own.mode == "learn" else NONE)


def _number(own: BugLab, name: str, option: Option, help: str) -> None:
    value, widget = getattr(own, name), f"bug_lab_{name}"
    with st.container(width=130, gap=None):
        number_field(
            widget,
            option,
            value,
            twins_callbacks.choose_number,
            (name,),
            title="Samples" if name == "samples" else "Batch seed",
            help=f"Of the checks of both twins. {help}",
        )
