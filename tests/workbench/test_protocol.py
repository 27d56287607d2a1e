import json
from dataclasses import replace

import pytest

from mlpviz.presets import PRESETS
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import (
    Act,
    Button,
    Card,
    Look,
    Message,
    Note,
    Payload,
    Pick,
    Row,
    Scrub,
    Table,
    Tick,
    Timeline,
    header,
    read,
)

PAYLOAD = Payload(
    page=PAGES["bug-lab"],
    seq=7,
    playing=True,
    revision="1",
    figures=(
        Card("curves", "Curves", "", alt="words", data=[], layout={}),
        Card("heatmap", "Heatmap", "", pick=True),
    ),
    header=header({"Epoch": "7", "Loss": "0.5"}),
    message=Message(
        "warning",
        "It rests.",
        (Button("cure", "more", "More"),),
        (Note("It is small.", (Button("cure", "larger", "Larger"),)),),
    ),
    timeline=Timeline(2, 7, 4, Button("branch", "4", "Branch")),
    table=Table(
        "Runs", ("Run",), (Row(("a",)), Row(("b",), "#123456", (Button("open", "b", "!"),)))
    ),
    shortcuts={"s": "step"},
)


def test_a_payload_travels_as_plain_json():
    told = PAYLOAD.as_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["page"] == {
        "path": "bug-lab",
        "title": "Bug lab",
        "icon": PAGES["bug-lab"].icon,
        "sidebar": True,
        "first": False,
    }
    assert told["header"] == [{"label": "Epoch", "value": "7"}, {"label": "Loss", "value": "0.5"}]
    assert told["message"]["more"][0]["buttons"][0]["argument"] == "larger"
    assert told["figures"][0] == {
        "id": "curves",
        "title": "Curves",
        "help": "",
        "wide": False,
        "pick": False,
        "alt": "words",
        "data": [],
        "layout": {},
    }


def test_what_is_none_is_not_told():
    told = replace(PAYLOAD, message=None, timeline=Timeline(1, 7, 7)).as_json()
    assert "message" not in told
    assert told["timeline"] == {"step": 1, "newest": 7, "shown": 7}
    assert {"alt", "data", "layout"}.isdisjoint(told["figures"][1])


RIGHT = [
    ("tick", {"seq": 7, "visible": ["heatmap", "curves"]}, Tick(7, ("curves", "heatmap"))),
    ("tick", {"seq": 3, "visible": []}, Tick(3, ())),
    ("tick", {"seq": 7, "visible": ["curves", "gone"]}, Tick(7, ("curves",))),
    ("look", {"visible": ["heatmap"]}, Look(("heatmap",))),
    ("pick", {"figure": "heatmap", "index": [0, 2]}, Pick("heatmap", (0, 2))),
    ("pick", {"figure": "heatmap", "index": [5]}, Pick("heatmap", (5,))),
    ("scrub", {"epoch": 7}, Scrub(7)),
    ("scrub", {"epoch": 0}, Scrub(0)),
    ("act", {"action": "cure", "argument": "more"}, Act("cure", "more")),
    ("act", {"action": "cure", "argument": "larger"}, Act("cure", "larger")),
    ("act", {"action": "branch", "argument": "4"}, Act("branch", "4")),
    ("act", {"action": "open", "argument": "b"}, Act("open", "b")),
]


@pytest.mark.parametrize(("name", "value", "event"), RIGHT)
def test_events(name, value, event):
    assert read(name, value, PAYLOAD) == event


@pytest.mark.parametrize("name", ["tick", "look", "pick", "scrub", "act", "boom"])
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
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_has_no_place_on_the_frame_is_no_event(name, value):
    assert read(name, value, PAYLOAD) is None


def test_nothing_can_be_clicked_or_moved_on_a_frame_without_it():
    bare = replace(PAYLOAD, message=None, timeline=None, table=None)
    for name, value, _ in RIGHT:
        if name in ("act", "scrub"):
            assert read(name, value, bare) is None
    assert list(bare.buttons) == []


def test_a_page_has_one_name():
    assert all(page.path == path for path, page in PAGES.items())
    assert [page.path for page in PAGES.values() if page.first] == ["train"]
    assert {preset.page for preset in PRESETS.values()} <= PAGES.keys()
