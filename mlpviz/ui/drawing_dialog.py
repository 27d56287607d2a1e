"""The dialog with the drawing panel; its button starts a run on the points."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from mlpviz.follow import follow
from mlpviz.ui import state
from mlpviz.ui.board import assets
from mlpviz.workbench.drawing import COMPONENT, DRAWN, EVENTS, panel, read, with_points
from mlpviz.workbench.pages import PAGES

KEY = "drawing_panel"
# What the browser loads first; the modules find each other.
_FIRST = {"panel": "panel.js", "style": "panel.css"}

_mount = st.components.v2.component(
    COMPONENT,
    js=(Path(__file__).parent / "drawing_loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def drawing_dialog() -> None:
    """Draw the dialog while it is open; to be called once in a run of the whole page."""
    if state.session().drawing is not None:
        _dialog()


def draw_button() -> None:
    """Draw the button that opens it, below the pictures of our datasets."""
    st.button(
        "Draw",
        key="draw",
        icon=":material/draw:",
        on_click=state.session().draw,
        help="Draw points of two to four classes with the mouse, a finger or the keyboard.",
    )


def _close() -> None:
    """Callback: the dialog was dismissed."""
    state.session().drawing = None


@st.dialog("Draw points", width="medium", icon=":material/draw:", on_dismiss=_close)
def _dialog() -> None:
    current = state.session()
    if current.drawing is None:  # the run has begun
        st.rerun()
    callbacks: dict[str, Any] = {f"on_{name}_change": _hear(name) for name in EVENTS}
    _mount(key=KEY, data={**panel(current).as_json(), "assets": _addresses()}, **callbacks)


def _hear(name: str) -> Callable[[], None]:
    def callback() -> None:
        event = read(name, st.session_state.get(KEY, {}).get(name))
        if event is not None and state.session().drawing is not None:
            _train(event.points)

    return callback


def _train(points: str) -> None:
    """Begin a run on the points, and play it where it is seen to."""
    current, choices = state.session(), state.choices()
    if choices["dataset"] != DRAWN:
        choices = follow(choices, "dataset", DRAWN)
    if state.rebuild(with_points(choices, points)):
        current.drawing = None
        current.playing = current.page == PAGES["train"]
    else:
        current.drawing = current.error


@cache
def _addresses() -> dict[str, str]:
    return {name: assets.address(file) for name, file in _FIRST.items()}
