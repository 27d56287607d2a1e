"""A field for a number, on any page: typed in the usual ways; what cannot be is told beside it."""

from collections.abc import Callable
from html import escape
from typing import Any, Literal

import streamlit as st

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.options import Option
from mlpviz.ui import state
from mlpviz.workbench.typed import Number, Refusal, present_number

# Takes a number, and whatever else the field was given for it. False: it was refused.
Choose = Callable[..., bool | None]


def number_field(
    name: str,
    option: Option,
    value: Number | None,
    choose: Choose | None = None,
    args: tuple[Any, ...] = (),
    *,
    title: str = "",
    none: str = "",
    help: str | None = None,
    placeholder: str | None = None,
    width: Literal["stretch"] | int = "stretch",
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    tells: bool = True,
) -> None:
    """A field called ``title``, by default as the option is, that shows ``value``.

    What is typed is read by ``typed_number``; another number than ``value`` goes to ``choose``,
    before ``args``. What is no number, is out of range, or was refused by ``choose``, stays in the
    field with the reason below it, and nothing else happens. Without ``choose`` it is one of the
    live choices, which ``state.take_live`` reads. ``none`` is the word for None. Where the field
    ``tells`` nothing, ``refusal`` draws the reason elsewhere.
    """
    title = title or option.title
    text = state.field_text(name, option, value, none)
    taken = () if choose is None else (name, option, value, title, none, choose, args)
    st.text_input(
        title,
        text,
        help=option.help if help is None else help,
        autocomplete="off",
        placeholder=placeholder,
        label_visibility=label_visibility,
        width=width,
        **state.choice(name, text, look_live if choose is None else _take, *taken),
    )
    if tells:
        refusal(name)


def refusal(name: str) -> None:
    """Draw why what stands in the field ``name`` cannot be, if that is so."""
    found = state.session().refusals.get(name)
    if found is not None:
        st.html(f'<p class="mlpviz-refused" role="alert">{escape(found.words)}</p>')


def _take(
    name: str,
    option: Option,
    value: Number | None,
    title: str,
    none: str,
    choose: Choose,
    args: tuple[Any, ...],
) -> None:
    """Callback: something else stands in the field."""
    current, text = state.session(), state.get(name)
    try:
        number = present_number(text, value, option, title, none)
    except FaultsError as error:
        current.refuse_text(name, Refusal(text, str(error), value))
        return
    current.refusals.pop(name, None)
    if number != value and choose(number, *args) is False:
        current.refuse_text(name, Refusal(text, current.error or "", value))


def look_live() -> None:
    """Callback: take over what stands in the live fields; a run that plays goes on with it."""
    state.take_live()
    state.session().redraw_page()
    if not state.session().busy:
        state.session().redraw()
