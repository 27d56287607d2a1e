"""Checks of the kind that scikit-learn has of its own network, where no other file has them."""

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris, make_regression
from sklearn.exceptions import ConvergenceWarning

from mlpviz import MLPClassifier, MLPRegressor

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, Y = load_iris(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
NUMBERS, NUMBER = make_regression(60, 3, random_state=0)
NUMBER /= NUMBER.std()


def numbers(net):
    return np.concatenate([array.ravel() for array in [*net.coefs_, *net.intercepts_]])


def test_one_step_as_reckoned_by_hand():
    net = MLPClassifier(
        (2,),
        "sigmoid",
        solver="sgd",
        output="sigmoid",
        loss="binary_cross_entropy",
        alpha=0.1,
        learning_rate_init=0.1,
        batch_size=1,
        shuffle=False,
    )
    x, y = np.array([[0.6, 0.8, 0.7]]), np.array([0])
    net.partial_fit(x, y, classes=[0, 1])
    hidden, output = net.coefs_
    b1, b2 = net.intercepts_
    hidden[...] = [[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]]
    output[...] = [[0.1], [0.2]]
    b1[...], b2[...] = [0.1, 0.1], [1.0]
    net.partial_fit(x, y)
    (hidden, output), (b1, b2) = net.coefs_, net.intercepts_
    # z1 = (0.75, 0.3), a1 = their sigmoids, z2 = 0.1 a1[0] + 0.2 a1[1] + 1, p = its sigmoid
    a1 = 1 / (1 + np.exp(-np.array([0.06 + 0.24 + 0.35 + 0.1, 0.12 + 0.08 + 0.1])))
    p = 1 / (1 + np.exp(-(0.1 * a1[0] + 0.2 * a1[1] + 1.0)))
    d1 = p * np.array([0.1, 0.2]) * a1 * (1 - a1)
    np.testing.assert_allclose(output[:, 0], np.array([0.1, 0.2]) * 0.99 - 0.1 * p * a1)
    np.testing.assert_allclose(b2, 1.0 - 0.1 * p)
    before = np.array([[0.1, 0.2], [0.3, 0.1], [0.5, 0.0]])
    np.testing.assert_allclose(hidden, before * 0.99 - 0.1 * np.outer(x[0], d1), atol=1e-15)
    np.testing.assert_allclose(b1, 0.1 - 0.1 * d1)


def test_a_larger_alpha_has_smaller_weights():
    sums = []
    for alpha in (0.0, 1.0, 30.0):
        net = MLPClassifier((6,), alpha=alpha, random_state=1, max_iter=40, learning_rate_init=0.02)
        sums.append(sum(abs(array).sum() for array in net.fit(X, Y).coefs_))
    assert sums[0] > sums[1] > sums[2]


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_a_weight_of_two_is_the_sample_twice(kind):
    inputs, targets = (X, Y) if kind is MLPClassifier else (NUMBERS, NUMBER)
    twice = np.arange(len(inputs)) % 3 == 0
    choices = {"hidden_layer_sizes": (5,), "batch_size": None, "random_state": 0, "max_iter": 15}
    weighted = kind(**choices, alpha=0.0)
    weighted.fit(inputs, targets, sample_weight=np.where(twice, 2.0, 1.0))
    order = np.r_[np.arange(len(inputs)), np.flatnonzero(twice)]
    repeated = kind(**choices, alpha=0.0).fit(inputs[order], targets[order])
    np.testing.assert_allclose(numbers(weighted), numbers(repeated), rtol=1e-6, atol=1e-9)


def test_weights_of_zero_are_no_samples():
    choices = {"hidden_layer_sizes": (5,), "batch_size": None, "random_state": 0, "max_iter": 15}
    kept = np.arange(len(X)) % 4 != 0
    some = MLPClassifier(**choices, alpha=0.0).fit(X, Y, sample_weight=kept.astype(float))
    alone = MLPClassifier(**choices, alpha=0.0).fit(X[kept], Y[kept])
    np.testing.assert_allclose(numbers(some), numbers(alone), rtol=1e-6, atol=1e-9)


def test_without_an_end_by_itself_all_epochs_are_trained():
    net = MLPRegressor((3,), tol=1e6, n_iter_no_change=np.inf, max_iter=25, random_state=0)
    with pytest.warns(ConvergenceWarning, match="25"):
        net.fit(NUMBERS, NUMBER)
    assert net.n_iter_ == 25
    ended = MLPRegressor((3,), tol=1e6, n_iter_no_change=4, max_iter=25, random_state=0)
    assert ended.fit(NUMBERS, NUMBER).n_iter_ < 10


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_a_warm_start_trains_for_all_epochs_again(kind):
    inputs, targets = (X, Y) if kind is MLPClassifier else (NUMBERS, NUMBER)
    net = kind((4,), warm_start=True, max_iter=5, tol=0.0, random_state=0)
    assert net.fit(inputs, targets).n_iter_ == 5
    net.fit(inputs, targets)
    assert net.n_iter_ in (5, 10)  # of this fit, or of all
    assert len(net.loss_curve_) in (5, 10)
    longer = kind((4,), max_iter=10, tol=0.0, random_state=0).fit(inputs, targets)
    assert net.loss_ == pytest.approx(longer.loss_, rel=1e-9)


def test_the_share_for_validation_has_every_class():
    rare = np.r_[np.zeros(160, dtype=int), np.ones(40, dtype=int)]
    inputs = np.random.default_rng(0).normal(size=(200, 3))
    net = MLPClassifier((4,), early_stopping=True, validation_fraction=0.2, random_state=0)
    net.set_params(max_iter=3).fit(inputs, rare)
    kept = net.trainer_.dataset.labels_test
    assert np.bincount(kept).tolist() == [32, 8]


def test_one_class_and_no_sample_are_refused():
    with pytest.raises(ValueError, match="0 sample"):
        MLPClassifier((3,)).fit(np.empty((0, 2)), [])
    with pytest.raises(ValueError, match="NaN"):
        MLPClassifier((3,)).fit([[np.nan, 1.0], [1.0, 2.0]], [0, 1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.uint8])
def test_whole_numbers_and_short_floats_learn_as_others(dtype):
    images, labels = load_digits(n_class=2, return_X_y=True)
    net = MLPClassifier((6,), random_state=0, max_iter=20, learning_rate_init=0.01)
    net.fit(images.astype(dtype), labels)
    assert net.score(images.astype(dtype), labels) > 0.98
    wanted = np.float32 if dtype is np.float32 else np.float64
    assert {array.dtype for array in net.coefs_} == {np.dtype(wanted)}


def test_a_run_goes_on_in_parts_as_it_does_at_once():
    whole = MLPRegressor((4,), random_state=0, max_iter=6, tol=0.0, shuffle=False)
    parts = MLPRegressor((4,), random_state=0, shuffle=False)
    whole.fit(NUMBERS, NUMBER)
    for _ in range(6):
        parts.partial_fit(NUMBERS, NUMBER)
    np.testing.assert_allclose(numbers(parts), numbers(whole), rtol=1e-9)
