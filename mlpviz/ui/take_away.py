"""The run as files: a button below the sidebar's choices, and the dialog that it opens."""

import mimetypes

import streamlit as st

from mlpviz.export import EXPORTS
from mlpviz.ui import state
from mlpviz.ui.markup import plain
from mlpviz.words import megabytes, whole

KIND = "take_away_kind"


def take_away_button() -> None:
    """Draw the button."""
    st.button(
        "Download this run",
        key="take_away",
        icon=":material/download:",
        on_click=state.session().open_take_away,
        help="One page with all charts, weights, history, choices, a script or a notebook",
        width="stretch",
    )


def take_away_dialog() -> None:
    """Draw the dialog while it is open; to be called once in a run of the whole page."""
    if state.session().take_away.opened:
        _dialog()


def _close() -> None:
    """Callback: the dialog was dismissed."""
    state.session().take_away.close()


@st.dialog("Download this run", width="medium", icon=":material/download:", on_dismiss=_close)
def _dialog() -> None:
    current = state.session()
    own = current.take_away
    st.selectbox(
        f"The run as it stands, at epoch {whole(current.trainer.epoch)}, as",
        list(EXPORTS),
        None,
        format_func=_title,
        key=state.own_key(KIND),
        on_change=_ask,
        placeholder="Choose a kind of file",
    )
    if own.end is not None and own.made is None and own.problem is None:
        with st.spinner("It is being written"):
            own.make(current.trainer, current.failure, current.config)
    if own.problem is not None:
        st.error(plain(own.problem))
    if own.made is not None:
        name, content = own.made
        st.download_button(
            f"Download {plain(name)}, {_size(len(content))}",
            content,
            name,
            mimetypes.guess_type(name)[0] or "application/octet-stream",
            key="take_away_file",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


def _title(end: str) -> str:
    """What a kind of file is called in the list."""
    told = EXPORTS[end].help
    return f"{told[0].upper()}{told[1:]} ({end})"


def _size(size: int) -> str:
    """Bytes, for people."""
    return f"{whole(-(-size // 1000))} kB" if size < 1e6 else megabytes(size)


def _ask() -> None:
    """Callback: a kind of file was chosen, or none."""
    state.session().take_away.ask(state.get(KIND))
