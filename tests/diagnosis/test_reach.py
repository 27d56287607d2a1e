"""What samples allow without a network, on data whose answer is known."""

import numpy as np
import pytest

from mlpviz import load_dataset
from mlpviz.diagnosis import DataFacts

RNG = np.random.default_rng(0)


def facts(X, Y):
    return DataFacts.of(np.asarray(X, float), np.asarray(Y, float), "identity")


def test_a_line_and_its_neighbours():
    X = RNG.normal(size=(300, 2))
    line = X @ [[1.0], [2.0]]
    seen = facts(X, line).number_reach
    assert seen.linear == pytest.approx(1.0)
    assert 0.8 < seen.neighbours < 1.0
    assert seen.best == seen.linear


def test_circles_are_told_by_neighbours_and_by_no_line():
    data = load_dataset("circles")
    seen = facts(data.X_train, data.Y_train).class_reach
    assert seen.neighbours > 0.95
    assert seen.linear < 0.7


def test_noise_tells_nothing_however_many_features_there_are():
    X, Y = RNG.normal(size=(400, 60)), RNG.normal(size=(400, 1))
    seen = facts(X, Y).number_reach
    assert seen.best < 0.1


@pytest.mark.parametrize(("labels", "score"), [([0, 1, 1, 0, 0], 1.0), ([0, 1, 1, 0, 1], 0.0)])
def test_few_samples_can_be_learned_unless_they_contradict_each_other(labels, score):
    X = [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]]
    seen = facts(X, np.eye(2)[labels]).class_reach
    assert seen.neighbours == seen.best == score
    assert np.isnan(seen.linear)


def test_a_fit_through_as_many_features_as_samples_says_nothing():
    assert np.isnan(facts(RNG.normal(size=(60, 30)), RNG.normal(size=(60, 1))).number_reach.linear)
