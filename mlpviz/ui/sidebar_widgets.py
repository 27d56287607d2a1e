"""The kinds of controls in the sidebar: a choice from a table, a number, a switch, a slider."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.engine.options import Option
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.words import as_chosen


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
        key=state.key(name, chosen),
        on_change=callbacks.choose,
        args=(name,),
        help=help_text,
    )
    row = table[chosen]
    formula = f"${row.formula}$ · " if hasattr(row, "formula") else ""
    st.caption(f"{formula}{row.help}")


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
                key=state.key(key, bool(value)),
                on_change=callbacks.choose_option,
                args=(name, row, option_name),
                help=option.help,
            )
        else:
            number(key, option, value, (name, row, option_name))


def number(name: str, option: Option, value: float, target: tuple[str, ...]) -> None:
    """A number field; ``target`` is the config's field, or an option: field, its row, and name."""
    kind = int if option.integer else float
    st.number_input(
        option.title,
        kind(option.minimum),
        kind(option.maximum),
        kind(value),
        step=kind(option.step),
        key=state.key(name, kind(value)),
        help=option.help,
        on_change=callbacks.choose if len(target) == 1 else callbacks.choose_option,
        args=target,
    )


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
        key=state.key(name, chosen),
        on_change=callbacks.choose,
        args=(name,),
        help=help_text,
    )


def scale(name: str, title: str, grid: list[Any], value: Any, help_text: str) -> None:
    """A live slider over ``grid``, with ``value`` added to it if it lies between."""
    numbers = sorted({step for step in (*grid, value) if step != "full"})
    steps = [*numbers, "full"] if "full" in grid else numbers
    st.select_slider(
        title,
        steps,
        value,
        key=state.key(name, value),
        format_func=_short,
        on_change="ignore",
        help=help_text,
    )


def _short(value: Any) -> str:
    return value if isinstance(value, str) else as_chosen(value)
