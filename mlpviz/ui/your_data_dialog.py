"""The dialog: a file or pasted text, what it holds, what is to be made of it, and Train on it."""

from html import escape
from typing import Any

import streamlit as st

from mlpviz.data.tables import Choices, Table
from mlpviz.profiles import hosted, limits
from mlpviz.ui import state
from mlpviz.ui.file_field import file_field, most_bytes, uploaded
from mlpviz.ui.markup import plain
from mlpviz.ui.your_data_choices import choices_controls
from mlpviz.words import counted, megabytes
from mlpviz.workbench.own_data.preview import made_words, preview_html, size_words
from mlpviz.workbench.own_data.session import YourData

FILE, TEXT = "your_data_file", "your_data_text"
LONGEST = 200_000  # characters that are pasted
STAYS = "The present run stays as it is until then."


def your_data_dialog() -> None:
    """Draw the dialog while it is open; to be called once in a run of the whole page."""
    if state.session().your_data.opened:
        _dialog()


def _close() -> None:
    """Callback: the dialog was dismissed."""
    state.session().your_data.opened = False


@st.dialog("Your data", width="large", icon=":material/upload_file:", on_dismiss=_close)
def _dialog() -> None:
    own = state.session().your_data
    if not own.opened:  # a run has begun: the whole page is drawn, without the dialog
        st.rerun()
    _source(own)
    if own.refused is not None:
        st.error(plain(own.refused).replace("\n", "\n\n"))
        if own.too_many is not None:
            st.button(
                f"Take {counted(int(limits().own_rows), 'row')}, drawn by chance",
                key="your_data_draw",
                on_click=own.draw_rows,
            )
    if own.table is not None and own.choices is not None:
        _table(own, own.table, own.choices)


def _source(own: YourData) -> None:
    """Where the table comes from, and what becomes of it."""
    file, text = st.tabs(["File", "Paste"])
    with file:
        file_field(
            "A table: CSV, TSV, Parquet or NPZ",
            FILE,
            _take,
            "A line of names, then a line for each sample. A .npz holds X and y.",
        )
    with text:
        st.text_area(
            "Cells copied from a spreadsheet, with their names",
            key=_text_key(own),
            on_change=_take_text,
            max_chars=LONGEST,
            height=140,
            placeholder="length\twidth\tkind\n5.1\t3.5\tsetosa\n...",
        )
        st.button("Read it", key="your_data_read")
    allowed = limits()
    rows, columns = (
        counted(int(allowed.own_rows), "row"),
        counted(int(allowed.own_columns), "column"),
    )
    where = (
        "Only your session keeps it, and forgets it when you leave."
        if hosted()
        else "It stays on this machine."
    )
    note = f"At most {rows}, {columns} and {megabytes(most_bytes())}. {where}"
    st.html(f'<p class="mlpviz-note">{escape(note)}</p>')


def _table(own: YourData, table: Table, choices: Choices) -> None:
    """The table that was read, the choices, and the button that begins the run."""
    head = f"<strong>{escape(table.title)}</strong>: {escape(size_words(table))}."
    notes = " ".join(map(escape, table.notes))
    st.html(f'<p class="mlpviz-own-head">{head} {notes}</p>')
    for warning in table.warnings:
        st.warning(plain(warning))
    choices_controls(own, table, choices)
    st.html(preview_html(table, choices))
    made = own.made
    if made is None:
        st.error(plain(own.problem).replace("\n", "\n\n"))
        st.html(f'<p class="mlpviz-note">{escape(STAYS)}</p>')
    else:
        told = " ".join(map(escape, (*made.notes, made_words(made.dataset))))
        st.html(f'<p class="mlpviz-own-made">{told}</p>')
    if own.rejected is not None:
        st.error(plain(own.rejected).replace("\n", "\n\n"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train on it",
            key="your_data_begin",
            type="primary",
            icon=":material/play_arrow:",
            disabled=made is None,
            on_click=_begin,
        )
        st.button("Forget it", key="your_data_forget", type="tertiary", on_click=own.clear)


def _text_key(own: YourData) -> str:
    """Another one for each table: what was pasted is sent with every message while it stands."""
    return f"{TEXT}_{own.number}"


def _take() -> None:
    """Callback: a file was uploaded, or removed."""
    file, own = uploaded(FILE), state.session().your_data
    if file is not None and file.refused:
        own.refuse(file.refused)
    elif file is not None:
        own.take(file.name, file.content)


def _take_text() -> None:
    """Callback: cells were pasted."""
    own = state.session().your_data
    text: Any = state.get(_text_key(own))
    if text:
        own.take_text(text)


def _begin() -> None:
    """Callback: begin a run on the table; the dialog stays open where that cannot be."""
    current = state.session()
    own, made = current.your_data, current.your_data.made
    if made is None:
        return
    own.rejected = None
    if state.begin_on(made.dataset):
        own.opened = False
    else:
        own.rejected = current.error
