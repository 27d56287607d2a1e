"""The Gradients page's row of choices, and what it says and asks while a check takes long."""

from dataclasses import replace

import streamlit as st

from mlpviz.gradcheck.row import SOURCE_TITLES, SOURCES
from mlpviz.ui import state
from mlpviz.words import as_chosen, duration, percent
from mlpviz.workbench.gradients.check import Check
from mlpviz.workbench.gradients.choices import DTYPES, MAX_SAMPLES, STEPS, CheckChoices

PREFIX = "gradients."  # of the widgets' names
AUTOMATIC = 0.0  # stands for no step in the list: a selectbox takes None for an empty one


def controls(choices: CheckChoices) -> None:
    """Draw the choices; each acts at once."""
    with st.container(horizontal=True, vertical_alignment="top", key="gradients_choices"):
        st.number_input(
            "Samples",
            1,
            MAX_SAMPLES,
            choices.samples,
            key=_key("samples", choices.samples),
            on_change=_choose,
            args=("samples",),
            help="How many samples of the training split the gradient is checked on. One is enough "
            "for many a mistake; a missing 1/n only shows on two or more.",
            width=110,
        )
        st.number_input(
            "Batch seed",
            0,
            2**32 - 1,
            choices.batch_seed,
            key=_key("batch_seed", choices.batch_seed),
            on_change=_choose,
            args=("batch_seed",),
            help="Another seed draws other samples.",
            width=120,
        )
        st.pills(
            "Compare the analytic gradient with",
            SOURCES[1:],
            selection_mode="multi",
            default=choices.sources,
            format_func=SOURCE_TITLES.__getitem__,
            key=_key("sources", list(choices.sources)),
            on_change=_choose,
            args=("sources",),
            help="autograd: torch differentiates the same network. Central differences: the loss "
            "at ±h, extrapolated. Complex step: the imaginary part of the loss at ih, exact to "
            "round-off.",
        )
        st.selectbox(
            "Step h",
            [AUTOMATIC, *STEPS],
            0 if choices.h is None else 1 + STEPS.index(choices.h),
            format_func=lambda h: "automatic" if h == AUTOMATIC else as_chosen(h),
            key=_key("h", choices.h or AUTOMATIC),
            on_change=_choose,
            args=("h",),
            help="Of the central differences. Automatic: 2⁻⁸, and less where the loss is too sharp "
            "for that. By hand: see what a step that is too long or too short does.",
            width=140,
        )
        st.selectbox(
            "Precision",
            DTYPES,
            DTYPES.index(choices.dtype),
            format_func=lambda name: name or "as trained",
            key=_key("dtype", choices.dtype),
            on_change=_choose,
            args=("dtype",),
            help="Of a copy of the network that is checked: the same weights, in float32 rounded.",
            width=140,
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


def _key(name: str, value: object) -> str:
    return state.key(PREFIX + name, value)


def _choose(name: str) -> None:
    """Callback: take a choice from its widget."""
    own = state.session().gradients
    value = state.get(PREFIX + name)
    if name == "sources":
        value = tuple(value)
    elif value == AUTOMATIC and name == "h":
        value = None
    own.choices = replace(own.choices, **{name: value})
    state.session().redraw()
