"""How well the training samples can be told without a network, and so ought to be told by one."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.chance import encoded, fitted, score_of

FEW = 16  # so few samples have no neighbours to ask: what differs can be learned
ROWS_PER_FEATURE = 3  # fewer, and a linear fit goes through its samples whatever they are


class Reach(NamedTuple):
    """Scores on the training split, accuracy or R², that need no network.

    ``neighbours``: each sample is told by the three nearest others, features standardised; of at
    most 16 samples it is 1 if equal inputs have equal targets, else 0. ``linear``: least squares,
    R² adjusted for the number of features; NaN where there are too few samples for it.
    """

    neighbours: float
    linear: float

    @property
    def best(self) -> float:
        """The larger one: what a network that fits its training data need not stay below."""
        return float(np.nanmax(self))


def reach(samples: tuple[Array, Array], neighbours: float, classes: bool) -> Reach:
    """``Reach`` of inputs [n, d] and targets [n, k], which are ``classes`` or numbers.

    ``neighbours`` is what neighbours tell, of which fewer than 17 samples have none.
    """
    X, Y = np.asarray(samples[0], float), samples[1]
    T = encoded(Y, Y, classes)
    if len(X) <= FEW:
        return Reach(_consistent(X, T), float("nan"))
    return Reach(neighbours, _linear(X, T, classes))


def _consistent(X: Array, T: Array) -> float:
    """1 if equal inputs have equal targets, else 0."""
    same = (X[:, None] == X).all(axis=2)
    return float((T[:, None] == T).all(axis=2)[same].all())


def _linear(X: Array, T: Array, classes: bool) -> float:
    """The score of least squares with a bias; R² adjusted."""
    n, d = X.shape
    if n <= ROWS_PER_FEATURE * d:
        return float("nan")
    shift, scale = fitted(X)
    A = np.column_stack([(X - shift) / scale, np.ones(n)])
    fit = A @ np.linalg.lstsq(A, T, rcond=None)[0]
    score = score_of(fit, T, classes)
    return score if classes else 1.0 - (1.0 - score) * (n - 1) / (n - d - 1)
