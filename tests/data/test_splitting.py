"""Splits are scikit-learn's own, bit for bit, for any classes, sizes and seeds."""

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from mlpviz.data.splitting import split_rows, stratified_rows

SEEDS = (0, 3, 2**32 - 1)


@pytest.mark.parametrize(("n", "n_test"), [(10, 2), (442, 89), (443, 441), (1001, 333)])
def test_without_classes(n, n_test):
    for seed in SEEDS:
        expected = train_test_split(np.arange(n), test_size=n_test, random_state=seed)
        for own, theirs in zip(split_rows(n, n_test, seed), expected, strict=True):
            assert np.array_equal(own, theirs)


@pytest.mark.parametrize(
    ("counts", "n_test"),
    [
        ((50, 50), 20),
        ((50, 50), 3),
        ((7, 7, 7), 4),  # lots decide which classes get one more
        ((3, 2, 9, 2), 5),
        ((212, 357), 114),
        ((100, 3), 2),
        ((178, 182, 177, 183, 181, 182, 181, 179, 174, 180), 360),
    ],
)
def test_with_classes(counts, n_test):
    classes = np.repeat(np.arange(len(counts)), counts)
    for seed in SEEDS:
        y = np.random.default_rng(seed).permutation(classes)
        expected = train_test_split(
            np.arange(len(y)), test_size=n_test, random_state=seed, stratify=y
        )
        for own, theirs in zip(stratified_rows(y, n_test, seed), expected, strict=True):
            assert np.array_equal(own, theirs)
