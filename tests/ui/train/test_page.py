"""The Train page without a browser: the first visit, and training."""

import json
import math

import numpy as np

from mlpviz import RunConfig, Trainer
from mlpviz.views.table import VIEWS
from mlpviz.workbench import slices
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.train.run_status import EARLIER, NOTHING
from tests.ui.small import SMALL

# The first visit


def test_the_first_visit(open_app):
    app = open_app()
    assert app.config == FIRST_RUN
    assert app.metrics["Epoch"] == "0"
    assert set(app.metrics) == {
        "Epoch",
        "Train loss",
        "Test loss",
        "Train accuracy",
        "Test accuracy",
    }
    assert app.payload["playing"] is False
    assert app.message["kind"] == "info"
    assert "Press Play" in app.message["text"]
    assert app.widget("play").label == "Play"
    assert app.test.query_params == {}


def test_all_charts_are_in_place_at_once_and_those_of_the_first_screen_are_drawn(app):
    expected = {
        name: view.first for name, view in VIEWS.items() if view.applies(app.trainer.dataset)
    }
    assert {name: bool(figure.get("data")) for name, figure in app.figures.items()} == expected
    assert {"curves", "images", "network", "predictions", "check", "weights", "gradients"} <= set(
        expected
    )


def test_the_payload_is_small(app):
    app.press("step")
    assert len(json.dumps(app.payload)) < 64_000  # some 5,000 of them are what units show


def test_every_control_has_help_of_one_line(app):
    app.choose("activation", "mixed")
    app.choose("optimizer", "adamw")
    app.choose("initializer", "normal")
    controls = [
        node
        for node in app.test._tree
        if getattr(node, "key", None) and hasattr(getattr(node, "proto", None), "help")
    ]
    assert len(controls) > 20
    for node in controls:
        assert node.proto.help.strip(), node.key
        assert "\n" not in node.proto.help, node.key


# Training


def test_step_trains_one_epoch(app):
    before = app.weights
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert not np.array_equal(app.weights, before)
    assert app.said == ("info", f"{NOTHING} {EARLIER}")
    expected = Trainer(RunConfig())
    expected.step_epoch()
    np.testing.assert_array_equal(app.weights, expected.network.flat)


def test_step_changes_every_chart(app):
    app.see_all()
    before = app.figures
    app.press("step")
    for name, figure in app.figures.items():
        assert figure != before[name] | {"alt": figure["alt"]}, name
        assert figure["alt"] != before[name]["alt"], name


def test_metrics_are_those_of_the_record(app):
    app.press("step")
    record = app.trainer.history.newest
    assert app.metrics == {
        "Epoch": "1",
        "Train loss": f"{record.train_loss:.4g}",
        "Test loss": f"{record.test_loss:.4g}",
        "Train accuracy": f"{record.train_accuracy:.1%}",
        "Test accuracy": f"{record.test_accuracy:.1%}",
    }


def test_play_and_pause(small):
    small.press("play")
    assert small.widget("play").label == "Pause"
    assert small.payload["playing"] is True
    for epoch in (1, 2, 3):
        small.tick()
        assert small.metrics["Epoch"] == str(epoch)
    small.redraw()
    small.press("play")
    assert small.widget("play").label == "Play"
    assert small.payload["playing"] is False
    assert small.trainer.epoch == 3


def test_a_tick_after_pause_trains_nothing(small):
    small.press("play")
    late = small.session.seq
    small.press("play")
    for seq in (late, small.session.seq):
        small.tick(seq)
        assert small.trainer.epoch == 0


def test_a_tick_for_an_old_frame_trains_nothing(small):
    small.press("play")
    old = small.session.seq
    small.tick(old)
    assert small.trainer.epoch == 1
    for seq in (old, old - 1, old + 100):
        small.tick(seq)
        assert small.trainer.epoch == 1
    small.tick()
    assert small.trainer.epoch == 2


def test_step_while_playing_pauses(small):
    small.press("play")
    small.tick()
    small.redraw()
    small.press("step")
    assert small.trainer.epoch == 2
    assert small.payload["playing"] is False


def test_only_what_is_on_screen_is_sent_while_playing(small):
    small.press("play")
    small.tick(visible=["check", "curves"])
    assert {name for name, figure in small.figures.items() if "data" in figure} == {
        "check",
        "curves",
    }


