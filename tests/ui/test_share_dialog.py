"""The Share dialog, without a browser: what is chosen in it is in the link."""

import json
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

MOONS = {"v": "1", "data": "moons", "layers": "4"}
URL = "https://demo.org/nets/"


def fields(app):
    """What the fields of the dialog hold, by label."""
    found = [json.loads(node.proto.json) for node in app.test.get("bidi_component")]
    return {data["label"]: data["text"] for data in found if "label" in data}


def link(app):
    """Path and parameters of the link."""
    parts = urlsplit(fields(app)["Link"])
    return parts.path, dict(parse_qsl(parts.query, strict_parsing=True))


def notes(app):
    return " ".join(html.proto.body for html in app.test.get("html"))


@pytest.fixture
def opened(open_app):
    """Open a page and the dialog on it."""

    def open_dialog(page="", **query):
        app = open_app(page, **query)
        app.test.context = {"url": URL + page}
        app.test.button(key="share").click().run()
        app.redraw()
        return app

    return open_dialog


def test_the_dialog_is_there_only_once_it_is_asked_for(open_app, opened):
    assert "Link" not in fields(open_app(**MOONS))
    app = opened(**MOONS)
    path, parameters = link(app)
    assert path == "/nets/"
    assert parameters == dict(parse_qsl(urlsplit(fields(app)["Link"]).query))
    assert parameters.keys() >= app.config.to_query().keys()


@pytest.mark.parametrize("page", ["", "compare", "gradients", "bug-lab"])
def test_every_page_with_a_run_can_be_shared(opened, page):
    app = opened(page, **MOONS)
    assert link(app)[0] == f"/nets/{page}"
    assert app.widget("share_page").value == (page or "train")


def test_the_checkers_have_it_too_and_pages_without_a_run_do_not(open_app):
    assert open_app("bug-lab", mode="checkers").has("share")
    for page in ("presets", "check-my-code"):
        assert not open_app(page).has("share")


def test_what_is_chosen_is_in_the_link_and_told(opened, open_app):
    app = opened(**MOONS, preset="moons")
    app.choose("share_above", "say")
    app.choose("share_say", "Is it <b>big</b> enough?\nTry & see.")
    app.choose("share_hide", ["lr", "data_tab"])
    app.choose("share_epochs", "4e1")
    app.choose("share_play", True)
    app.choose("share_silent", True)
    app.choose("share_page", "gradients")
    path, parameters = link(app)
    assert path == "/nets/gradients"
    assert parameters["hide"] == "data_tab-lr"
    assert parameters["say"] == "Is it <b>big</b> enough? Try & see."
    assert [parameters[name] for name in ("play", "epochs", "answers")] == ["1", "40", "0"]
    for words in ("the page Gradients, with your sentence", "It plays at once.", "epoch 40"):
        assert words in notes(app)
    assert parameters.keys() & {"bug", "share"} == set()
    other = open_app("gradients", **parameters)
    assert other.session.lesson == app.session.shared
    assert other.config == app.config
    assert app.session.lesson.hide == (), "the sharer's own page stays as it is"


def test_a_preset_s_guide_is_shared_unless_nothing_is_wanted(opened):
    app = opened(preset="sine")
    assert "with the guide of “Sine”" in notes(app)
    assert "guide" not in link(app)[1]
    app.choose("share_above", "none")
    assert link(app)[1]["guide"] == "0"
    assert "guide" not in link(opened(**MOONS))[1]


def test_the_dialog_begins_with_the_link_s_own_lesson_and_remembers_the_last(opened):
    app = opened(**MOONS, hide="seed", say="Hello", epochs="7")
    assert link(app)[1].items() >= {"hide": "seed", "say": "Hello", "epochs": "7"}.items()
    app.choose("share_hide", ["lr"])
    app.session.sharing = None
    app.redraw()
    assert "Link" not in fields(app)
    app.test.button(key="share").click().run()
    app.redraw()
    assert link(app)[1]["hide"] == "lr"


def test_sharing_pauses_what_plays(open_app):
    app = open_app(**MOONS)
    app.press("play")
    app.test.button(key="share").click().run()
    assert not app.session.playing


def test_a_race_is_shared_with_what_it_varies_and_for_how_long(opened, open_app):
    app = opened("compare", **MOONS, vary="lr", values="0.5~0.1", epochs="7")
    parameters = link(app)[1]
    assert [parameters[name] for name in ("vary", "values", "epochs")] == ["lr", "0.5~0.1", "7"]
    other = open_app("compare", **parameters)
    assert [*other.session.compare.planned.runs] == ["lr 0.5", "lr 0.1"]
    assert other.metrics["Epoch"] == "0 / 7"
    assert link(opened("compare", **MOONS))[1]["epochs"] == "20"


def test_a_challenge_is_shared_without_its_answer(opened):
    app = opened("bug-lab", **MOONS, mode="challenge", challenge="7")
    hidden = app.session.bug_lab.challenge.hidden
    _, parameters = link(app)
    assert parameters["challenge"].startswith("7-")
    assert hidden not in fields(app)["Link"]


def test_the_iframe_is_of_the_same_link(opened):
    app = opened(**MOONS)
    found = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found[tag] = dict(attrs)

    Parser().feed(fields(app)["HTML"])
    assert found["iframe"]["src"] == fields(app)["Link"] + "&embed=true"
    assert found["iframe"]["title"] == "mlpviz: Moons, Train"


def test_the_qr_code_has_words(opened):
    assert 'alt="QR code of the link"' in notes(opened(**MOONS))


def test_an_embedded_page_has_a_link_to_the_whole_one_and_nothing_that_leads_away(open_app):
    for page in ("", "compare", "gradients", "bug-lab"):
        app = open_app(page, **MOONS, hide="lr", say="Hello")
        app.test.context = {"is_embedded": True}
        app.redraw()
        assert not app.test.sidebar.children
        for key in ("share", "show_all", "heading_way_on"):
            assert not app.has(key), (page, key)
        (whole,) = [
            html.proto.body
            for html in app.test.get("html")
            if "mlpviz-whole" in html.proto.body[:30]
        ]
        assert 'target="_blank"' in whole
        assert "embed" not in whole
        assert "hide=lr" in whole
        assert 'class="mlpviz-say"' in notes(app)
        for row in app.payload.get("table", {}).get("rows", []):
            assert row["buttons"] == [], "it leads to another page"
    app = open_app(preset="sine")
    app.test.context = {"is_embedded": True}
    app.redraw()
    assert not app.has("guide_all")
