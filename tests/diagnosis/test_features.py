"""Features with one value, which tell nothing."""

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig, Trainer
from mlpviz.diagnosis import DataFacts
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.features import constant_features

NAMES = ["temperature", "year", "rain", "wind"]
NOISE = np.random.default_rng(5).normal(size=(5, 120))


def messages(constant, preprocessing="standardize", noise=2.0, d=4, epochs=30, **own):
    """Kind and sentence of what is said of a run on numbers of which some never change."""
    X = np.random.default_rng(4).normal(size=(120, d))
    y = X[:, 0] - X[:, 2] + noise * NOISE[0]
    X[:, constant] = 0.1 if preprocessing == "standardize" else 1.5
    data = Dataset.from_arrays(X, y, **own)
    choices = {"hidden_sizes": (4,), "lr": 0.03, "preprocessing": preprocessing}
    trainer = Trainer(RunConfig(dataset=data, **choices), data)
    trainer.train(epochs)
    return {d.kind: d.sentence for d in trainer.diagnose()}, trainer


@pytest.mark.parametrize("preprocessing", ["none", "standardize", "minmax"])
def test_where_all_are_constant_that_is_all_there_is_to_say_of_the_inputs(preprocessing):
    told, _ = messages([0, 1, 2, 3], preprocessing, feature_names=NAMES)
    assert next(iter(told)) == "constant_features"
    assert told["constant_features"].startswith(
        "All features, temperature, year, rain and 1 more, have the same value in all 96 training"
    )
    assert told.keys().isdisjoint({"inputs_not_scaled", "labels_look_random"})


def test_one_that_never_changes_is_named_in_a_run_that_learns_no_more():
    told, _ = messages([1], feature_names=NAMES)
    assert told["constant_features"].startswith(
        "year has the same value in all 96 training samples. It tells nothing of the targets"
    )
    told, _ = messages([1, 3])
    assert told["constant_features"].startswith("x1 and x3 have the same value")
    assert "They tell nothing" in told["constant_features"]


def test_where_it_does_no_harm_or_is_no_accident_nothing_is_said():
    assert messages([1], noise=0.1, epochs=60)[0] == {}, "the run learns all the same"
    assert "constant_features" not in messages([1], epochs=4)[0]
    assert "constant_features" not in messages([7], d=101)[0]
    assert "constant_features" not in messages([1], d=4, image_shape=(2, 2))[0]


def test_data_that_come_with_mlpviz_are_as_they_are():
    _, trainer = messages([1])
    known = {"data": trainer._data_facts}
    assert constant_features(Facts(tuple(trainer.history), trainer.config, **known))
    theirs = RunConfig(dataset="diabetes")
    assert constant_features(Facts(tuple(trainer.history), theirs, **known)) is None


def test_only_what_never_changes_at_all_is_constant():
    X = np.zeros((2000, 4))
    X[:, 0] = 0.1 - np.float64(0.3) / 3  # a standardised constant is 0 but for round-off
    X[0, 1] = 1.0  # among 2,000 samples, of which 500 are looked at
    X[:, 2] = np.where(np.arange(2000) % 2, 1.0, -1.0)
    X[:, 3] = -7.0
    facts = DataFacts.of(X, X[:, :1], "identity")
    assert facts.constant == (0, 3)
    assert not facts.empty
    assert DataFacts.of(X[:, [3]], X[:, :1], "identity").empty
    assert DataFacts.of(X[:1], X[:1, :1], "identity").constant == (), "of one, nothing can be told"
