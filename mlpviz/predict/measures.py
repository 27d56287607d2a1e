"""How often a classifier is right, and how sure it is: by scikit-learn, imported when it is used.

``weights`` [n] count a sample as so many; without, each counts once.
"""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array

BINS = 10  # of the confidence, equally wide


def has_sklearn() -> bool:
    """Whether scikit-learn's metrics can be had: the site without a server does without them.

    The first call imports them, which takes seconds: ask where nobody is kept waiting.
    """
    try:
        import sklearn.metrics  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


def confusion(
    labels: Array, predicted: Array, n_classes: int, weights: Array | None = None
) -> Array:
    """How many samples of each class (rows) were taken for each class (columns): [k, k].

    ``labels`` and ``predicted`` [n] are class indices. ``sklearn.metrics.confusion_matrix``.
    """
    from sklearn.metrics import confusion_matrix

    classes = np.arange(n_classes)
    counts: Array = confusion_matrix(labels, predicted, labels=classes, sample_weight=weights)
    return counts.astype(np.float64)


class PerClass(NamedTuple):
    """Per class [k]: precision, recall, F1, and how many samples there are of it.

    NaN where there is nothing to divide by: a class that was never predicted has no precision.
    """

    precision: Array
    recall: Array
    f1: Array
    support: Array


def per_class(
    labels: Array, predicted: Array, n_classes: int, weights: Array | None = None
) -> PerClass:
    """Precision TP / (TP + FP) and recall TP / (TP + FN) of each class.

    As ``sklearn.metrics.precision_recall_fscore_support`` has them.
    """
    from sklearn.metrics import precision_recall_fscore_support

    measured = precision_recall_fscore_support(
        labels,
        predicted,
        labels=np.arange(n_classes),
        sample_weight=weights,
        zero_division=np.nan,
    )
    return PerClass(*(np.asarray(values, dtype=np.float64) for values in measured))


class Reliability(NamedTuple):
    """Confidence against accuracy, in bins (m/10, (m + 1)/10] of the confidence; the first has 0.

    Per bin [10] the mean ``confidence``, the ``accuracy`` and the ``share`` of the samples; NaN in
    a bin without samples. ``error`` is the expected calibration error.
    """

    confidence: Array
    accuracy: Array
    share: Array
    error: float


def bins_of(confidence: Array) -> Array:
    """The bin 0..9 of each confidence in 0..1 [n]."""
    return np.searchsorted(np.linspace(0.0, 1.0, BINS + 1)[1:-1], confidence)


def reliability(confidence: Array, right: Array, weights: Array | None = None) -> Reliability:
    """How often answers are right that are so sure: ``confidence`` 0..1 and ``right`` (bool) [n].

    The curve is that of ``sklearn.calibration.calibration_curve``, with its bins; that takes no
    weights. The error is sum_m share_m |accuracy_m - confidence_m|, as in Guo, Pleiss, Sun and
    Weinberger, "On Calibration of Modern Neural Networks", 2017; NaN without
    samples, and where a confidence is none.
    """
    counts = np.ones(len(confidence)) if weights is None else np.asarray(weights, np.float64)
    which = bins_of(confidence)
    size, sure, hits = (
        np.bincount(which, counts * each, BINS) for each in (1.0, confidence, right)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        confident, accurate, share = sure / size, hits / size, size / size.sum()
    gaps = (share * np.abs(accurate - confident))[size > 0.0]
    error = float(gaps.sum()) if gaps.size else float("nan")
    return Reliability(confident, accurate, share, error)


def surest_first(rows: Array, labels: Array, predicted: Array, confidence: Array) -> Array:
    """The samples ``rows`` [m], wrong answers first, the surest in front; of equals the first.

    The others are [n], of all samples; a confidence that is NaN counts as none.
    """
    right = predicted[rows] == labels[rows]
    order = np.lexsort((rows, -np.nan_to_num(confidence[rows]), right))
    return np.asarray(rows[order])
