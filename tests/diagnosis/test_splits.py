"""Two splits that are not alike: what differs, and what is said of the scores."""

import dataclasses

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer, load_dataset
from mlpviz.data import Dataset
from mlpviz.data.targets import one_hot
from mlpviz.diagnosis import DataFacts, diagnose
from mlpviz.diagnosis.splits import difference

CONFIG = RunConfig(dataset="two_gaussians")
RECORD = Trainer(CONFIG).step_epoch()


def normal(n, d=5):
    return np.random.default_rng(n).normal(size=(n, d))


def test_splits_of_the_same_samples_do_not_differ():
    for seed in range(20):
        X = np.random.default_rng(seed).standard_t(3, size=(150, 40))
        assert difference(X[:120], X[120:]) is None


def test_a_shifted_column_is_named_with_its_means():
    X, other = normal(400), normal(100)
    other[:, 3] += 2.0
    found = difference(X, other)
    assert (found.column, found.what) == (3, "mean")
    assert found.test - found.train == pytest.approx(2.0, abs=0.4)
    assert found.errors > 6.0
    other[:, 3] -= 1.8
    assert difference(X, other) is None


def test_another_scale_is_named_with_its_spreads():
    X, other = normal(400), normal(100)
    other[:, 1] *= 5.0
    assert difference(X, other)[:2] == (1, "spread")
    assert difference(other, X)[:2] == (1, "spread")


def test_what_is_nearly_constant_is_no_difference():
    X = np.full((100, 3), 0.1 * 3)  # sums of it round
    other = X[:40].copy()
    assert difference(X, other) is None
    other[:2, 0] = 1.0
    assert difference(X, other) is None
    assert difference(X, other + 1.0).what == "mean"


def two_classes(X, y, X_test, y_test):
    """A dataset of one's own in two features."""
    return Dataset(
        "two_gaussians", "own", "classification", X, one_hot(y, 2), X_test, one_hot(y_test, 2),
        y, y_test, ("no", "yes"), ("width", "height"), None, np.zeros(2), np.ones(2),
    )  # fmt: skip


def kinds(trainer):
    return [diagnosis.kind for diagnosis in trainer.diagnose()]


def gaussians(n, seed, apart=3.0):
    random = np.random.default_rng(seed)
    y = random.integers(2, size=n)
    return random.normal(size=(n, 2)) + apart * y[:, None], y


def test_a_test_split_that_was_not_scaled_comes_before_overfitting():
    X, y = gaussians(200, 1)
    X_test, y_test = gaussians(80, 2)
    trainer = Trainer(CONFIG, two_classes(X, y, 30.0 + 10.0 * X_test, y_test))
    list(trainer.run(30))
    told = trainer.diagnose()
    assert [d.kind for d in told] == ["test_unlike_training"]
    assert "width" in told[0].sentence or "height" in told[0].sentence
    assert "standard errors" in told[0].sentence
    assert told[0].evidence["train_score"] > 0.9
    like = Trainer(CONFIG, two_classes(X, y, X_test, y_test))
    list(like.run(30))
    assert kinds(like) == []


def found(records, config=CONFIG, n_test=200, **facts):
    Y = np.eye(2)[np.arange(800) % 2]
    data = DataFacts.of(normal(800, 2), Y, "softmax", (normal(n_test, 2), Y[:n_test]))
    return {d.kind: d for d in diagnose(records, config, data=data, **facts)}


def scored(train, test, epochs=range(10), **fields):
    fields |= {"train_accuracy": train, "test_accuracy": test}
    return [dataclasses.replace(RECORD, epoch=e, **fields) for e in epochs]


def test_a_split_that_was_not_shuffled_has_other_classes():
    shares = {"true_share_train": np.array([0.6, 0.4]), "true_share_test": np.array([0.0, 1.0])}
    told = found(scored(0.9, 0.5, **shares), class_names=("no", "yes"))["test_unlike_training"]
    assert "0.0% of them are no, 60.0% in training" in told.sentence
    alike = shares | {"true_share_test": np.array([0.5, 0.5])}
    assert "test_unlike_training" not in found(scored(0.9, 0.5, **alike))
    assert "test_unlike_training" in found(scored(0.9, 0.9, **shares))


def test_a_test_score_above_training_beyond_chance():
    told = found(scored(0.7, 0.95))["test_better_than_training"]
    assert "95.0% in the test and 70.0% in training" in told.sentence
    assert "test_better_than_training" not in found(scored(0.93, 0.95))
    assert "test_better_than_training" not in found(scored(0.7, 0.95), n_test=10)
    assert "test_better_than_training" not in found(scored(0.7, 0.95, range(4)))
    once = [*scored(0.9, 0.9), *scored(0.7, 0.95, [10])]
    assert "test_better_than_training" not in found(once)


def test_a_test_loss_below_training_beyond_chance():
    fields = {
        "train_accuracy": None,
        "test_accuracy": None,
        "train_r2": 0.5,
        "true_share_train": None,
    }
    fields |= {"true_share_test": None, "predicted_share_train": None, "train_loss": 1.0}
    config = RunConfig(dataset="plane")

    def run(loss, r2):
        record = dataclasses.replace(RECORD, test_loss=loss, test_r2=r2, **fields)
        return found([dataclasses.replace(record, epoch=e) for e in range(10)], config)

    assert "R² is 0.9 in the test" in run(0.2, 0.9)["test_better_than_training"].sentence
    assert "test_better_than_training" not in run(0.7, 0.9)


def test_differences_are_measured_once_and_only_when_the_test_trails(monkeypatch):
    asked = []
    measure = "mlpviz.diagnosis.data_facts.difference"
    monkeypatch.setattr(measure, lambda *inputs: asked.append(inputs))
    data = load_dataset("two_gaussians")
    trainer = Trainer(CONFIG, data)
    list(trainer.run(10))
    trainer.diagnose()
    assert asked == []
    worse = trainer._data_facts
    records = scored(0.95, 0.5)
    for _ in range(2):
        diagnose(records, CONFIG, data=worse)
    assert len(asked) == 1
