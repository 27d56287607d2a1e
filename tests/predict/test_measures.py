"""Confusion, precision, recall and calibration."""

import numpy as np
from sklearn.calibration import calibration_curve

from mlpviz.predict.measures import (
    BINS,
    bins_of,
    confusion,
    per_class,
    reliability,
    surest_first,
)

TRUE = np.array([0, 0, 0, 1, 1, 2])
SAID = np.array([0, 0, 1, 1, 0, 1])


def test_confusion_counts_rows_of_the_truth():
    assert confusion(TRUE, SAID, 3).tolist() == [[2, 1, 0], [1, 1, 0], [0, 1, 0]]


def test_a_weight_counts_as_so_many_samples():
    weights = np.array([1, 2, 0, 3, 1, 0.5])
    again = np.repeat(np.arange(6), (2 * weights).astype(int))
    twice = confusion(TRUE[again], SAID[again], 3)
    np.testing.assert_allclose(2 * confusion(TRUE, SAID, 3, weights), twice)
    for one, other in zip(
        per_class(TRUE, SAID, 3, weights)[:3],
        per_class(TRUE[again], SAID[again], 3)[:3],
        strict=True,
    ):
        np.testing.assert_allclose(one, other)
    sure = np.array([0.3, 0.9, 0.5, 0.7, 0.95, 0.2])
    one = reliability(sure, TRUE == SAID, weights)
    other = reliability(sure[again], (TRUE == SAID)[again])
    np.testing.assert_allclose(one.error, other.error)
    np.testing.assert_allclose(one.accuracy, other.accuracy)


def test_what_was_never_predicted_has_no_precision():
    found = per_class(TRUE, SAID, 4)
    np.testing.assert_allclose(found.precision, [2 / 3, 1 / 3, np.nan, np.nan])
    np.testing.assert_allclose(found.recall, [2 / 3, 1 / 2, 0.0, np.nan])
    assert found.support.tolist() == [3, 2, 1, 0]


def test_the_curve_is_scikit_learn_s():
    rng = np.random.default_rng(0)
    sure = np.concatenate([rng.uniform(0.3, 1.0, 300), np.linspace(0, 1, 11)])
    right = rng.uniform(size=311) < sure**2
    found = reliability(sure, right)
    accuracy, confidence = calibration_curve(right, sure, n_bins=BINS)
    held = found.share > 0
    np.testing.assert_allclose(found.accuracy[held], accuracy)
    np.testing.assert_allclose(found.confidence[held], confidence)
    np.testing.assert_allclose(found.share.sum(), 1.0)


def test_the_error_by_hand():
    # Two of three at 0.9 are right, the one at 0.55 is wrong.
    found = reliability(np.array([0.9, 0.9, 0.9, 0.55]), np.array([1, 1, 0, 0], bool))
    np.testing.assert_allclose(found.error, 0.75 * abs(2 / 3 - 0.9) + 0.25 * 0.55)
    assert np.isnan(found.accuracy[0])
    assert found.share[0] == 0
    assert np.isnan(reliability(np.array([]), np.array([], bool)).error)


def test_bins_hold_their_upper_end():
    assert bins_of(np.array([0.0, 0.1, 0.11, 0.5, 0.95, 1.0])).tolist() == [0, 0, 1, 4, 9, 9]


def test_the_surest_mistake_comes_first():
    sure = np.array([1.0, 0.9, 0.6, 0.9, 0.8, 0.8])
    assert surest_first(np.flatnonzero(TRUE != SAID), TRUE, SAID, sure).tolist() == [4, 5, 2]


def test_a_confidence_that_is_none_is_no_error_of_zero():
    found = reliability(np.array([np.nan, 0.5]), np.array([True, False]))
    assert np.isnan(found.error)
