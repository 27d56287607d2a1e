"""The advice speaks up when a run is visibly wrong, names what to change, and is quiet otherwise."""

import dataclasses

import numpy as np
import pytest

from mlpviz import History, RunConfig, Trainer
from mlpviz.ui.advice import GROWN, PATIENT, advice

FIRST = Trainer(
    RunConfig(dataset="iris", preprocessing="standardize", hidden_sizes=(4, 4))
).history.newest


def history(**newest):
    """A history of the untrained record and one later record with some fields replaced."""
    records = History()
    records.append(FIRST)
    records.append(dataclasses.replace(FIRST, **({"epoch": PATIENT} | newest)))
    return records


def test_a_healthy_run_gets_none():
    assert advice(history()) is None


def test_an_untrained_network_gets_none():
    records = History()
    records.append(FIRST)
    assert advice(records) is None


@pytest.mark.parametrize("epoch", [1, PATIENT, 1000])
def test_a_loss_that_has_grown(epoch):
    words = advice(history(epoch=epoch, train_loss=1.01 * GROWN * FIRST.train_loss, lr=7.0))
    assert "learning rate (now 7)" in words
    assert f"{FIRST.train_loss:.3g}" in words
    assert advice(history(epoch=epoch, train_loss=0.99 * GROWN * FIRST.train_loss)) is None


def test_dead_layers_are_named():
    words = advice(history(dead_share=(0.5, 1.0)))
    assert "hidden layer 2" in words
    assert "dead" in words
    assert advice(history(dead_share=(0.5, 0.99))) is None


def test_saturated_layers_are_named_with_their_share():
    words = advice(history(saturated_share=(0.95, 0.0)))
    assert "95%" in words
    assert "hidden layer 1" in words
    assert advice(history(saturated_share=(0.9, 0.9))) is None


def test_a_collapse_onto_one_class():
    one = np.array([0.0, 1.0, 0.0])
    assert "one class" in advice(history(predicted_share_train=one))
    assert advice(history(predicted_share_train=np.array([0.01, 0.99, 0.0]))) is None


def test_one_class_is_right_if_the_data_have_no_other():
    one = np.array([0.0, 1.0, 0.0])
    assert advice(history(predicted_share_train=one, true_share_train=one)) is None


def test_the_first_epochs_count_as_a_start():
    bad = {"dead_share": (1.0, 1.0), "predicted_share_train": np.array([1.0, 0.0, 0.0])}
    assert advice(history(epoch=PATIENT - 1, **bad)) is None
    assert advice(history(epoch=PATIENT, **bad)) is not None


def test_regression_has_no_classes_to_collapse_onto():
    assert advice(history(predicted_share_train=None, true_share_train=None)) is None


def test_real_runs():
    def after(epochs, **choices):
        trainer = Trainer(RunConfig(dataset="iris", preprocessing="standardize", **choices))
        for _ in trainer.run(epochs):
            pass
        return advice(trainer.history)

    assert after(8) is None
    assert "learning rate" in after(8, lr=100.0, activation="relu")
