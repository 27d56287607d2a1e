"""The Train page without a browser: earlier epochs, branches, and pinned runs."""

import json

import numpy as np
import pytest

from mlpviz import PRESETS
from mlpviz.charts.palette import TEST, TRAIN
from mlpviz.ui.markup import plain
from mlpviz.workbench.train.pins import MAX_PINS

OVER_EPOCHS = {"curves", "shares", "ridges", "layers"}
SMALL = {"dataset": "moons", "preprocessing": "standardize", "hidden_sizes": "[4]", "lr": "0.5"}


@pytest.fixture
def small(open_app):
    """The app on a small problem."""
    return open_app(**SMALL)


@pytest.fixture
def trained(small):
    """The same after six epochs."""
    for _ in range(6):
        small.press("step")
    return small


def names(app):
    return [row["cells"][0] for row in app.payload["table"]["rows"]]


def curves(app):
    return [trace["name"] for trace in app.figures["curves"]["data"]]


# The slider


def test_an_untrained_network_has_nothing_to_go_back_to(small):
    assert small.payload["timeline"] == {"step": 1, "newest": 0, "shown": 0}


def test_the_slider_offers_what_is_kept(trained):
    assert trained.payload["timeline"] == {"step": 1, "newest": 6, "shown": 6}


def test_thinned_out_epochs_are_not_offered(small):
    trainer = small.trainer
    trainer.history._snapshots.capacity = 4
    for _ in range(9):
        small.press("step")
    timeline = small.payload["timeline"]
    offered = range(0, timeline["newest"], timeline["step"])
    assert timeline["step"] > 1
    assert tuple(offered) == trainer.history.kept_epochs[: len(offered)]
    small.scrub(1)
    assert small.session.shown is None


def test_every_view_shows_the_earlier_epoch(small):
    small.see_all()
    states = []
    for _ in range(3):
        states.append((small.metrics, small.figures))
        small.press("step")
    newest = small.figures
    for epoch, (metrics, figures) in enumerate(states):
        small.scrub(epoch)
        assert small.metrics == metrics
        assert small.payload["timeline"]["shown"] == epoch
        for name in figures.keys() - OVER_EPOCHS:
            assert small.figures[name]["data"] == figures[name]["data"], name
        for name in figures.keys() & OVER_EPOCHS:  # these mark the epoch
            assert small.figures[name] != newest[name], name


def test_going_back_changes_nothing_but_what_is_shown(trained):
    weights, records = trained.weights, len(trained.trainer.history)
    trained.scrub(2)
    assert trained.metrics["Epoch"] == "2"
    assert trained.message["kind"] == "info"
    assert "epoch 2" in trained.message["text"]
    np.testing.assert_array_equal(trained.weights, weights)
    assert len(trained.trainer.history) == records
    trained.scrub(6)
    assert trained.session.shown is None
    assert trained.payload["timeline"]["shown"] == 6


def test_a_step_goes_on_from_the_newest_epoch(trained):
    trained.scrub(2)
    trained.press("step")
    assert trained.metrics["Epoch"] == "7"


def test_scrubbing_pauses(trained):
    trained.press("play")
    trained.scrub(3)
    assert trained.payload["playing"] is False


def test_a_reset_shows_the_beginning(trained):
    trained.scrub(3)
    trained.press("reset")
    assert trained.session.shown is None
    assert trained.metrics["Epoch"] == "0"
    assert trained.payload["timeline"] == {"step": 1, "newest": 0, "shown": 0}


def test_an_epoch_that_is_no_more_is_not_shown(trained):
    trained.press("reset")
    trained.press("play")
    trained.scrub(5)  # asked for before the reset
    assert trained.payload["playing"] is True
    assert trained.session.shown is None


# Branches