def test_what_comes_on_screen_is_drawn(small):
    small.press("play")
    small.tick(visible=["curves"])
    small.redraw()
    small.press("play")
    small.send("look", visible=["curves", "weights"])
    assert {name for name, figure in small.figures.items() if "data" in figure} == {
        "curves",
        "weights",
    }
    assert small.trainer.epoch == 1


def test_full_speed_trains_as_many_epochs_as_fit_into_a_frame(small, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.0395)  # that is 39.5 looks at the clock
    small.choose("speed", "full")
    small.press("play")
    small.tick()
    looks = small.trainer.batches_per_epoch + 3  # with every batch; to begin, to end, to go on
    assert small.trainer.epoch == math.ceil(39.5 / looks) > 1


def test_ten_epochs_a_frame_or_what_fits_into_its_patience(small, monkeypatch):
    small.choose("speed", "ten")
    small.press("play")
    small.tick()
    assert small.trainer.epoch == 10
    small.press("step")
    assert small.trainer.epoch == 11
    monkeypatch.setattr(slices, "PATIENCE", 0.0395)
    small.press("play")
    small.tick()
    assert 11 < small.trainer.epoch < 21


def test_one_epoch_a_second_is_asked_for_a_second_apart(small):
    small.choose("speed", "second")
    assert small.payload["wait"] == 0, "nothing plays"
    small.press("play")
    small.tick()
    assert (small.trainer.epoch, small.payload["wait"]) == (1, 1000)
    small.choose("speed", "one")
    assert small.payload["wait"] == 0
    small.choose("speed", "second")
    small.press("play")
    assert small.payload["wait"] == 0


def test_the_speed_is_part_of_the_address(open_app):
    app = open_app(**SMALL, v="1", speed="ten")
    assert app.widget("speed").value == "ten"
    app.choose("speed", "full")
    assert app.test.query_params["speed"] == "full"
    assert "speed = 'fast' is unknown" in open_app(v="1", data="iris", speed="fast").notice


def test_a_run_stops_at_the_epoch_that_is_typed_and_goes_on_if_asked(small):
    small.choose("speed", "ten")
    small.choose("stop", "14")
    assert small.test.query_params["epochs"] == "14"
    small.press("play")
    for _ in range(4):
        small.tick()
    assert (small.trainer.epoch, small.session.playing) == (14, False)
    assert "Play has stopped at epoch 14" in small.message["text"]
    small.press("play")
    small.tick()
    assert small.trainer.epoch == 24
    small.choose("stop", "soon")
    assert small.message["text"].startswith("Stop at epoch = soon must be a whole number")
    assert small.widget("stop").value == "14"
    small.choose("stop", "")
    assert "epochs" not in small.test.query_params
    assert small.message is None or small.message["kind"] != "error"


def test_reset_gives_the_same_weights_back_to_the_bit(small):
    initial = small.weights
    for _ in range(3):
        small.press("step")
    trained = small.weights
    small.press("reset")
    assert small.metrics["Epoch"] == "0"
    np.testing.assert_array_equal(small.weights, initial)
    assert len(small.trainer.history) == 1
    for _ in range(3):
        small.press("step")
    np.testing.assert_array_equal(small.weights, trained)


def test_new_weights_change_the_seed(small):
    initial, seed = small.weights, small.config.seed
    small.press("step")
    small.press("new_weights")
    assert small.metrics["Epoch"] == "0"
    assert small.config.seed == seed + 1
    assert small.widget("seed").value == str(seed + 1)
    assert not np.array_equal(small.weights, initial)
    assert small.test.query_params["seed"] == str(seed + 1)


def test_the_last_seed_is_followed_by_the_first(open_app):
    app = open_app(**SMALL, seed=str(2**32 - 1))
    app.press("new_weights")
    assert app.config.seed == 0


def test_zoom_is_forgotten_with_the_run_only(small):
    first = small.payload["revision"]
    small.press("step")
    assert small.payload["revision"] == first
    small.press("reset")
    second = small.payload["revision"]
    small.choose("activation", "relu")
    assert len({first, second, small.payload["revision"]}) == 3
