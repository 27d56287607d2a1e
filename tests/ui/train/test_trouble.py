"""The Train page without a browser: runs that break, and those that are refused."""

import numpy as np
import pytest

from tests.ui.small import SMALL


@pytest.fixture
def diverging(open_app):
    """A run that is one step away from overflow."""
    return open_app(
        dataset="diabetes",
        preprocessing="none",
        output="identity",
        loss="mse",
        activation="relu",
        lr="1e9",
    )


def test_divergence_is_told_in_plain_words_and_keeps_the_run(diverging):
    trainer = diverging.trainer
    for _ in range(3):
        diverging.press("step")
        assert np.isfinite(diverging.weights).all()
    assert diverging.trainer is trainer
    assert diverging.message["kind"] == "error"
    assert "not finite" in diverging.message["text"]
    assert [button["title"] for button in diverging.message["buttons"]] == ["Try cures"]
    good = trainer.history.newest
    assert diverging.metrics["Epoch"] == str(good.epoch)


def test_a_lower_learning_rate_goes_on_from_the_last_good_weights(open_app):
    app = open_app(
        dataset="hills",
        preprocessing="none",
        output="identity",
        loss="mse",
        lr="1e9",
        activation="relu",
    )
    trainer = app.trainer
    good = app.weights
    app.press("step")
    assert app.message["kind"] == "error"
    np.testing.assert_array_equal(app.weights, good)
    app.set_only("lr", 1e-3)
    app.press("step")
    assert app.trainer is trainer
    assert app.metrics["Epoch"] == "1"
    assert app.message["kind"] == "info"
    assert trainer.history.newest.train_loss < trainer.history[0].train_loss


def test_divergence_stops_playing(diverging):
    diverging.press("play")
    for _ in range(5):
        diverging.tick()
    diverging.redraw()
    assert diverging.payload["playing"] is False
    assert diverging.widget("play").label == "Play"
    assert diverging.message["kind"] == "error"


def test_numbers_that_have_run_away_still_fit_their_place(diverging):
    diverging.press("step")
    assert all(len(value) <= 12 for value in diverging.metrics.values()), diverging.metrics


def test_a_run_that_is_too_big_is_refused_and_the_old_one_kept(open_app):
    app = open_app(dataset="mnist", hidden_sizes="[4,4096]")
    trainer = app.trainer
    app.choose("hidden_0", 4096)
    assert app.message["kind"] == "error"
    assert "parameters" in app.message["text"]
    assert app.trainer is trainer
    assert app.config.hidden_sizes == (4, 4096)
    assert app.widget("hidden_0").value == "4096", "what was typed stays, with the reason below"
    assert "parameters" in app.session.refusals["hidden_0"].words
    app.press("remove_1")
    assert app.config.hidden_sizes == (4,)
    assert app.message["kind"] == "info"


def test_zero_weights_get_advice_that_helps(open_app):
    app = open_app(**SMALL, initializer="zeros")
    for _ in range(8):
        app.press("step")
    assert app.message["kind"] == "warning"
    assert "leaky_relu" not in app.message["text"]
    assert "random weights" in app.message["text"]
