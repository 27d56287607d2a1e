"""Samples as scikit-learn's users give them, as the engine takes them: dense, copied, split."""

from typing import Any, NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.utils.validation import _check_sample_weight, validate_data

from mlpviz.arrays import Array
from mlpviz.data.inputs import dense

DTYPES = (np.float64, np.float32)
SPARSE = ("csr", "csc")


class Samples(NamedTuple):
    """Inputs X [n, d], targets Y [n, k], class indices [n] or None, weights [n] or None."""

    X: Array
    Y: Array
    labels: Array | None
    weights: Array | None


def inputs_of(estimator: Any, X: Any) -> Array:
    """X as a dense array [n, d] of its own float type, with the columns that were fitted.

    Raises ValueError as scikit-learn does, and for sparse inputs of more than ``MOST_DENSE`` bytes.
    """
    X = validate_data(estimator, X, accept_sparse=SPARSE, dtype=DTYPES, reset=False)
    return np.asarray(dense("X", X))


def pairs_of(estimator: Any, X: Any, y: Any, *, reset: bool) -> tuple[Array, Any]:
    """X as ``inputs_of``, and y; with ``reset`` their columns are those to come from now on."""
    X, y = validate_data(
        estimator, X, y, accept_sparse=SPARSE, dtype=DTYPES, reset=reset, multi_output=True
    )
    return np.asarray(dense("X", X)), y


def weights_of(X: Array, sample_weight: Any) -> Array | None:
    """Weights [n], checked as scikit-learn does; None if every sample counts once."""
    if sample_weight is None:
        return None
    checked: Array = _check_sample_weight(sample_weight, X, dtype=X.dtype, ensure_non_negative=True)
    return checked


def with_validation(
    samples: Samples, share: float, rng: np.random.RandomState, *, stratify: bool
) -> tuple[Samples, Samples]:
    """Samples to fit, and a ``share`` of them kept for validation; every class by its share."""
    rows, kept = train_test_split(
        np.arange(len(samples.X)),
        test_size=share,
        random_state=rng,
        stratify=samples.labels if stratify else None,
    )
    return _chosen(samples, np.sort(rows)), _chosen(samples, np.sort(kept))


def _chosen(samples: Samples, rows: Array) -> Samples:
    labels, weights = (None if part is None else part[rows] for part in samples[2:])
    return Samples(samples.X[rows], samples.Y[rows], labels, weights)