def test_a_branch_starts_from_the_weights_of_its_epoch(trained):
    then = trained.trainer.history.parameters(3).copy()
    before = trained.trainer.history.column("train_loss")
    trained.scrub(3)
    trained.act("branch", "3")
    assert trained.metrics["Epoch"] == "3"
    np.testing.assert_array_equal(trained.weights, then)
    trained.set_only("lr", 0.1)
    for _ in range(3):
        trained.press("step")
    (pin,) = trained.session.pins
    np.testing.assert_array_equal(pin.train_loss, before)
    now = trained.trainer.history.column("train_loss")
    np.testing.assert_array_equal(now[:4], before[:4])
    assert (now[4:] != before[4:]).all()
    assert names(trained) == ["lr 0.1", "● lr 0.5"]
    assert "branch 3" in str(trained.figures["curves"]["layout"]["annotations"])


def test_a_branch_without_a_change_repeats_the_same_bits(trained):
    weights = trained.weights
    trained.scrub(4)
    trained.act("branch", "4")
    trained.press("step")
    trained.press("step")
    np.testing.assert_array_equal(trained.weights, weights)


def test_a_second_click_on_branch_does_nothing(trained):
    trained.scrub(3)
    trained.act("branch", "3")
    trained.act("branch", "3")
    assert len(trained.session.pins) == 1


# Pins


def test_a_pinned_run_stays_behind_the_next_one(trained):
    loss = trained.trainer.history.column("test_loss")
    trained.press("pin")
    assert names(trained) == ["this run", "● run 1"]
    trained.press("new_weights")
    assert names(trained) == ["seed 1", "● seed 0"]
    assert curves(trained)[:4] == [f"seed 0 {s}" for s in ("train", "test", "train", "test")]
    assert trained.payload["table"]["rows"][1]["cells"][3] == f"{loss[-1]:.4g}"
    assert "Behind it, seed 0" in trained.figures["curves"]["alt"]


def test_a_pin_carries_the_choices_that_it_was_trained_with(trained):
    trained.choose("lr", 0.1)  # a rerun of the page takes it over, for the next step
    trained.press("pin")
    assert trained.config.lr == 0.1
    assert names(trained) == ["lr 0.1", "● lr 0.5"]


def test_one_moment_is_pinned_once(trained):
    trained.press("pin")
    trained.press("pin")
    assert len(trained.session.pins) == 1
    trained.press("step")
    trained.press("pin")
    assert len(trained.session.pins) == 2


def test_at_most_eight_runs_are_pinned(trained):
    for _ in range(MAX_PINS):
        assert not trained.widget("pin").disabled
        trained.press("pin")
        trained.press("step")
    assert trained.widget("pin").disabled
    trained.scrub(2)
    trained.act("branch", "2")
    assert "unpin" in trained.message["text"]
    assert trained.message["kind"] == "error"
    assert trained.trainer.epoch == 6 + MAX_PINS
    trained.act("unpin", "3")
    assert trained.message["kind"] != "error"
    assert len({pin.color for pin in trained.session.pins}) == MAX_PINS - 1
    trained.scrub(2)
    trained.act("branch", "2")
    assert len({pin.color for pin in trained.session.pins}) == MAX_PINS


def test_unpinning_the_last_one_takes_the_table_away(trained):
    trained.press("pin")
    trained.act("unpin", "0")
    assert "table" not in trained.payload
    trained.act("unpin", "0")  # the second of two clicks


def test_a_pinned_run_is_opened_where_it_was(trained):
    config, weights = trained.config, trained.weights
    trained.press("pin")
    trained.press("step")
    ahead = trained.weights
    trained.choose("activation", "relu")
    trained.press("step")
    trained.act("open_pin", "0")
    assert (trained.config, trained.metrics["Epoch"]) == (config, "6")
    np.testing.assert_array_equal(trained.weights, weights)
    assert trained.payload["timeline"]["newest"] == 6
    assert len(trained.session.pins) == 2
    trained.press("pin")
    assert len(trained.session.pins) == 2, "what is open is pinned already"
    trained.scrub(3)
    assert trained.session.shown == 3
    trained.press("step")
    np.testing.assert_array_equal(trained.weights, ahead)
    trained.press("reset")
    assert trained.trainer.epoch == 0


