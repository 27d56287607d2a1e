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
    app.open_more()
    assert app.session.page_seq == before + 2
    assert app.session.drawn_page_seq == app.session.page_seq
    beside_boards = [path for path in UI.rglob("*.py") if "presets" not in path.parts]
    lost = [path.name for path in beside_boards if '"rerun"' in path.read_text(encoding="utf-8")]
    assert lost == []


def keys(app):
    """The widgets that are drawn, by their keys."""
    return {key.partition("~")[0] for node in app.test._tree if (key := getattr(node, "key", None))}


def test_what_is_under_more_is_drawn_while_it_is_unfolded_and_stays_chosen(open_app):
    app = open_app(dataset="xor", optimizer="momentum")
    under = {"seed", "momentum.momentum", "loss", "shuffle"}
    assert not keys(app) & under
    app.open_more()
    assert keys(app) >= under
    app.choose("momentum.momentum", 0.5)
    app.choose("seed", 7)
    app.press("step")
    app.unfold("More", unfolded=False)
    assert not keys(app) & under
    app.press("step")
    assert app.config.optimizer_options == {"momentum": 0.5}
    assert (app.config.seed, app.trainer.epoch) == (7, 2)
    assert app.trainer.optimizer.settings["momentum"] == 0.5
    app.open_more()
    assert app.widget("momentum.momentum").value == "0.5"
    assert app.widget("seed").value == "7"
    assert app.trainer.epoch == 2, "what comes back to the page starts nothing"
