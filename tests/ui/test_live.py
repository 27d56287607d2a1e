"""The part of a page that frames redraw says what the whole page says."""

from pathlib import Path

import pytest

import mlpviz.ui
from mlpviz.ui import navigation

UI = Path(mlpviz.ui.__file__).parent
STEPS = {"": "step", "gradients": "step", "bug-lab": "bug_lab_step"}


def shown(app):
    """What the board shows, but for the frame's number and work that each frame goes on with."""
    parts = {name: value for name, value in app.payload.items() if name != "seq"}
    return parts | {"figures": [part for part in parts["figures"] if part["id"] != "sweep"]}


@pytest.mark.parametrize("page", STEPS)
def test_a_step_shows_what_the_whole_page_shows_then(open_app, page, monkeypatch):
    whole, sidebar = [], navigation.sidebar
    monkeypatch.setattr(navigation, "sidebar", lambda: whole.append(sidebar()))
    app = open_app(page, dataset="xor", hidden_sizes="[3]")
    before = shown(app)
    whole.clear()
    app.press(STEPS[page])
    stepped = shown(app)
    assert stepped != before
    assert not whole, "a step draws no sidebar"
    app.redraw()
    assert whole
    assert shown(app) == stepped, "the board lags behind the page"


def test_what_opens_in_the_sidebar_asks_for_the_whole_page(open_app):
    """A run of the board's fragment alone, which Streamlit may make of it, draws no sidebar."""
    app = open_app(dataset="xor")
    before = app.session.page_seq
    app.open_datasets()
    assert app.session.page_seq == before + 1
    assert app.session.drawn_page_seq == app.session.page_seq
    beside_boards = [path for path in UI.rglob("*.py") if "presets" not in path.parts]
    lost = [path.name for path in beside_boards if '"rerun"' in path.read_text(encoding="utf-8")]
    assert lost == []
