"""Anyone can send anything over the websocket: what no board sends does nothing, raises nothing."""

import json
import logging
from itertools import zip_longest

import numpy as np
import pytest

from mlpviz.ui.board import component
from mlpviz.workbench.events import EVENTS

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}
PATHS = ["", "gradients", "bug-lab", "compare", "trace", "predict"]
VALUES = [None, True, -1, "x", [], ["x"], {}, {"seq": []}, {"visible": 3}, {"epoch": "1"}]
CHOSEN = {
    "sample": 0,
    "name": "W1",
    "index": [0, 0],
    "mean": False,
    "mistake": "none",
    "step": 1,
    "tab": "weight",
}
FORGED = {
    "tick": [
        *VALUES,
        {"seq": 1e99, "visible": ["curves"]},
        {"seq": "0", "visible": ["curves"]},
        {"seq": 0, "visible": "curves"},
    ],
    "look": [*VALUES, {"visible": [["curves"]] * 3}],
    "pick": [
        *VALUES,
        {"figure": "heatmap", "index": [0, 10**30]},
        {"figure": "heatmap", "index": [-1, -1]},
        {"figure": {"heatmap": 1}, "index": {}},
    ],
    "scrub": [*VALUES, {"epoch": 10**30}, {"epoch": [0]}],
    "act": [
        *VALUES,
        {"action": "branch", "argument": "NaN"},
        {"action": "unpin", "argument": "zero"},
        {"action": "open_pin", "argument": None},
        {"action": "cure", "argument": "rm"},
        {"action": "open", "argument": "adam"},
        {"action": "no such", "argument": ""},
    ],
    "place": [
        *VALUES,
        {"figure": "input", "values": [0.0], "done": True},
        {"figure": "input", "values": [0.0, 0.0, 0.0], "done": True},
        {"figure": "input", "values": [1e300, 0.0], "done": True},
        {"figure": "input", "values": [True, 0.0], "done": True},
        {"figure": "input", "values": [None, "0"], "done": True},
        {"figure": "input", "values": {"0": 0.0, "1": 0.0}, "done": True},
        {"figure": "input", "values": [0.0, 0.0], "done": "yes"},
        {"figure": "input", "values": [0.0, 0.0]},
        {"figure": "answer", "values": [0.0, 0.0], "done": True},
        {"figure": ["input"], "values": [0.0, 0.0], "done": True},
    ],
    "assign": [
        *VALUES,
        {"figure": "network", "name": "W9", "index": [0, 0], "value": "1"},
        {"figure": "network", "name": "W1", "index": [0, 99], "value": "1"},
        {"figure": "network", "name": ["W1"], "index": [0, 0], "value": "1"},
        {"figure": "network", "name": "W1", "index": [0, 0], "value": 1},
        {"figure": "network", "name": "b1", "index": [0], "value": "1" * 41},
        {"figure": "curves", "name": "b1", "index": [0], "value": "1"},
    ],
    "choose": [
        *VALUES,
        CHOSEN | {"sample": 10**9},
        CHOSEN | {"sample": -1},
        CHOSEN | {"name": "W9"},
        CHOSEN | {"name": ["W1"]},
        CHOSEN | {"index": [2, 0]},
        CHOSEN | {"index": [0]},
        CHOSEN | {"index": [0.5, 0]},
        CHOSEN | {"mean": 1},
        CHOSEN | {"mistake": "no such"},
        CHOSEN | {"step": 0},
        CHOSEN | {"step": 99},
        CHOSEN | {"tab": "no such"},
        CHOSEN | {"tab": ["weight"]},
    ],
    "guess": [*VALUES, {"place": "W1:0,0", "typed": "1"}, {"place": "z1:0", "typed": "1" * 41}],
    "recall": [*VALUES, {"text": 3}, {"text": "[" * 9999}, {"text": '[{"number": 0}]'}],
}


def state_of(app):
    """What no forged event may change; what is on screen is for the browser to say."""
    session = app.session
    return (
        session.seq,
        session.run,
        session.page_seq,
        session.playing,
        session.config,
        session.trainer.epoch,
        session.shown,
        session.error,
        list(session.pins),
        session.gradients.element,
        session.predict,
        session.trace.choices,
        session.trace.guess,
        session.compare.race and session.compare.race.epoch,
        session.bug_lab.twins and session.bug_lab.twins.epoch,
    )


def messages():
    """All of ``FORGED``, one event of each name at a time: as many as a message takes."""
    for values in zip_longest(*FORGED.values(), fillvalue={}):
        yield [{"event": name, "value": value} for name, value in zip(FORGED, values, strict=True)]


PLACES = [[2**53 - 1, 2**53 - 1], [0, 10**6], [10**6, 0], [10**6], [0]]


@pytest.mark.parametrize("path", ["gradients", "bug-lab"])
def test_a_place_outside_of_a_heatmap_chooses_nothing(open_app, path, caplog):
    app = open_app(page=path, **SMALL)
    if path == "bug-lab":
        app.press("bug_lab_step")
    picks = [name for name, card in app.figures.items() if card["pick"]]
    assert picks
    before = app.session.gradients.element, app.session.bug_lab.element
    events = [
        {"event": "pick", "value": {"figure": name, "index": place}}
        for name in picks
        for place in PLACES
    ]
    for event in events:  # Streamlit hears one of each name in a message
        app.send_raw(json.dumps([event]))
    assert (app.session.gradients.element, app.session.bug_lab.element) == before
    assert [r.message for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("path", PATHS)
def test_forged_events_do_nothing(open_app, path, caplog):
    app = open_app(page=path, **SMALL)
    before, weights = state_of(app), app.weights
    for message in messages():
        app.send_raw(json.dumps(message))
    assert state_of(app) == before
    assert np.array_equal(app.weights, weights)
    assert [r.message for r in caplog.records if r.levelno >= logging.ERROR] == []


def test_each_event_of_a_message_is_heard(open_app, monkeypatch):
    app, heard = open_app(**SMALL), []
    monkeypatch.setattr(component, "read", lambda name, *_: heard.append(name))
    app.send_raw(json.dumps(next(messages())))
    assert sorted(heard) == sorted(FORGED) == sorted(EVENTS)


def test_what_holds_no_event_does_nothing(open_app, caplog):
    app = open_app(**SMALL)
    before = state_of(app)
    for message in ("", "null", "7", '"tick"', "{", "[null]", "[[]]", '[{"event": 3}]', "[{}]"):
        app.send_raw(message)
        assert state_of(app) == before, message
    assert [r.message for r in caplog.records if r.levelno >= logging.ERROR] == []
