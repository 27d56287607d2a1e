"""Anyone can send anything: what is no event of the frame that was sent last is none."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.workbench.events import (
    EVENTS,
    LONGEST,
    MOST,
    Act,
    Assign,
    Look,
    Pick,
    Place,
    Scrub,
    Tick,
    is_message,
    read,
)
from tests.workbench.frames import PAYLOAD

RIGHT = [
    ("tick", {"seq": 7, "visible": ["heatmap", "curves"]}, Tick(7, ("curves", "heatmap"))),
    ("tick", {"seq": 3, "visible": []}, Tick(3, ())),
    ("tick", {"seq": 7, "visible": ["curves", "gone"]}, Tick(7, ("curves",))),
    ("look", {"visible": ["heatmap"]}, Look(("heatmap",))),
    ("pick", {"figure": "heatmap", "index": [0, 2]}, Pick("heatmap", (0, 2))),
    ("pick", {"figure": "heatmap", "index": [5]}, Pick("heatmap", (5,))),
    ("scrub", {"epoch": 7}, Scrub(7)),
    ("scrub", {"epoch": 0}, Scrub(0)),
    (
        "place",
        {"figure": "input", "values": [0.25, -1], "done": False},
        Place("input", (0.25, -1), False),
    ),
    ("place", {"figure": "pad", "values": [7, 0], "done": True}, Place("pad", (7, 0), True)),
    ("act", {"action": "cure", "argument": "more"}, Act("cure", "more")),
    ("act", {"action": "cure", "argument": "larger"}, Act("cure", "larger")),
    ("act", {"action": "branch", "argument": "4"}, Act("branch", "4")),
    ("act", {"action": "open", "argument": "b"}, Act("open", "b")),
    (
        "assign",
        {"figure": "network", "name": "W1", "index": [1, 7], "value": "0,5"},
        Assign("network", "W1", (1, 7), "0,5"),
    ),
    (
        "assign",
        {"figure": "network", "name": "b2", "index": [0], "value": ""},
        Assign("network", "b2", (0,), ""),
    ),
]


@pytest.mark.parametrize(("name", "value", "event"), RIGHT)
def test_events(name, value, event):
    assert read(name, value, PAYLOAD) == event


@pytest.mark.parametrize("name", [*EVENTS, "boom"])
@pytest.mark.parametrize("value", [None, 0, True, "", "seq", [], [1], {}, {"a": 1}], ids=repr)
def test_what_is_no_object_of_the_right_kind_is_no_event(name, value):
    assert read(name, value, PAYLOAD) is None


WRONG = [
    ("tick", {"seq": "7", "visible": []}),
    ("tick", {"seq": 7.0, "visible": []}),
    ("tick", {"seq": True, "visible": []}),
    ("tick", {"seq": float("nan"), "visible": []}),
    ("tick", {"seq": -1, "visible": []}),
    ("tick", {"seq": 7}),
    ("tick", {"seq": 7, "visible": "curves"}),
    ("tick", {"seq": 7, "visible": {"curves": 1}}),
    ("tick", {"seq": 7, "visible": None}),
    ("look", {"visible": 1}),
    ("pick", {"figure": "curves", "index": [0, 0]}),  # not to be picked
    ("pick", {"figure": "no such", "index": [0, 0]}),
    ("pick", {"figure": ["heatmap"], "index": [0, 0]}),
    ("pick", {"figure": "heatmap", "index": []}),
    ("pick", {"figure": "heatmap", "index": [0, 0, 0]}),
    ("pick", {"figure": "heatmap", "index": [0, -1]}),
    ("pick", {"figure": "heatmap", "index": [0, "1"]}),
    ("pick", {"figure": "heatmap", "index": 3}),
    ("pick", {"figure": "heatmap", "index": "12"}),
    ("scrub", {"epoch": 8}),
    ("scrub", {"epoch": -1}),
    ("scrub", {"epoch": "4"}),
    ("scrub", {"epoch": None}),
    ("act", {"action": "cure", "argument": "no such"}),
    ("act", {"action": "__import__", "argument": "os"}),
    ("act", {"action": "branch", "argument": "5"}),
    ("act", {"action": "branch", "argument": 4}),
    ("act", {"action": ["cure"], "argument": {"more": 1}}),
    ("act", {"action": "cure"}),
    ("act", {"action": "x" * 5_000_000, "argument": "more"}),
    ("act", {"action": "cure", "argument": "more", "page": "train"}),
    ("tick", {"seq": 7, "visible": [], "session": "another"}),
    ("tick", {"seq": 2**70, "visible": []}),
    ("tick", {"seq": 1e308, "visible": []}),
    ("tick", {"seq": 7, "visible": ["curves"] * 1000}),
    ("look", {"visible": [], "seq": 7}),
    ("pick", {"figure": "heatmap", "index": [2**70, 0]}),
    ("pick", {"figure": "heatmap", "index": {"0": 0}}),
    *[
        ("assign", {"figure": "network", "name": "W1", "index": [0, 0], "value": "1"} | wrong)
        for wrong in (
            {"figure": "curves"},
            {"figure": "no such"},
            {"name": "W0"},
            {"name": "W3"},
            {"name": "W01"},
            {"name": "W 1"},
            {"name": "V1"},
            {"name": ""},
            {"name": 1},
            {"name": ["W1"]},
            {"name": "W" + "9" * 5000},
            {"index": [0, 2]},
            {"index": [2, 0]},
            {"index": [0]},
            {"index": [0, 0, 0]},
            {"index": []},
            {"index": [0, -1]},
            {"index": [0, True]},
            {"index": [0, 0.0]},
            {"index": "00"},
            {"index": {"0": 0}},
            {"name": "b1", "index": [0, 0]},
            {"name": "b0", "index": [0]},
            {"value": 1},
            {"value": None},
            {"value": "1" * 41},
            {"more": 1},
        )
    ],
    *[
        ("place", {"figure": "input", "values": [0.5, 0.5], "done": True} | wrong)
        for wrong in (
            {"figure": "curves"},
            {"figure": ["input"]},
            {"figure": "pad", "values": [0.5, 1]},
            {"figure": "pad", "values": [8, 1]},
            {"done": 1},
            {"done": None},
            {"values": []},
            {"values": [0.5]},
            {"values": [0.5, 0.5, 0.5]},
            {"values": [1.5, 0.5]},
            {"values": [0.5, float("nan")]},
            {"values": [0.5, float("inf")]},
            {"values": [0.5, True]},
            {"values": [0.5, "0.5"]},
            {"values": "00"},
            {"more": 1},
        )
    ],
    ("scrub", {"epoch": True}),
    ("scrub", {"epoch": float("nan")}),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_has_no_place_on_the_frame_is_no_event(name, value):
    assert read(name, value, PAYLOAD) is None


@pytest.mark.parametrize("change", [{"locked": "An earlier epoch."}, {"bias": False}])
def test_what_is_locked_or_not_there_cannot_be_set(change):
    cards = [replace(c, diagram=c.diagram and c.diagram | change) for c in PAYLOAD.figures]
    frame = replace(PAYLOAD, figures=tuple(cards))
    asked = {"figure": "network", "name": "b1", "index": [0], "value": "1"}
    assert read("assign", asked, frame) is None
    assert read("assign", asked, PAYLOAD) is not None


def test_nothing_can_be_clicked_or_moved_on_a_frame_without_it():
    bare = replace(PAYLOAD, message=None, timeline=None, table=None)
    for name, value, _ in RIGHT:
        if name in ("act", "scrub"):
            assert read(name, value, bare) is None
    assert list(bare.buttons) == []


# Names and values of the frame, among others, so that some of what is made up has a place on it.
NAMES = st.sampled_from(
    ["seq", "visible", "figure", "index", "epoch", "action", "argument", "name", "value", "x"]
)
TEXTS = st.sampled_from(
    ["heatmap", "curves", "network", "W1", "b1", "cure", "more", "branch", "4", "open", "b"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | TEXTS
NUMBERS = st.sampled_from([0, 7, -1, 2**31, 2**53, 2**70, 1e308])
VALUES = st.recursive(
    SCALARS | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from([*EVENTS, "boom", ""]), VALUES)
def test_whatever_is_sent_is_an_event_of_the_frame_or_none(name, value):
    match read(name, value, PAYLOAD):
        case None:
            pass
        case Tick(seq, visible):
            assert seq >= 0
            assert {*visible} <= {"curves", "heatmap", "network"}
        case Look(visible):
            assert {*visible} <= {"curves", "heatmap", "network"}
        case Pick(figure, index):
            assert figure == "heatmap"
            assert all(0 <= place < 2**53 for place in index)
        case Scrub(epoch):
            assert 0 <= epoch <= PAYLOAD.timeline.newest
        case Assign(figure, name, index, value):
            assert (figure, name[0]) in (("network", "W"), ("network", "b"))
            assert index
            assert isinstance(value, str)
        case Act() as clicked:
            assert clicked in [Act(b.action, b.argument) for b in PAYLOAD.buttons]


@given(VALUES)
def test_a_message_is_told_from_anything_else(value):
    text = json.dumps(value)
    assert is_message(text, EVENTS) == (
        isinstance(value, list)
        and all(
            isinstance(event, dict)
            and event.keys() == {"event", "value"}
            and event["event"] in [*EVENTS]
            for event in value
        )
    )


@pytest.mark.parametrize(("name", "value", "event"), RIGHT)
def test_what_a_board_sends_is_a_message(name, value, event):
    message = json.dumps([{"event": name, "value": value}])
    assert is_message(message, EVENTS)
    assert not is_message(message, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "NaN",
        "[" * 60_000,
        "[" + "9" * 60_000 + "]",
        json.dumps([{"event": "look", "value": {"visible": []}}] * (MOST + 1)),
        json.dumps([{"event": "act", "value": "x" * LONGEST}]),
        json.dumps({"event": "look", "value": {"visible": []}}),
    ],
    ids=lambda text: text[:20],
)
def test_what_no_board_sends_is_none(text):
    assert not is_message(text, EVENTS)
