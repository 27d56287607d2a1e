"""Shift and scale: what they make of the training split."""

import numpy as np
import pytest

from mlpviz.data import PREPROCESSING
from tests.rounding import gamma

X = np.random.default_rng(0).normal(3.0, [0.1, 1.0, 50.0], (40, 3))


def applied(name: str, values: np.ndarray) -> np.ndarray:
    shift, scale = PREPROCESSING[name].fit(values)
    assert shift.shape == scale.shape == (values.shape[1],)
    assert shift.dtype == scale.dtype == np.float64
    return (values - shift) / scale


def test_none_keeps_the_bits() -> None:
    assert np.array_equal(applied("none", X), X)


def test_standardize_is_per_feature_and_as_scikit_learn_does_it() -> None:
    from sklearn.preprocessing import StandardScaler

    np.testing.assert_allclose(applied("standardize", X), StandardScaler().fit_transform(X))


def test_standardize_unbiased_divides_by_n_minus_1() -> None:
    Z = applied("standardize_unbiased", X)
    np.testing.assert_allclose(Z, (X - X.mean(axis=0)) / X.std(axis=0, ddof=1))


def test_standardize_unbiased_of_a_single_sample_only_shifts() -> None:
    assert np.array_equal(applied("standardize_unbiased", X[:1]), np.zeros((1, 3)))


def test_standardize_global_keeps_the_features_proportions() -> None:
    Z = applied("standardize_global", X)
    # the mean that was taken off is off by its sum's roundings, and so is the one taken here
    bound = 2 * gamma(2 * X.size) * (1.0 + np.abs(X).max() / X.std())
    assert abs(Z.mean()) <= bound
    assert abs(Z.std() - 1) <= bound
    np.testing.assert_allclose(Z.std(axis=0) / X.std(axis=0), 1 / X.std())


def test_minmax_fills_zero_to_one_per_feature() -> None:
    Z = applied("minmax", X)
    assert np.array_equal(Z.min(axis=0), np.zeros(3))
    assert np.array_equal(Z.max(axis=0), np.ones(3))


@pytest.mark.parametrize("name", ["standardize", "minmax"])
def test_a_constant_feature_is_only_shifted(name: str) -> None:
    """0.1 is not exact in binary: its mean over 40 rows is off by round-off, its std is not 0."""
    values = X.copy()
    values[:, 1] = 0.1
    shift, scale = PREPROCESSING[name].fit(values)
    assert scale[1] == 1.0
    assert np.all(scale[[0, 2]] != 1.0)
    assert np.all(np.abs(values[:, 1] - shift[1]) < 1e-15)


def test_all_entries_constant() -> None:
    _, scale = PREPROCESSING["standardize_global"].fit(np.full((30, 2), 0.1))
    assert np.array_equal(scale, np.ones(2))
