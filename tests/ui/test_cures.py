"""The Train page without a browser: what helps is tried before it is offered."""

import numpy as np
import pytest

from mlpviz.limits import room
from tests.cures_by_hand import cure, search_by_hand

SICK = {"preset": "zero-weights"}
KNOWN = [cure(0.1), cure(0.2, 0.8)]


@pytest.fixture
def by_hand(monkeypatch):
    """Every search finds ``KNOWN``, after four slices."""
    return search_by_hand(monkeypatch, KNOWN, steps=4)


@pytest.fixture
def sick(by_hand, open_app):
    """A run that does not learn, paused."""
    app = open_app(**SICK)
    app.press("step")
    return app


@pytest.fixture
def searching(sick):
    """The same, while cures are looked for."""
    sick.act("try_cures", "")
    sick.tick()
    return sick


def actions(app):
    message = app.message or {"buttons": [], "further": []}
    return [button["action"] for button in message["buttons"] + message["further"]]


def finish(app):
    """Frames until the search is over."""
    while app.payload["playing"]:
        app.tick()


def test_a_search_goes_on_with_the_frames_and_ends(sick, by_hand):
    weights = sick.weights
    assert actions(sick) == ["try_cures"]
    assert sick.payload["playing"] is False
    sick.act("try_cures", "")
    shares = []
    while sick.payload["playing"]:
        assert actions(sick) == ["cancel_cures"]
        assert sick.message["trial"]["text"].startswith("Trying: ")
        shares.append(sick.message["trial"]["share"])
        sick.tick()
    assert shares == [0.0, 0.25, 0.5, 0.75]
    assert [button["title"] for button in sick.message["buttons"]] == [c.label for c in KNOWN]
    assert sick.message["trial"] == {
        "text": "4 changes were tried. These help, the best and simplest first:"
    }
    assert by_hand.asked == (sick.trainer, sick.config, None)
    np.testing.assert_array_equal(sick.weights, weights)


def test_a_search_that_is_cancelled_offers_what_it_knows(searching):
    searching.act("cancel_cures", "")
    assert searching.payload["playing"] is False
    assert [button["title"] for button in searching.message["buttons"]] == [KNOWN[0].label]


def other_page(app):
    app.open("gradients")
    app.redraw()
    app.open()
    app.redraw()


def live_choice(app):
    app.set_only("lr", 0.05)
    app.tick()


ENDS = {
    "Play": lambda app: app.press("play"),
    "Step": lambda app: app.press("step"),
    "Reset": lambda app: app.press("reset"),
    "New weights": lambda app: app.press("new_weights"),
    "a choice": lambda app: app.choose("activation", "relu"),
    "a live choice": live_choice,
    "an earlier epoch": lambda app: app.scrub(0),
    "another page": other_page,
    "Share": lambda app: app.press("share"),
    "leaving": lambda app: app.session.rest(),
}


def test_whatever_else_is_done_ends_a_search(sick):
    for name, end in ENDS.items():
        if sick.session.playing:
            sick.press("play")
        sick.press("step")
        sick.act("try_cures", "")
        sick.tick()
        assert sick.session.cures.search is not None, name
        end(sick)
        assert sick.session.cures.search is None, name
        assert sick.session.cures.found is None, name
        epoch = sick.trainer.epoch
        sick.tick(seq=0)  # one that was under way
        assert sick.trainer.epoch == epoch, name


def test_while_it_plays_there_is_only_the_message(sick):
    words = sick.message["text"]
    sick.press("play")
    assert sick.message["text"] == words
    assert actions(sick) == []
    sick.press("play")
    assert actions(sick) == ["try_cures"]


def test_what_was_tried_stays_until_run_or_choices_change(searching):
    finish(searching)
    other_page(searching)
    assert actions(searching) == ["cure", "cure"]
    searching.press("step")
    assert actions(searching) == ["cure", "cure", "try_cures"]
    assert "At epoch 1: " in searching.message["trial"]["text"]
    searching.act("try_cures", "")
    finish(searching)
    assert actions(searching) == ["cure", "cure"]
    searching.choose("lr", 0.05)
    assert actions(searching) == ["try_cures"]


def test_one_click_starts_the_cured_run_beside_the_sick_one(searching):
    finish(searching)
    app, sick = searching, searching.config
    app.set_only("l2", 0.001)  # moved, and no step since
    app.act("cure", KNOWN[1].label)
    assert app.trainer.lr == app.config.lr == 0.2
    assert app.config.l2 == 0.001
    assert app.metrics["Epoch"] == "0"
    assert [pin.config for pin in app.session.pins] == [sick]
    cured = app.config
    app.act("cure", KNOWN[1].label)  # the second of two clicks
    assert app.config == cured
    assert app.session.preset == SICK["preset"]


def test_a_cure_that_is_to_wait_trains_on(monkeypatch, open_app):
    waits = cure()
    search_by_hand(monkeypatch, [waits])
    app = open_app(**SICK)
    app.press("step")
    app.act("try_cures", "")
    finish(app)
    config = app.config
    app.act("cure", waits.label)
    assert app.payload["playing"] is True
    app.tick()
    assert app.trainer.epoch > 1
    assert app.config == config


@pytest.mark.parametrize("lesson", [{"answers": "0"}, {"hide": "cures"}, {"hide": "buttons"}])
def test_where_a_link_keeps_them_back_nothing_is_tried(by_hand, open_app, lesson):
    app = open_app(**SICK, **lesson)
    app.trainer.step_epoch()
    app.redraw()
    assert actions(app) == []
    assert (app.message["kind"] == "info") == ("answers" in lesson)
    app.act("try_cures", "")
    assert app.session.cures.search is None


def test_a_full_server_refuses_a_heavy_search_kindly(by_hand, open_app, monkeypatch):
    app = open_app(dataset="iris", hidden_sizes="[200,100]", initializer="zeros")
    app.press("step")
    monkeypatch.setattr(room, "memory", lambda: room.Memory(10**12, 10**12))
    app.act("try_cures", "")
    assert "no room for this run at the moment" in app.said[1]
    assert app.session.cures.search is None


def test_what_ended_training_has_a_cure(open_app):
    """A real search."""
    app = open_app(dataset="plane", lr="1e9", act="relu", layers="4", batch="full")
    while app.session.failure is None:
        app.press("step")
    assert app.message["kind"] == "error"
    assert "not finite" in app.message["text"]
    app.act("try_cures", "")
    finish(app)
    app.act("cure", app.message["buttons"][0]["argument"])
    assert app.message["kind"] == "info"
    for _ in range(5):
        app.press("step")
    assert app.message["kind"] != "error"
