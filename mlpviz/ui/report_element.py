"""One element of a report on a page: lists to choose it from, and all its numbers."""

from collections.abc import Callable

import streamlit as st

from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import report_view, state
from mlpviz.ui.number_field import refusal
from mlpviz.ui.trace_this import trace_this
from mlpviz.views.sides import element_words
from mlpviz.words import element_name
from mlpviz.workbench.elements import Element, looked_at, read_element, worst_elements
from mlpviz.workbench.typed import Refusal

WORST = 10  # elements that the list offers
TYPED = "element "  # before the name of the element that stayed, where what was typed is none


def element(
    report: GradientReport,
    row: ParameterRow,
    picked: Element | None,
    *,
    table: str,
    pick: Callable[[Element], None],
    named: tuple[Side, Side] = (UNNAMED, UNNAMED),
    traced: bool = False,
) -> None:
    """Draw one element's numbers: the picked one's, else the worst one's; and lists to choose from.

    Into the list of elements an index can be typed: without a mouse every cell is in reach.

    ``table`` is the name of the table of parameters, whose choice is the same as the first list's;
    ``pick`` is called with an element that was chosen. ``named`` are the row's rows and columns.
    ``traced``: a button opens the element on the Trace page.
    """
    chosen, worst = looked_at(picked, row), worst_elements(row, WORST)
    names = [other.name for other in report.rows]
    elements = worst if chosen in worst else [chosen, *worst]
    shown = TYPED + element_name(row.name, chosen)

    def choose() -> None:
        """Callback: take the element."""
        value = state.get("element")
        if isinstance(value, str):
            value = _typed(value, row, shown)
        if value not in (None, chosen):
            pick((row.name, value))

    def choose_parameter() -> None:
        """Callback: take the parameter, as a line of the table would."""
        state.session().selected[table] = state.get("parameter")

    left, right = st.columns([1, 5], gap="medium")
    with left, st.container(key="element_choice"):
        st.selectbox(
            "Parameter",
            names,
            names.index(row.name),
            help="The same choice as in the table above.",
            **state.choice("parameter", row.name, choose_parameter),
        )
        st.selectbox(
            "Element",
            elements,
            elements.index(chosen),
            format_func=lambda index: element_name(row.name, index),
            help="The worst elements first: those that come closest to their tolerance, or exceed "
            "it most. Any other is chosen by a click on its cell of the heatmap, or typed here, "
            "such as 3, 1.",
            accept_new_options=True,
            **state.choice("element", chosen, choose),
        )
        refusal(shown)
        if traced:
            trace_this(row.name, chosen)
    with right:
        report_view.element_details(row, chosen, element_words(named, chosen))


def _typed(text: str, row: ParameterRow, shown: str) -> tuple[int, ...] | None:
    """The index in ``text``, or None, and the list ``shown`` says why it is none."""
    current = state.session()
    for old in [name for name in current.refusals if name.startswith(TYPED)]:
        del current.refusals[old]
    try:
        return read_element(text, row)
    except FaultsError as error:
        current.refuse_text(shown, Refusal(text, str(error), None))
        return None
