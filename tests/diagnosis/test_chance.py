"""Whether inputs tell anything of the targets, and what is said where they do not."""

import dataclasses

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig, Trainer, load_dataset
from mlpviz.diagnosis import DataFacts, diagnose
from mlpviz.diagnosis.chance import TOLD, signals, told_by_neighbours

SETS = [name for name in DATASETS if name not in ("one_sample", "worked_example", "random_pixels")]


def samples(name, seed=0):
    spec = DATASETS[name]
    data = load_dataset(name, preprocessing=spec.preprocessing, seed=seed)
    rows = np.random.default_rng(seed).permutation(len(data.X_train))[:300]
    return data.X_train[rows], data.Y_train[rows], spec.task == "classification"


@pytest.mark.parametrize("name", SETS)
def test_the_inputs_of_all_datasets_tell_of_their_targets(name):
    X, Y, classes = samples(name)
    n = 2 * len(X) // 3
    found = signals((X[:n], Y[:n]), (X[n:], Y[n:]), classes)
    assert found.told
    assert found.test > TOLD
    Y = Y[np.random.default_rng(1).permutation(len(Y))]
    found = signals((X[:n], Y[:n]), (X[n:], Y[n:]), classes)
    assert not found.told
    assert abs(found.test) < TOLD


def test_a_rare_class_counts_by_itself():
    rng = np.random.default_rng(3)
    y = (np.arange(500) < 25).astype(int)
    X = rng.normal(size=(500, 2)) + 1.5 * y[:, None]
    assert signals((X, np.eye(2)[y]), None, True).told
    assert not signals((rng.normal(size=(500, 2)), np.eye(2)[y]), None, True).told


def test_one_output_means_the_upper_half_is_class_1():
    X, Y, _ = samples("xor")
    one = 0.9 * (2.0 * Y[:, 1:] - 1.0)
    assert signals((X, one), (X, one), True) == signals((X, Y), (X, Y), True)


def test_few_samples_tell_nothing():
    assert not signals((np.eye(3), np.eye(3)), None, True).told
    assert told_by_neighbours((np.eye(3), np.eye(3)), True) == (0.0, 0.0)


def test_neighbours_are_told_by_the_features_as_they_are_or_standardised():
    rng = np.random.default_rng(50)
    X = rng.normal(size=(200, 2)) * [1.0, 1e-3]
    classes = np.eye(2)[(X[:, 1] > 0.0).astype(int)]
    as_is, standardised = told_by_neighbours((X, classes), True)
    assert as_is < 0.65 < 0.9 < standardised
    as_is, standardised = told_by_neighbours((X, X[:, 1:]), False)
    assert as_is < 0.1 < 0.8 < standardised


CONFIG = RunConfig(dataset="two_gaussians")
RECORD = Trainer(CONFIG).step_epoch()


def found(data, config=CONFIG, epoch=20, **fields):
    record = dataclasses.replace(RECORD, epoch=epoch, **fields)
    return {d.kind: d for d in diagnose([RECORD, record], config, data=data)}


def facts(train, test, output="softmax"):
    return DataFacts.of(*train, output, test)


def shuffled(Y, seed=5):
    return np.random.default_rng(seed).permutation(Y)


BY_HEART = {"train_accuracy": 1.0, "test_accuracy": 0.5, "train_loss": 0.01}


def test_labels_that_are_learned_by_heart_alone():
    X, Y, _ = samples("two_gaussians")
    random = facts((X[:150], shuffled(Y[:150])), (X[150:], shuffled(Y[150:])))
    told = found(random, **BY_HEART)["labels_look_random"]
    assert "by heart (accuracy 100.0%)" in told.sentence
    assert "labels_look_random" not in found(random, epoch=19, **BY_HEART)
    assert "labels_look_random" not in found(random, **BY_HEART | {"test_accuracy": 0.8})
    true = facts((X[:150], Y[:150]), (X[150:], Y[150:]))
    assert "labels_look_random" not in found(true, **BY_HEART)
    small = facts((X[:150], shuffled(Y[:150])), (X[150:179], shuffled(Y[150:179])))
    assert "labels_look_random" not in found(small, **BY_HEART)
    little = found(random, **BY_HEART | {"train_accuracy": 0.55})["labels_look_random"]
    assert "learns little (accuracy 55.0% in training)" in little.sentence


def test_labels_that_are_wrong_in_training_alone_are_not_random():
    X, Y, _ = samples("two_gaussians")
    wrong = np.arange(150) % 10 < 3
    noisy = np.where(wrong[:, None], 1.0 - Y[:150], Y[:150])
    data = facts((X[:150], noisy), (X[150:], Y[150:]))
    assert not data.class_signal.told
    assert data.class_signal.test > 4.0
    assert "labels_look_random" not in found(data, **BY_HEART)


def test_labels_of_the_test_that_belong_to_other_rows():
    X, Y, _ = samples("two_gaussians")
    data = facts((X[:150], Y[:150]), (X[150:], shuffled(Y[150:])))
    kinds = found(data, **BY_HEART)
    assert "Check the order of its rows" in kinds["test_labels_look_random"].sentence
    assert "labels_look_random" not in kinds
    true = facts((X[:150], Y[:150]), (X[150:], Y[150:]))
    assert "test_labels_look_random" not in found(true, **BY_HEART)
    unlike = facts((X[:150], Y[:150]), (X[150:] + 50.0, shuffled(Y[150:])))
    assert "test_labels_look_random" not in found(unlike, **BY_HEART)


def test_targets_that_are_numbers():
    X, Y, _ = samples("hills")
    config = RunConfig(dataset="hills")
    first = Trainer(config).history.newest
    last = dataclasses.replace(first, epoch=20, train_r2=0.9, test_r2=-0.3)

    def told(Y_train, Y_test):
        data = facts((X[:150], Y_train), (X[150:], Y_test), "identity")
        return {d.kind: d for d in diagnose([first, last], config, data=data)}

    kinds = told(shuffled(Y[:150]), shuffled(Y[150:]))
    assert kinds["labels_look_random"].title == "The targets look random"
    kinds = told(Y[:150], shuffled(Y[150:]))
    assert "count classes" not in kinds["test_labels_look_random"].sentence
    assert "test_labels_look_random" not in told(Y[:150], Y[150:])
