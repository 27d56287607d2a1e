"""What is to be made of a table: target, features, what is missing, split and scaling."""

from typing import Any

import streamlit as st

from mlpviz.data import PREPROCESSING, SEED, TEST_SIZE
from mlpviz.data.tables import DROP, MEDIAN, Choices, Table
from mlpviz.ui import state
from mlpviz.ui.number_field import number_field
from mlpviz.workbench.own_data.session import YourData

PREFIX = "your_data."  # of the widgets' names
TASKS = {"classification": "Classification", "regression": "Regression"}
MISSING = {DROP: "Leave the row out", MEDIAN: "Fill in the median"}
STRAYS = "Text among numbers and infinity count as missing"


def choices_controls(own: YourData, table: Table, choices: Choices) -> None:
    """Draw the controls; each acts at once."""
    with st.container(key="your_data_choices", gap="small"):
        left, right = st.columns(2)
        with left:
            _select("target", "Target", table.names, choices.target, "The column to learn.")
            _buttons("task", "Learned is", TASKS, choices.task, "Classes, or a number.")
        with right:
            rest = [name for name in table.names if name != choices.target]
            st.multiselect(
                "Left out",
                rest,
                list(choices.left_out),
                placeholder="Nothing: all other columns are features",
                help="Columns that are no features. Text with few different values becomes inputs "
                "of 0 and 1.",
                **_choice("left_out", _name(own, "left_out"), list(choices.left_out)),
            )
            if _gaps(table, choices):
                _buttons("missing", "Where something is missing", MISSING, choices.missing)
        if any(column.strays.any() for column in table.columns):
            name = _name(own, "strays")
            st.toggle(STRAYS, choices.strays, **_choice("strays", name, choices.strays))
        with st.container(horizontal=True):
            _more(own, table, choices)


def _more(own: YourData, table: Table, choices: Choices) -> None:
    """Split and scaling."""
    name = _name(own, "preprocessing")
    st.selectbox(
        "Scaling",
        list(PREPROCESSING),
        list(PREPROCESSING).index(choices.preprocessing),
        format_func=lambda row: PREPROCESSING[row].title,
        help="Fitted on the training samples alone. It can be changed in the sidebar later.",
        width=220,
        **_choice("preprocessing", name, choices.preprocessing),
    )
    if table.n_test:
        return
    for field, option, title in (
        ("test_size", TEST_SIZE, "Share that tests"),
        ("seed", SEED, "Seed of the split"),
    ):
        with st.container(width=150, gap=None):
            number_field(
                _name(own, field),
                option,
                getattr(choices, field),
                lambda value, field: own.choose(field, value),
                (field,),
                title=title,
            )


def _gaps(table: Table, choices: Choices) -> bool:
    used = [column for column in table.columns if column.name not in choices.left_out]
    return any(column.n_missing or column.strays.any() for column in used)


def _select(field: str, title: str, names: tuple[str, ...], value: str, help_text: str) -> None:
    name = _name(state.session().your_data, field)
    st.selectbox(
        title,
        names,
        names.index(value),
        help=help_text,
        **_choice(field, name, value),
    )


def _buttons(
    field: str, title: str, options: dict[str, str], value: str, help_text: str = ""
) -> None:
    name = _name(state.session().your_data, field)
    st.segmented_control(
        title,
        list(options),
        default=value,
        required=True,
        format_func=options.__getitem__,
        help=help_text or None,
        **_choice(field, name, value),
    )


def _name(own: YourData, field: str) -> str:
    """The name of a widget: of this table alone, as another one has other columns."""
    return f"{PREFIX}{field}.{own.number}"


def _choice(field: str, name: str, value: Any) -> dict[str, Any]:
    return state.choice(name, value, _choose, field, name)


def _choose(field: str, name: str) -> None:
    """Callback: take a choice from its widget."""
    value = state.get(name)
    if value is not None:
        state.session().your_data.choose(field, tuple(value) if field == "left_out" else value)
