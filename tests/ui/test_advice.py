"""Advice comes when a run is visibly wrong, says what to change, and is quiet otherwise."""

import dataclasses

import numpy as np
import pytest

from mlpviz import History, RunConfig, Trainer
from mlpviz.ui.advice import GROWN, PATIENT, advice

CONFIG = RunConfig(dataset="iris", preprocessing="standardize", hidden_sizes=(4, 4))
FIRST = Trainer(CONFIG).history.newest
CLASSES = ("setosa", "versicolor", "virginica")


def after(config=CONFIG, **newest):
    """The advice when a later record follows the untrained one, with some fields replaced."""
    records = History()
    records.append(FIRST)
    records.append(dataclasses.replace(FIRST, **({"epoch": PATIENT} | newest)))
    return advice(records, config, CLASSES)


def test_a_healthy_run_gets_none():
    assert after() is None


def test_an_untrained_network_gets_none():
    records = History()
    records.append(FIRST)
    assert advice(records, CONFIG, CLASSES) is None


def test_initial_weights_that_overflow():
    assert "initial weights is not finite" in after(epoch=0, train_loss=float("nan"))


@pytest.mark.parametrize("epoch", [1, PATIENT, 1000])
def test_a_loss_that_has_grown(epoch):
    words = after(epoch=epoch, train_loss=1.01 * GROWN * FIRST.train_loss, lr=7.0)
    assert "learning rate (now 7)" in words
    assert f"{FIRST.train_loss:.3g}" in words
    assert after(epoch=epoch, train_loss=0.99 * GROWN * FIRST.train_loss) is None


def test_dead_layers_are_named():
    words = after(dead_share=(0.5, 1.0))
    assert "hidden layer 2" in words
    assert "dead" in words
    assert after(dead_share=(0.5, 0.99)) is None


def test_saturated_layers_are_named_with_their_share():
    words = after(saturated_share=(0.95, 0.0))
    assert "95%" in words
    assert "hidden layer 1" in words
    assert after(saturated_share=(0.9, 0.9)) is None


def test_a_collapse_onto_one_class():
    one = np.array([0.0, 1.0, 0.0])
    assert "one class, versicolor" in after(predicted_share_train=one)
    assert after(predicted_share_train=np.array([0.01, 0.99, 0.0])) is None


def test_one_class_is_right_if_the_data_have_no_other():
    one = np.array([0.0, 1.0, 0.0])
    assert after(predicted_share_train=one, true_share_train=one) is None


def test_the_first_epochs_count_as_a_start():
    bad = {"dead_share": (1.0, 1.0), "predicted_share_train": np.array([1.0, 0.0, 0.0])}
    assert after(epoch=PATIENT - 1, **bad) is None
    assert after(epoch=PATIENT, **bad) is not None


def test_regression_has_no_classes_to_collapse_onto():
    assert after(predicted_share_train=None, true_share_train=None) is None


@pytest.mark.parametrize(
    ("activation", "offered"), [("relu", True), ("leaky_relu", False), ("tanh", False)]
)
def test_leaky_relu_is_offered_instead_of_relu_only(activation, offered):
    words = after(CONFIG.changed(activation=activation), dead_share=(1.0, 0.0))
    assert ("leaky_relu" in words) == offered


@pytest.mark.parametrize(
    "choices",
    [{"initializer": "zeros"}, {"initializer": "normal", "initializer_options": {"std": 0.0}}],
)
def test_zero_weights_are_a_matter_of_symmetry(choices):
    words = after(CONFIG.changed(**choices), dead_share=(1.0, 1.0))
    assert "zero" in words
    assert "initial weights" in words
    assert "dead" not in words


def test_a_linear_model_may_start_from_zero():
    linear = CONFIG.changed(initializer="zeros", hidden_sizes=())
    assert after(linear, dead_share=(), saturated_share=()) is None


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, None),
        ({"lr": 100.0, "activation": "relu"}, "learning rate"),
        ({"initializer": "zeros"}, "initial weights"),
    ],
)
def test_real_runs(choices, words):
    trainer = Trainer(CONFIG.changed(**choices))
    for _ in trainer.run(8):
        pass
    said = advice(trainer.history, trainer.config, trainer.dataset.class_names)
    assert (said is None) if words is None else (words in said)
