"""Some rows of a split, and how far two splits are apart: the column in which they differ most."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

ROWS = 500  # of a split that are looked at
ERRORS = 6.0  # standard errors: with a thousand columns, 4.5 comes by chance
SHIFTED = 0.5  # of the training spread
WIDENED = 2.0  # times the training spread, or as many times narrower
ROUND_OFF = 1e-9  # of a column's largest number: a constant has no spread but that


class Difference(NamedTuple):
    """What differs between the splits: ``what`` ("mean" or "spread") of a column of the inputs.

    ``train`` and ``test`` are its values, ``errors`` how many standard errors they are apart.
    """

    column: int
    what: str
    train: float
    test: float
    errors: float


def some(X: Array, Y: Array) -> tuple[Array, Array]:
    """At most 500 rows of X [n, d] and Y [n, k], the same ones every time, in their own order.

    Drawn at random: every so manieth could be all of one class.
    """
    if len(X) <= ROWS:
        return X, Y
    rows = np.sort(np.random.default_rng(0).choice(len(X), ROWS, replace=False))
    return X[rows], Y[rows]


def difference(X_train: Array, X_test: Array) -> Difference | None:
    """The largest difference between inputs [n, d] and [m, d]; None if there is none that matters.

    A mean counts that is half a spread of the training split away, or a spread twice or half as
    large; either by six standard errors, taken from both splits together: so a column that is 0
    but for a few samples cannot count.
    """
    train, test = (np.asarray(X, float) for X in (X_train, X_test))
    both = np.concatenate([train, test])
    middle = both.mean(axis=0)
    means = train.mean(axis=0), test.mean(axis=0)
    spreads = train.std(axis=0), test.std(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = np.abs(means[1] - means[0]) / spreads[0]
        ratio = spreads[1] / spreads[0]
        wider = np.fmax(ratio, 1.0 / ratio)
    found = [
        Difference(column, what, float(values[0][column]), float(values[1][column]), errors)
        for what, values, matters, a, b in (
            ("mean", means, shift > SHIFTED, train, test),
            ("spread", spreads, wider > WIDENED, (train - middle) ** 2, (test - middle) ** 2),
        )
        for column, errors in _largest(a, b, matters)
    ]
    return max(found, key=lambda difference: difference.errors, default=None)


def _largest(train: Array, test: Array, matters: Array) -> list[tuple[int, float]]:
    """The column whose means differ by most standard errors, among those that matter."""
    both = np.concatenate([train, test])
    error = both.std(axis=0) * (1.0 / len(train) + 1.0 / len(test)) ** 0.5
    apart = np.abs(train.mean(axis=0) - test.mean(axis=0))
    matters = matters & (apart > ROUND_OFF * np.abs(both).max(axis=0))
    errors = np.divide(apart, error, out=np.zeros(len(error)), where=(error > 0.0) & matters)
    column = int(errors.argmax())
    return [(column, float(errors[column]))] if errors[column] > ERRORS else []
