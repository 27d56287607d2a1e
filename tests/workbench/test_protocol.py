import json
from dataclasses import replace

from mlpviz.presets import PRESETS
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Timeline
from tests.workbench.frames import PAYLOAD


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
    assert told["message"]["further"][0]["argument"] == "larger"
    assert told["message"]["trial"] == {"text": "More was tried.", "share": 0.5}
    assert told["figures"][0] == {
        "id": "curves",
        "title": "Curves",
        "help": "",
        "wide": False,
        "first": False,
        "pick": False,
        "switches": [],
        "alt": "words",
        "data": [],
        "layout": {},
    }


def test_what_is_none_is_not_told():
    told = replace(PAYLOAD, message=None, timeline=Timeline(1, 7, 7)).as_json()
    assert "message" not in told
    assert told["timeline"] == {"step": 1, "newest": 7, "shown": 7}
    assert {"alt", "data", "layout"}.isdisjoint(told["figures"][1])


def test_a_page_has_one_name():
    assert all(page.path == path for path, page in PAGES.items())
    assert [page.path for page in PAGES.values() if page.first] == ["train"]
    assert {preset.page for preset in PRESETS.values()} <= PAGES.keys()
