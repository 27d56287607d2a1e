"""The Train page without a browser: what may change while a run trains, and what starts it over."""

import numpy as np
import pytest

from mlpviz.engine.optimizers import OF_ALL
from mlpviz.workbench import slices


def test_seed_and_initial_weights(small):
    initial = small.weights
    small.choose("seed", 7)
    assert not np.array_equal(small.weights, initial)
    small.choose("seed", 0)
    np.testing.assert_array_equal(small.weights, initial)


def test_live_choices_wait_for_the_next_step(small):
    small.press("step")
    trainer = small.trainer
    for key, value in (("lr", 0.5), ("l2", 0.01), ("batch_size", 16)):
        small.set_only(key, value)
    small.press("step")
    assert small.trainer is trainer
    assert small.metrics["Epoch"] == "2"
    assert trainer.history.newest.lr == 0.5
    assert (trainer.l2, trainer.batch_size) == (0.01, 16)
    assert (small.config.lr, small.config.l2, small.config.batch_size) == (0.5, 0.01, 16)


def test_live_choices_act_while_it_plays(small):
    small.press("play")
    small.tick()
    small.redraw()
    trainer = small.trainer
    small.set_only("lr", 0.02)
    small.tick()
    assert small.trainer is trainer
    assert trainer.epoch == 2
    assert trainer.history.newest.lr == 0.02
    assert [record.lr for record in trainer.history] == [0.1, 0.1, 0.02]


def test_the_full_batch(small):
    small.set_only("batch_size", "full")
    small.press("step")
    assert small.trainer.batch_size is None
    assert small.config.batch_size is None
    assert small.widget("batch_size").value == "full"


def test_settings_of_the_optimiser_are_live(small):
    small.choose("optimizer", "adam")
    small.press("step")
    trainer = small.trainer
    small.set_only("adam.beta1", 0.5)
    small.press("step")
    assert small.trainer is trainer
    assert trainer.optimizer.settings["beta1"] == 0.5
    assert small.config.optimizer_options == {"beta1": 0.5}
    assert trainer.epoch == 2


def test_live_choices_survive_a_rebuild_and_new_optimisers_start_afresh(small):
    small.choose("optimizer", "momentum")
    small.set_only("lr", 0.05)
    small.set_only("momentum.momentum", 0.5)
    small.choose("activation", "relu")
    assert (small.config.lr, small.widget("lr").value) == (0.05, "0.05")
    assert small.config.optimizer_options == {"momentum": 0.5}
    small.choose("optimizer", "nesterov")
    assert small.config.optimizer_options == {}
    assert small.trainer.optimizer.settings == {"momentum": 0.9} | dict.fromkeys(OF_ALL, 0.0)


def test_an_output_without_a_scale_control_does_not_keep_the_scale(small):
    small.choose("output", "tanh")
    assert small.config.loss == "mse"
    small.choose("target_scale", 0.8)
    small.choose("output", "softmax")
    assert not small.has("target_scale")
    assert small.config.target_scale == 1.0


@pytest.mark.parametrize(
    ("key", "value"),
    [("activation", "relu"), ("test_size", 0.3), ("hidden_0", 9), ("output", "sigmoid")],
)
def test_a_choice_whose_control_has_left_the_page_changes_nothing(small, key, value):
    small.press("step")
    small.open_more()
    trainer = small.trainer
    small.session.widget_keys[key] = "left"
    small.choose(key, value)
    assert small.trainer is trainer


@pytest.mark.parametrize(("key", "value"), [("activation", "relu"), ("hidden_0", 9)])
def test_a_choice_that_the_run_has_already_does_not_start_it_over(small, key, value):
    small.press("step")
    trainer, present = small.trainer, small.widget(key).value
    small.session.widget_keys[key] = "other"
    small.test.session_state["other"] = present
    small.choose(key, value)
    assert small.trainer is trainer


def test_step_finishes_a_long_epoch_with_the_ticks_that_follow(small, monkeypatch):
    monkeypatch.setattr(slices, "PATIENCE", 0.0)
    small.press("step")
    assert 0.0 < small.trainer.progress < 1.0
    assert small.payload["playing"]
    for _ in range(small.trainer.batches_per_epoch):
        if not small.payload["playing"]:
            break
        small.send("tick", seq=small.payload["seq"], visible=[])
    assert (small.trainer.epoch, small.trainer.progress) == (1, 0.0)
    assert not small.payload["playing"]
