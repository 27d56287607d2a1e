"""Rows into a training and a test split: scikit-learn's splits bit for bit, without scikit-learn.

Importing scikit-learn takes longer than all else that a run needs, and in a browser it would have
to be fetched. ``tests/data/test_splitting.py`` holds both to each other.
"""

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from mlpviz.data.spec import Floats, Values

Rows = NDArray[np.intp]


def split_rows(n: int, n_test: int, seed: int) -> tuple[Rows, Rows]:
    """Row numbers 0..n - 1 in random order, as (training, test): ``train_test_split``'s own."""
    order = RandomState(seed).permutation(n)
    return order[n_test:], order[:n_test]


def stratified_rows(y: Values, n_test: int, seed: int) -> tuple[Rows, Rows]:
    """The same, with every class's share in both splits right to within one sample.

    ``y`` [n] are classes. ``train_test_split``'s own with ``stratify=y``.
    """
    rng = RandomState(seed)
    _, classes, counts = np.unique(y, return_inverse=True, return_counts=True)
    n_train = _shares(counts, len(y) - n_test, rng)
    # All the rest. It is shared out once more, because scikit-learn draws lots here, too.
    tested = _shares(counts - n_train, n_test, rng)
    train, test = [], []
    for k, count in enumerate(counts):
        rows = np.flatnonzero(classes == k)[rng.permutation(int(count))]
        train.append(rows[: n_train[k]])
        test.append(rows[n_train[k] : n_train[k] + tested[k]])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def _shares(counts: Rows, n: int, rng: RandomState) -> Rows:
    """``n`` samples shared out among classes of ``counts`` samples, in proportion.

    Of what rounding down leaves over, each class gets one more at most, the largest remainders
    first; lots are drawn among equal ones.
    """
    exact: Floats = counts / counts.sum() * n
    shares = np.floor(exact).astype(np.intp)
    left, remainders = n - int(shares.sum()), exact - shares
    for remainder in np.unique(remainders)[::-1]:
        if left <= 0:
            break
        equal = np.flatnonzero(remainders == remainder)
        drawn = rng.choice(equal, min(len(equal), left), replace=False)
        shares[drawn] += 1
        left -= len(drawn)
    return shares
