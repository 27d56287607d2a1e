"""A class that is much rarer than the others."""

import dataclasses

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.diagnosis import diagnose

CONFIG = RunConfig(dataset="iris")
RECORD = Trainer(CONFIG).step_epoch()
NAMES = ("setosa", "versicolor", "virginica")


def told(true, predicted, accuracy, epoch=10, names=NAMES):
    shares = {
        "true_share_train": np.array(true),
        "predicted_share_train": np.array(predicted),
        "train_accuracy": accuracy,
        "train_loss": 0.3,
    }
    record = dataclasses.replace(RECORD, epoch=epoch, **shares)
    found = {d.kind: d for d in diagnose([RECORD, record], CONFIG, class_names=names)}
    return found.get("rare_class")


def test_a_rare_class_of_two_has_an_exact_recall():
    found = told([0.95, 0.05], [0.99, 0.01], 0.95)
    assert found.evidence["recall"] == pytest.approx((0.95 - 1.0 + 0.05 + 0.01) / 2 / 0.05)
    assert "10.0% are found" in found.sentence
    assert "Accuracy is 95.0%, but always answering setosa gives 95.0%" in found.sentence
    assert "none is found" in told([0.95, 0.05], [1.0, 0.0], 0.95).sentence


def test_of_more_classes_the_recall_is_bounded():
    found = told([0.94, 0.05, 0.01], [1.0, 0.0, 0.0], 0.94)
    assert "none is found" in found.sentence
    found = told([0.06, 0.92, 0.02], [0.03, 0.965, 0.005], 0.93)
    assert "at most 25.0% are found" in found.sentence
    assert found.evidence["exact"] is False


def test_a_rare_class_that_is_found_is_no_fault():
    assert told([0.95, 0.05], [0.96, 0.04], 0.97) is None
    assert told([0.95, 0.05], [0.94, 0.06], 0.95) is None
    assert told([0.8, 0.2], [1.0, 0.0], 0.8) is None
    assert told([0.95, 0.05], [1.0, 0.0], 0.95, epoch=9) is None


def test_a_run_that_is_worse_than_the_most_frequent_class_has_other_troubles():
    assert told([0.49, 0.49, 0.02], [0.5, 0.5, 0.0], 0.3) is None
    assert told([0.95, 0.05], [1.0, 0.0], 0.9) is None


def test_a_class_that_is_never_there_is_not_missed():
    assert told([0.5, 0.5, 0.0], [0.5, 0.5, 0.0], 0.99) is None


def test_a_forgotten_class_is_told_whatever_the_accuracy():
    found = told([0.49, 0.49, 0.02], [0.5, 0.5, 0.0], 0.98)
    assert "Accuracy is 98.0% all the same" in found.sentence
    assert told([0.49, 0.49, 0.02], [0.5, 0.49, 0.01], 0.99) is None
