"""The Gradients page's row of choices, and what it says and asks while a check takes long."""

from dataclasses import replace
from typing import Any

import streamlit as st

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import SEED
from mlpviz.engine.options import Option
from mlpviz.gradcheck.missing_torch import has_torch
from mlpviz.gradcheck.row import SOURCE_TITLES, SOURCES
from mlpviz.ui import state
from mlpviz.ui.number_field import number_field
from mlpviz.words import duration, percent
from mlpviz.workbench.gradients.check import Check
from mlpviz.workbench.gradients.choices import (
    AUTOMATIC,
    PRECISIONS,
    SAMPLES,
    CheckChoices,
    read_step,
    written_step,
)

PREFIX = "gradients."  # of the widgets' names


def controls(choices: CheckChoices) -> None:
    """Draw the choices; each acts at once."""
    _number("samples", SAMPLES, choices.samples, SAMPLES.title, SAMPLES.help)
    another = "Another seed draws other samples."
    _number("batch_seed", SEED, choices.batch_seed, "Batch seed", another)
    st.pills(
        "Compare the analytic gradient with",
        SOURCES[1:],
        selection_mode="multi",
        default=choices.sources,
        format_func=_title,
        help="autograd: torch differentiates the same network. Central differences: the loss "
        "at ±h, extrapolated. Complex step: the imaginary part of the loss at ih, exact to "
        "round-off.",
        **_choice("sources", list(choices.sources)),
    )
    step = "" if choices.h is None else written_step(choices.h)
    st.text_input(
        "Step h",
        step,
        placeholder=AUTOMATIC,
        help="Of the central differences, such as 1e-5 or 2^-8. Empty is automatic: 2⁻⁸, and "
        "less where the loss is too sharp for that. By hand: see what too long or too short a "
        "step does.",
        width=120,
        **_choice("h", step),
    )


def precision(choices: CheckChoices) -> None:
    """Draw the choice of a dtype, which acts at once."""
    dtypes = list(PRECISIONS.values())
    st.selectbox(
        "Precision",
        dtypes,
        dtypes.index(choices.dtype),
        format_func=lambda name: name or "as trained",
        help="Of a copy of the network that is checked, with the same weights. In float32 they "
        "are rounded to about 7 digits, and so are the samples and every result on the way.",
        width=140,
        **_choice("dtype", choices.dtype),
    )


def progress(check: Check) -> None:
    """Draw how far a long check is and a way to end it, or a way to begin it."""
    if check.running:
        with st.container(horizontal=True, vertical_alignment="center", key="gradients_progress"):
            st.button(
                "Cancel", key="gradients_cancel", icon=":material/close:", on_click=check.cancel
            )
            st.progress(min(check.share, 1.0), text=f"Checking: {percent(check.share, 0)}")
    elif not check.fresh and check.problem is None and not state.session().busy:
        about = "" if check.expected is None else f", about {duration(check.expected)}"
        st.button(
            f"Check gradients{about}",
            key="gradients_ask",
            icon=":material/rule:",
            on_click=check.ask,
            help="This check takes longer than half a second, so it waits until you ask for it",
        )


def _title(source: str) -> str:
    missing = source == "autograd" and not has_torch()
    return f"{SOURCE_TITLES[source]} (missing)" if missing else SOURCE_TITLES[source]


def _choice(name: str, value: object) -> dict[str, Any]:
    return state.choice(PREFIX + name, value, _choose, name)


def _number(name: str, option: Option, value: int, title: str, help_text: str) -> None:
    with st.container(width=130, gap=None):
        number_field(
            PREFIX + name, option, value, _choose_number, (name,), title=title, help=help_text
        )


def _choose_number(value: int, name: str) -> None:
    """Take a number from its field."""
    current = state.session()
    current.error = current.gradients.refused = None
    chosen: dict[str, Any] = {name: value}
    current.gradients.choices = replace(current.gradients.choices, **chosen)
    current.redraw()


def _choose(name: str) -> None:
    """Callback: take a choice from its widget, or say what is wrong with it."""
    current, value = state.session(), state.get(PREFIX + name)
    own = current.gradients
    current.error = own.refused = None
    try:
        if name == "sources":
            value = tuple(value)
        elif name == "h":
            value = read_step(value)
        own.choices = replace(own.choices, **{name: value})
    except FaultsError as error:
        own.refused = str(error)
    current.redraw()
