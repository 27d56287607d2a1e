"""Dropout, L1, schedules and early stopping on the page: they act at once, and Play rests."""

import pytest

SMALL = {"v": "1", "data": "moons", "data.n_samples": "40", "layers": "4", "lr": "0.5"}


@pytest.fixture
def small(open_app):
    return open_app(**SMALL)


def test_penalties_and_dropout_act_without_another_run(small):
    small.press("step")
    trainer = small.trainer
    small.choose("dropout", 0.25)
    small.choose("l1", 0.001)
    small.press("step")
    assert small.trainer is trainer
    assert (trainer.epoch, trainer.dropout, trainer.l1) == (2, 0.25, 0.001)
    assert (small.config.dropout, small.config.l1) == (0.25, 0.001)
    assert {change.name for change in trainer.history.changes} == {"dropout", "l1"}
    assert small.test.query_params["dropout"] == "0.25"
    small.choose("dropout", 1.5)
    assert "is too large" in small.told("dropout")
    assert trainer.dropout == 0.25


def test_another_schedule_acts_without_another_run_and_brings_its_settings(small):
    assert "Learning rate" not in small.metrics
    small.press("step")
    trainer = small.trainer
    small.choose("schedule", "step")
    assert small.has("step.every")
    small.choose("step.every", 1)
    small.choose("step.factor", 0.5)
    small.press("step")
    assert small.trainer is trainer
    assert small.metrics["Learning rate"] == "0.25"
    assert small.test.query_params["sched.every"] == "1"
    small.choose("schedule", "cosine")
    assert not small.has("step.every")
    assert small.config.schedule_options == {}
    assert trainer.schedule.name == "cosine"
    small.choose("activation", "relu")
    assert small.trainer.schedule.name == "cosine"
    small.choose("schedule", "constant")
    assert "Learning rate" not in small.metrics


def test_play_rests_where_training_stops_early_and_the_page_says_why(open_app):
    app = open_app(**SMALL, speed="ten", patience="3")
    app.press("play")
    for _ in range(60):
        if not app.session.playing:
            break
        app.tick()
    assert app.trainer.stopped
    assert not app.session.playing
    epoch = app.trainer.epoch
    assert f"Stopped early, after epoch {epoch}: for 3 epochs in a row" in app.message["text"]
    app.press("play")
    app.tick()
    assert (app.trainer.epoch, app.session.playing) == (epoch, False)
    app.press("step")
    assert app.trainer.epoch == epoch + 1
    app.choose("patience", "never")
    assert not app.has("min_delta")
    assert "Stopped early" not in app.message["text"]
    app.press("play")
    app.tick()
    assert app.trainer.epoch > epoch + 1


def test_dropout_is_offered_where_there_are_hidden_units(open_app):
    assert not open_app(**SMALL | {"layers": "none"}).has("dropout")