def test_a_run_that_nobody_pinned_is_pinned_before_another_is_opened(trained):
    trained.press("pin")
    trained.choose("activation", "relu")
    trained.press("step")
    lost = trained.weights
    trained.act("open_pin", "0")
    assert len(trained.session.pins) == 2
    trained.act("open_pin", "1")
    np.testing.assert_array_equal(trained.weights, lost)
    assert len(trained.session.pins) == 2
    trained.press("reset")
    trained.act("open_pin", "0")
    assert len(trained.session.pins) == 2, "an untrained network is no loss"


def test_where_there_is_no_room_the_visitor_is_asked(trained):
    for _ in range(MAX_PINS):
        trained.press("pin")
        trained.press("step")
    now = trained.trainer.epoch
    trained.act("open_pin", "2")
    assert "ends it" in trained.message["text"]
    assert [button["action"] for button in trained.message["buttons"]] == ["open_anyway", "stay"]
    trained.act("stay", "")
    assert trained.trainer.epoch == now
    assert trained.message is None or "ends it" not in trained.message["text"]
    trained.act("open_pin", "2")
    trained.act("open_anyway", "2")
    assert trained.trainer.epoch == 8
    assert trained.message is None or "ends it" not in trained.message["text"]


def test_a_run_too_large_to_be_kept_is_trained_again_to_where_it_was(trained, monkeypatch):
    weights = trained.weights
    monkeypatch.setenv("MLPVIZ_SNAPSHOT_BYTES", "1")
    trained.press("pin")
    trained.choose("activation", "relu")
    trained.act("open_pin", "0")
    assert "Training to epoch 6" in trained.message["text"]
    for _ in range(8):
        trained.tick()
    assert (trained.trainer.epoch, trained.session.playing) == (6, False)
    np.testing.assert_array_equal(trained.weights, weights)
    trained.act("open_pin", "0")
    trained.press("play")
    assert trained.session.goal is None, "Pause ends it"


def test_pins_come_back_after_a_reload(trained, open_app):
    trained.press("pin")
    text = trained.payload["stored"]
    for _ in range(3):
        trained.press("step")
    assert "stored" not in trained.payload, "it is told when it changes"
    again = open_app(**SMALL)
    assert again.payload["recall"] is True
    again.send("recall", text=text)
    assert names(again) == ["this run", "● run 1"]
    assert again.payload["recall"] is False
    again.send("recall", text="[]")
    assert len(again.session.pins) == 1, "once"
    again.act("open_pin", "0")
    for _ in range(9):
        again.tick()
    assert again.trainer.epoch == 6
    again.act("unpin", "0")
    assert json.loads(again.payload["stored"]) == []


def test_the_present_run_has_the_colours_of_its_curves(trained):
    trained.press("pin")
    first, second = trained.payload["table"]["rows"]
    assert (first["color"], first["second"]) == (TRAIN, TEST)
    assert "second" not in second


def test_runs_of_another_kind_have_no_score_in_common(trained):
    trained.press("pin")
    trained.choose("dataset", "sine")
    figure = trained.figures["curves"]["data"]
    assert [trace["yaxis"] for trace in figure[:2]] == ["y", "y"]
    row = trained.payload["table"]["rows"][1]["cells"]
    assert [cell.split()[0] for cell in row[4:6]] == ["accuracy", "accuracy"]


# Presets in links


def test_a_preset_by_its_name(open_app):
    app = open_app(preset="spiral")
    assert app.config == PRESETS["spiral"].config
    assert app.session.preset == "spiral"
    app.choose("activation", "elu")
    assert app.test.query_params["preset"] == "spiral"
    again = open_app(**app.test.query_params)
    assert again.config == app.config
    assert again.session.preset == "spiral"


def test_an_unknown_preset_says_so(open_app):
    app = open_app(preset="spirale")
    assert "spiral" in app.notice
    assert app.session.preset is None


def test_a_link_brings_no_markup(open_app):
    app = open_app(page="gradients", preset="[click](https://example.org)")
    (error,) = app.test.error
    assert plain("[click](https://example.org)") in error.value


def test_a_preset_goes_with_its_dataset(open_app):
    app = open_app(preset="spiral")
    app.choose("dataset", "moons")
    assert app.session.preset is None
    assert "preset" not in app.test.query_params
    assert open_app(preset="spiral", dataset="moons").session.preset is None
