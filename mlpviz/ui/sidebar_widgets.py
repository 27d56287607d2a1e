"""The kinds of controls in the sidebar: a choice from a table, a number, a switch, a slider."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.engine.options import Option
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.number_field import look_live, number_field, refusal
from mlpviz.words import as_chosen
from mlpviz.workbench.live_choices import SLIDER, Live

FIELD = 84  # px, of a field beside its slider


def select(
    name: str, config: RunConfig, table: Mapping[str, Any], title: str, help_text: str
) -> None:
    """A selectbox over a table for the config's field ``name``; a change rebuilds the run.

    Below it stand formula and help of the chosen row.
    """
    chosen = getattr(config, name)
    st.selectbox(
        title,
        list(table),
        list(table).index(chosen),
        format_func=lambda value: getattr(table[value], "title", value),
        help=help_text,
        **state.choice(name, chosen, callbacks.choose, name),
    )
    st.caption(described(table[chosen]))


def described(row: Any) -> str:
    """Formula, if it has one, and help of a row of a table."""
    formula = f"${row.formula}$ · " if hasattr(row, "formula") else ""
    return f"{formula}{row.help}"


def options(name: str, legal: Mapping[str, Option], config: RunConfig) -> None:
    """A field for each option in the config's dict ``name``; a change rebuilds the run.

    It is one row's alone, also where another row has an option of that name: what is still said of
    it when another row has been chosen means nothing to that one.
    """
    chosen, row = getattr(config, name), getattr(config, name.removesuffix("_options"))
    for option_name, option in legal.items():
        value = chosen.get(option_name, option.default)
        key = callbacks.option_key(name, row, option_name)
        if option.switch:
            st.toggle(
                option.title,
                bool(value),
                help=option.help,
                **state.choice(key, bool(value), callbacks.choose_switch, name, row, option_name),
            )
        else:
            number_field(key, option, value, callbacks.choose_option, (name, row, option_name))


def number(name: str, option: Option, value: float, title: str = "") -> None:
    """A field for the number that is the config's ``name``; a change rebuilds the run."""
    number_field(name, option, value, callbacks.choose_number, (name,), title=title)


def toggle(
    name: str, config: RunConfig, title: str, help_text: str, where_none: bool = False
) -> None:
    """A switch for the config's field ``name``; a change rebuilds the run.

    ``where_none`` is what the field's None stands for.
    """
    value = getattr(config, name)
    chosen = where_none if value is None else value
    st.toggle(
        title,
        chosen,
        help=help_text,
        **state.choice(name, chosen, callbacks.choose, name),
    )


def live_number(live: Live) -> None:
    """A field for a number that may change while the run trains."""
    number_field(live.widget, live.option, live.value, none=live.none)


def scale(live: Live, grid: list[Any], help_text: str) -> None:
    """A slider over ``grid`` and a field for the same live number, which may lie between."""
    numbers = sorted({place for place in (*grid, live.shown) if place != live.none})
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        st.select_slider(
            live.option.title,
            [*numbers, live.none] if live.none else numbers,
            live.shown,
            format_func=_short,
            help=help_text,
            **state.choice(SLIDER.format(live.widget), live.shown, look_live),
        )
        number_field(
            live.widget,
            live.option,
            live.value,
            none=live.none,
            width=FIELD,
            label_visibility="collapsed",
            tells=False,
        )
    refusal(live.widget)


def _short(value: Any) -> str:
    return value if isinstance(value, str) else as_chosen(value)
