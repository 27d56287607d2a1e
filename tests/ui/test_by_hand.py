"""The Train page without a browser: a weight that is set by hand in the network's card."""

import numpy as np
import pytest

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]", "lr": "0.5"}


@pytest.fixture
def app(open_app):
    return open_app(**SMALL)


def assign(app, name="W1", index=(1, 3), value="2"):
    app.send("assign", figure="network", name=name, index=list(index), value=value)


@pytest.mark.parametrize(
    ("typed", "value"), [("-1.5", -1.5), ("0,25", 0.25), (" 1e-3 ", 1e-3), ("1/4", 0.25)]
)
def test_a_number_is_taken_as_it_is_usually_typed(app, typed, value):
    app.press("step")
    before = app.metrics
    assign(app, value=typed)
    assert app.trainer.network.params["W1"][1, 3] == value
    assert app.metrics["Epoch"] == "1"
    assert app.metrics["Train loss"] != before["Train loss"]
    assert len(app.figures["network"]["diagram"]["words"]) == 8


def test_training_goes_on_from_there_and_going_back_keeps_it(app):
    app.press("step")
    assign(app, "b1", (2,), "3")
    flat = app.weights
    app.press("step")
    assert app.trainer.epoch == 2
    app.scrub(1)
    assert np.array_equal(app.session.viewer.flat, flat)
    assert app.figures["network"]["diagram"]["locked"]
    assign(app, "b1", (2,), "9")
    assert np.array_equal(app.trainer.history.parameters(1), flat)


def test_it_pauses_what_plays(app):
    app.press("play")
    assign(app)
    assert not app.session.playing
    assert app.trainer.network.params["W1"][1, 3] == 2.0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "W1[1, 3] = abc must be a number"),
        ("", "W1[1, 3] is empty: write a number"),
        ("1e999", "too large: choose a number between"),
        ("1e300", "is then not finite"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(app, typed, said):
    before = app.weights
    assign(app, value=typed)
    assert np.array_equal(app.weights, before)
    kind, text = app.said
    assert kind == "error"
    assert said in text
    assign(app)
    assert app.message is None or app.message["kind"] != "error"


def test_in_the_middle_of_an_epoch_it_says_what_to_do(app):
    app.trainer.step_batch()
    assign(app)
    assert "press Step" in app.said[1]
    assert app.trainer.by_hand == ()


def test_reset_brings_back_what_the_link_gives(app):
    before = app.weights
    assign(app)
    app.press("step")
    app.press("reset")
    assert np.array_equal(app.weights, before)
    assert app.trainer.by_hand == ()
    app.press("step")
    assign(app)
    app.press("reset")
    assert np.array_equal(app.weights, before)


def test_the_share_dialog_says_what_the_link_leaves_out(app):
    assign(app)
    app.press("share")
    (note,) = [each.value for each in app.test.get("html") if "set by hand" in str(each.value)]
    assert "W1[1, 3]" in note
    assert "→ 2" in note
