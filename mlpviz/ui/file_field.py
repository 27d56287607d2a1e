"""A place for a file, on any page, and what came of it."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile

from mlpviz.profiles import limits
from mlpviz.ui import state

LOST = "The file did not arrive whole: choose it once more."


class File(NamedTuple):
    """A file as its visitor calls it. ``refused`` is why the server did not take it; else empty."""

    name: str
    content: bytes
    refused: str = ""


def most_bytes() -> float:
    """The most that a file may have here, packed as well as unpacked."""
    server = int(st.get_option("server.maxUploadSize"))  # MB, which it takes at all
    return min(limits().upload_bytes, 1e6 * server)


def file_field(label: str, name: str, on_change: Callable[[], None], help_text: str = "") -> bool:
    """Draw a place for a file of any name: what it is, its bytes say. Whether there is one in it.

    ``name`` is the widget's; the callback asks ``uploaded`` for the file.
    """
    return (
        st.file_uploader(
            label,
            key=state.own_key(name),
            on_change=on_change,
            max_upload_size=max(1, int(most_bytes() / 1e6)),
            help=help_text or None,
        )
        is not None
    )


def uploaded(name: str) -> File | None:
    """The file that was uploaded, or why it was not; None if it was removed."""
    current, given = state.session(), state.get(name)
    why, current.no_room = current.no_room, ""
    if given is None:
        return None
    if isinstance(given, DeletedFile):
        return File("", b"", why or LOST)
    return File(given.name, given.getvalue())
