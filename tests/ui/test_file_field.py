"""What comes of a place for a file: the file, or why there is none."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.uploaded_file_manager import DeletedFile

from mlpviz.ui import file_field

GIVEN = SimpleNamespace(name="a.csv", getvalue=lambda: b"x,y")


@pytest.mark.parametrize(
    ("given", "no_room", "found"),
    [
        (None, "", None),
        (None, "from before", None),
        (GIVEN, "", ("a.csv", b"x,y", "")),
        (GIVEN, "from before", ("a.csv", b"x,y", "")),
        (DeletedFile("one"), "no room", ("", b"", "no room")),
        (DeletedFile("one"), "", ("", b"", file_field.LOST)),
    ],
)
def test_a_file_or_why_there_is_none(monkeypatch, given, no_room, found):
    session = SimpleNamespace(no_room=no_room)
    monkeypatch.setattr(file_field.state, "session", lambda: session)
    monkeypatch.setattr(file_field.state, "get", lambda _: given)
    assert file_field.uploaded("here") == found
    assert session.no_room == ""
