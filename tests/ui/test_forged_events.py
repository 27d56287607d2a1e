"""Anyone can send anything over the websocket: what no board sends does nothing, raises nothing."""

import json
import logging

import numpy as np
import pytest

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}
PATHS = ["", "gradients", "bug-lab", "compare"]
VALUES = [None, True, -1, "x", [], ["x"], {}, {"seq": []}, {"visible": 3}, {"epoch": "1"}]
NESTED = [
    ("tick", {"seq": 1e99, "visible": ["curves"]}),
    ("tick", {"seq": "0", "visible": ["curves"]}),
    ("tick", {"seq": 0, "visible": "curves"}),
    ("look", {"visible": [["curves"]] * 3}),
    ("pick", {"figure": "heatmap", "index": [0, 10**30]}),
    ("pick", {"figure": "heatmap", "index": [-1, -1]}),
    ("pick", {"figure": {"heatmap": 1}, "index": {}}),
    ("scrub", {"epoch": 10**30}),
    ("scrub", {"epoch": [0]}),
    ("act", {"action": "branch", "argument": "NaN"}),
    ("act", {"action": "unpin", "argument": "zero"}),
    ("act", {"action": "open_pin", "argument": None}),
    ("act", {"action": "cure", "argument": "rm"}),
    ("act", {"action": "open", "argument": "adam"}),
    ("act", {"action": "no such", "argument": ""}),
]


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
        session.compare.race and session.compare.race.epoch,
        session.bug_lab.twins and session.bug_lab.twins.epoch,
    )


@pytest.mark.parametrize("path", PATHS)
def test_forged_events_do_nothing(open_app, path, caplog):
    app = open_app(page=path, **SMALL)
    before, weights = state_of(app), app.weights
    for name in ("tick", "look", "pick", "scrub", "act"):
        for value in VALUES:
            app.send_raw(json.dumps([{"event": name, "value": value}]))
    for name, value in NESTED:
        app.send_raw(json.dumps([{"event": name, "value": value}]))
    assert state_of(app) == before
    assert np.array_equal(app.weights, weights)
    assert [r.message for r in caplog.records if r.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "message", ["", "null", "7", '"tick"', "{", "[null]", "[[]]", '[{"event": 3}]', "[{}]"]
)
def test_what_holds_no_event_does_nothing(open_app, message, caplog):
    app = open_app(**SMALL)
    before = state_of(app)
    app.send_raw(message)
    assert state_of(app) == before
    assert [r.message for r in caplog.records if r.levelno >= logging.ERROR] == []
