"""The drawing panel in the app, without a browser: what it sends starts runs, or says why not."""

import json

import numpy as np
import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id

from mlpviz.data import decode_points, encode_points
from mlpviz.workbench.drawing import COMPONENT

MOONS = {"v": "1", "data": "moons", "layers": "4"}


def drawing(*counts):
    labels = np.repeat(np.arange(len(counts)), counts)
    return encode_points(np.random.default_rng(0).uniform(-2, 2, (len(labels), 2)), labels)


def panels(app):
    found = [node.proto for node in app.test.get("bidi_component")]
    return [proto for proto in found if proto.component_name == COMPONENT]


def told(app):
    """What the panel is told."""
    (panel,) = panels(app)
    return json.loads(panel.json)


def send(app, name="train", **value):
    states = app.test._tree.get_widget_states()
    event = states.widgets.add()
    event.id = _make_trigger_id(panels(app)[0].id, "events")
    event.json_trigger_value = json.dumps([{"event": name, "value": value}])
    app.test._run(states)
    app.no_exception()


@pytest.fixture
def opened(open_app):
    """Open a page and the panel on it."""

    def open_panel(page="", **query):
        app = open_app(page, **(query or MOONS))
        app.press("draw")
        return app

    return open_panel


@pytest.mark.parametrize("counts", [(20, 20), (10, 12, 14), (9, 9, 9, 9)])
def test_a_drawing_is_trained_on_at_once(opened, counts):
    app = opened()
    assert not panels(app)[0].isolate_styles
    points = drawing(*counts)
    send(app, points=points)
    assert app.session.drawing is None
    assert app.config.dataset == "drawn"
    assert app.config.dataset_options == {"points": points}
    assert app.config.sizes == (2, 4, len(counts))
    assert app.config.activation == "relu"
    assert app.session.playing
    app.redraw()
    assert panels(app) == []
    app.tick()
    assert app.metrics["Epoch"] == "1"
    assert {"decision", "network"} <= app.figures.keys()


def test_what_was_chosen_by_the_visitor_stays(opened):
    app = opened("", **MOONS, act="sigmoid", lr="0.5")
    send(app, points=drawing(20, 20))
    assert (app.config.activation, app.config.lr) == ("sigmoid", 0.5)
    app.press("draw")
    send(app, points=drawing(12, 12, 12))
    assert (app.config.activation, app.config.sizes) == ("sigmoid", (2, 4, 3))


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("", "draw some of two classes"),
        ("A*AA", "'*' at character 2"),
        (drawing(9), "all of class A"),
        (drawing(90, 4), "class B has 4 points of 94, and needs at least 5"),
    ],
)
def test_what_cannot_be_trained_on_is_told_in_the_panel_and_the_run_stays(opened, points, words):
    app = opened()
    run, config = app.session.run, app.config
    send(app, points=points)
    assert (app.session.run, app.config) == (run, config)
    assert words in told(app)["refused"]
    send(app, points=drawing(20, 20))
    assert app.config.dataset == "drawn"


def test_what_no_panel_sends_does_nothing(opened):
    app = opened()
    before = app.session.run
    for name, value in (("train", {"points": 3}), ("train", {}), ("tick", {"seq": 0})):
        send(app, name, **value)
        assert app.session.run == before


def test_it_opens_with_the_points_of_the_run_and_offers_others(opened):
    points = drawing(20, 20)
    app = opened("", v="1", data="drawn", **{"data.points": points})
    assert told(app)["points"] == points
    assert [start["title"] for start in told(app)["starts"]] == ["Example"]
    app = opened()
    assert told(app)["points"] == ""
    assert [start["title"] for start in told(app)["starts"]] == ["Example", "Moons"]


@pytest.mark.parametrize("page", ["compare", "gradients", "bug-lab"])
def test_every_page_with_a_run_has_it_and_shows_the_new_run(opened, page):
    app = opened(page)
    send(app, points=drawing(20, 20, 20))
    assert app.config.sizes == (2, 4, 3)
    assert not app.session.playing


def test_it_pauses_what_plays(open_app):
    app = open_app(**MOONS)
    app.press("play")
    app.press("draw")
    assert not app.session.playing
    assert app.session.drawing == ""


def test_a_link_of_too_many_points_says_so_and_opens_the_rest(open_app):
    app = open_app(v="1", data="drawn", layers="5", **{"data.points": "left-out.1200"})
    assert "1,200 points, and a link holds at most 800" in app.notice
    assert app.config.dataset == "drawn"
    assert app.config.hidden_sizes == (5,)


def test_the_share_dialog_says_which_points_a_link_leaves_out(opened):
    app = opened()
    send(app, points=drawing(500, 500))
    app.test.context = {"url": "https://demo.org/"}
    app.press("share")
    notes = " ".join(html.proto.body for html in app.test.get("html"))
    assert "leaves out 1,000 drawn points, as it holds at most 800" in notes
    assert app.test.query_params["data.points"] in ("left-out.1000", ["left-out.1000"])


def test_the_picture_of_drawn_points_is_that_of_the_run_s(opened):
    app = opened()
    send(app, points=drawing(20, 20))
    first = [
        html.proto.body for html in app.test.get("html") if "st-key-quick_drawn" in html.proto.body
    ]
    app.press("draw")
    send(app, points=drawing(30, 30))
    second = [
        html.proto.body for html in app.test.get("html") if "st-key-quick_drawn" in html.proto.body
    ]
    assert first
    assert second
    assert first != second
    assert len(decode_points(app.config.dataset_options["points"]).X) == 60
