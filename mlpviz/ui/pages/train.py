"""The Train page: transport, live board, sidebar."""

from pathlib import Path
from typing import Any

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.advice import advice
from mlpviz.ui.board import board
from mlpviz.ui.frame import Frame
from mlpviz.ui.sidebar import sidebar
from mlpviz.ui.views import figures

STYLE = Path(__file__).parents[1] / "style.css"
SHORTCUTS = {" ": "play", "s": "step"}


def page() -> None:
    """Draw the page. Later changes redraw only the fragment that they concern."""
    st.html(STYLE)
    current = state.session()
    current.drawn_page = current.page
    state.take_live()
    sidebar()
    live()


@st.fragment(key="live")
def live() -> None:
    """Transport and board. Steps and frames of a run rerun this fragment alone.

    Both are in one fragment because Streamlit sends changes that coincide with one fragment's
    name only: with two, a click that meets a tick would leave the other one stale. For the same
    reason a change in the sidebar may arrive as a rerun of this fragment: it then asks for the
    whole page.
    """
    current = state.session()
    if current.page != current.drawn_page:
        st.rerun()
    _transport(current)
    _board(current)
    state.show_link()


def _transport(current: state.Session) -> None:
    playing = current.busy
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        st.button(
            "Pause" if playing else "Play",
            key="play",
            type="primary",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=state.play,
            args=(not playing,),
            help="Train epoch after epoch (Space)",
        )
        st.button(
            "Step",
            key="step",
            icon=":material/skip_next:",
            on_click=state.step,
            help="Train one epoch (S)",
        )
        st.button(
            "Reset",
            key="reset",
            icon=":material/replay:",
            on_click=state.reset,
            help="Back to epoch 0 with the same initial weights",
        )
        st.button(
            "New weights",
            key="new_weights",
            icon=":material/casino:",
            on_click=state.new_weights,
            args=((current.config.seed + 1) % 2**32,),
            help="Start over from the next seed",
        )
        st.toggle(
            "Fast",
            key="fast",
            on_change="ignore",
            help="While playing, draw a frame for as many epochs as fit into 40 ms, instead of "
            "one frame for every epoch",
        )
        st.toggle(
            "Log loss",
            key="log",
            help="Logarithmic axis for the loss",
        )


def _board(current: state.Session) -> None:
    moment = Frame(
        current.trainer, current.viewer, log=bool(state.get("log")), playing=current.busy
    )
    payload = {
        "seq": current.seq,
        "playing": current.busy,
        "revision": str(current.run),
        "header": _header(current),
        "message": _message(current),
        "figures": figures(moment, current.visible),
    }
    board(payload, state.tick, state.look, shortcuts=SHORTCUTS)


def _header(current: state.Session) -> list[dict[str, str]]:
    trainer, record = current.trainer, current.trainer.history.newest
    progress = f" + {trainer.progress:.0%}" if trainer.progress else ""
    values = {
        "Epoch": f"{record.epoch:,}{progress}",
        "Train loss": f"{record.train_loss:.4g}",
        "Test loss": f"{record.test_loss:.4g}",
    }
    if trainer.dataset.is_classification:
        values["Train accuracy"] = f"{record.train_accuracy:.1%}"
        values["Test accuracy"] = f"{record.test_accuracy:.1%}"
    else:
        values["Train R²"] = f"{record.train_r2:.3g}"
        values["Test R²"] = f"{record.test_r2:.3g}"
    return [{"label": label, "value": value} for label, value in values.items()]


def _message(current: state.Session) -> dict[str, Any] | None:
    if current.error:
        return {"kind": "error", "text": current.error}
    trainer = current.trainer
    if words := advice(trainer.history, current.config, trainer.dataset.class_names):
        return {"kind": "warning", "text": words}
    if trainer.epoch == 0 and not current.busy:
        text = "An untrained network. Press Play (Space) to train it, or Step (S) for one epoch."
        return {"kind": "info", "text": text}
    return None
