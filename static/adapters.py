"""What the site's Streamlit lacks of what mlpviz takes for granted, all in one place.

stlite brings a Streamlit of its own, some versions behind, without a server and with changes. Where
nothing is lacking, nothing is changed.
"""

import inspect
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import runtime

# Where the board's files are on the site: build.py writes it. Their names hold what is in them, and
# the files themselves need not come with the app to be named.
ADDRESSES = Path(__file__).with_name("board.json")
# Arguments that an older Streamlit does without: a fragment then has a name of its own making, and
# a table is read out cell by cell.
WITHOUT = {"fragment": "key", "dataframe": "alt"}


@cache
def adapt() -> None:
    """Make up for all of it, once."""
    for name, argument in WITHOUT.items():
        setattr(st, name, without(getattr(st, name), argument))
    give_runtime(runtime.Runtime)
    from mlpviz.ui.board import assets  # now that its component can be made

    if ADDRESSES.is_file():
        assets.address = json.loads(ADDRESSES.read_text(encoding="utf-8")).__getitem__


def without(function: Callable[..., Any], argument: str) -> Callable[..., Any]:
    """``function`` itself if it takes ``argument``, else one that passes all others on."""
    if argument in inspect.signature(function).parameters:
        return function

    @wraps(function)
    def passed_on(*given: Any, **named: Any) -> Any:
        named.pop(argument, None)
        return function(*given, **named)

    return passed_on


def give_runtime(kind: Any) -> None:
    """Give stlite's class ``Runtime`` the two methods by which Streamlit's own is found.

    It has moved them into the module, as several apps may share a page; v2 components, and
    ``mlpviz.ui.presence``, ask the class.
    """
    for method, function in (("exists", "exists"), ("instance", "get_instance")):
        if not hasattr(kind, method):
            setattr(kind, method, staticmethod(getattr(runtime, function)))
