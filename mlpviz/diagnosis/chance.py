"""Whether inputs tell anything of the targets: neighbours and a linear fit against chance."""

from math import nan, sqrt
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

NEIGHBOURS = 3
TOLD = 5.0  # standard errors: shuffled targets stay below 4.2, bundled data are above 10


class Signals(NamedTuple):
    """How well targets are told without a network, in standard errors above chance.

    ``neighbours``: each training sample by the three nearest others, features standardised;
    ``linear``: each half of them by least squares on the other one; ``test``: each test sample by
    the three nearest training samples, NaN if there are none. About N(0, 1) where the targets do
    not hang on the inputs.
    """

    neighbours: float
    linear: float
    test: float

    @property
    def told(self) -> bool:
        """Whether the training samples tell anything of each other."""
        return max(self.neighbours, self.linear) > TOLD


def signals(train: tuple[Array, Array], test: tuple[Array, Array] | None, classes: bool) -> Signals:
    """``Signals`` of inputs [n, d] and targets [n, k] of both splits, those being ``classes``."""
    X, Y = train
    shift, scale = fitted(X)
    Z, T = (X - shift) / scale, encoded(Y, Y, classes)
    if len(Z) <= NEIGHBOURS:
        return Signals(0.0, 0.0, nan)
    halves = [(Z[i::2], T[i::2]) for i in (0, 1)]
    fits = [_fit(*halves[1 - i], halves[i][0]) for i in (0, 1)]
    cross = nan
    if test is not None:
        near = nearest(Z, (test[0] - shift) / scale)
        cross = above_chance(T[near].mean(axis=1), encoded(test[1], Y, classes))
    return Signals(
        above_chance(T[nearest(Z, Z)].mean(axis=1), T),
        above_chance(np.concatenate(fits), np.concatenate([t for _, t in halves])),
        cross,
    )


def told_by_neighbours(train: tuple[Array, Array], classes: bool) -> tuple[float, float]:
    """Accuracy or R² of telling samples by their three nearest: features as they are, standardised.

    ``train`` are inputs [n, d] and targets [n, k]; of up to three samples nothing is told.
    """
    X, Y = np.asarray(train[0], float), train[1]
    T = encoded(Y, Y, classes)
    if len(X) <= NEIGHBOURS:
        return 0.0, 0.0
    shift, scale = fitted(X)
    as_is, standardised = (
        score_of(T[nearest(Z, Z)].mean(axis=1), T, classes)
        for Z in (X - shift, (X - shift) / scale)
    )
    return as_is, standardised


def fitted(X: Array) -> tuple[Array, Array]:
    """Mean and spread of every feature [d]; 1 for one that never varies."""
    spread = X.std(axis=0, dtype=float)
    return X.mean(axis=0, dtype=float), np.where(spread > 0.0, spread, 1.0)


def score_of(told: Array, T: Array, classes: bool) -> float:
    """Accuracy or R² of what is ``told`` of the targets T, both [n, k].

    R² is the mean over targets, one that never varies counting as 0, as ``evaluate`` has it.
    """
    if classes:
        return float((told.argmax(axis=1) == T.argmax(axis=1)).mean())
    total, left = ((T - T.mean(axis=0)) ** 2).sum(axis=0), ((T - told) ** 2).sum(axis=0)
    varies = total > 0.0
    return float((1.0 - left[varies] / total[varies]).sum()) / len(total)


def encoded(Y: Array, train: Array, classes: bool) -> Array:
    """Numbers as they are; classes one-hot: a single column means class 1 above its middle."""
    if not classes:
        return np.asarray(Y, float)
    n_classes = max(2, Y.shape[1])
    single = Y[:, 0] > (train.min() + train.max()) / 2.0
    labels = Y.argmax(axis=1) if Y.shape[1] > 1 else single.astype(int)
    one_hot: Array = np.eye(n_classes)[labels]
    return one_hot


def nearest(Z: Array, asked: Array) -> Array:
    """Rows of Z [n, d] that are nearest to each of ``asked`` [m, d]: [m, 3], itself left out.

    A row that is the same object's, ``asked is Z``, is not its own neighbour.
    """
    square = (Z**2).sum(axis=1)
    distance = (asked**2).sum(axis=1)[:, None] + square - 2.0 * asked @ Z.T
    if asked is Z:
        np.fill_diagonal(distance, np.inf)
    return np.argpartition(distance, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]


def _fit(Z: Array, T: Array, asked: Array) -> Array:
    """Least squares with a bias on [n, d], at ``asked`` [m, d]; with a ridge of 1.

    Where there are fewer samples than features, by the smaller system: A' (A A' + 1)^-1 T.
    """
    A, wanted = (np.column_stack([rows, np.ones(len(rows))]) for rows in (Z, asked))
    n, d = A.shape
    if n < d:
        told: Array = wanted @ (A.T @ np.linalg.solve(A @ A.T + np.eye(n), T))
    else:
        told = wanted @ np.linalg.solve(A.T @ A + np.eye(d), A.T @ T)
    return told


def above_chance(told: Array, T: Array) -> float:
    """By how many standard errors ``told`` [n, k] is right about T [n, k] more than by chance.

    The correlation times sqrt(n), of the column where it is largest: so a class counts by itself,
    however rare it is.
    """
    a, b = told - told.mean(axis=0), T - T.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    right = np.divide((a * b).sum(axis=0), size, out=np.zeros(len(size)), where=size > 0.0)
    return float(right.max()) * sqrt(len(T))
