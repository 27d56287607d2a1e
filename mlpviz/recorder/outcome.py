"""What outputs and labels of a split tell: accuracy or R², class shares, samples to look at."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import as_numbers, wrong
from mlpviz.engine.evaluation import class_share
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.losses import OUTPUTS, decode, softmax
from mlpviz.gradcheck.any_code import tensors
from mlpviz.words import counted, whole

SHOWN = 1000  # samples of a split that are kept to be looked at


@dataclass(frozen=True, eq=False)
class Truth:
    """The labels of a split: class indices [n] or None, and targets [n, k] if they were given."""

    labels: Array | None
    targets: Array | None

    @property
    def count(self) -> int:
        """How many samples there are."""
        told = self.labels if self.labels is not None else self.targets
        return 0 if told is None else len(told)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a split's outputs are worth; what cannot be told is None.

    ``shown`` is [m] for classes, what the network gives the true class; for numbers [m, 2], the
    truth and the prediction, of the first output.
    """

    accuracy: float | None = None
    r2: float | None = None
    predicted_share: Array | None = None
    true_share: Array | None = None
    shown: Array | None = None


def as_array(field: str, value: Any) -> Array:
    """Numbers from an array, a tensor or a list. Raises FaultsError for what is none."""
    if tensors.is_tensor(value):
        return tensors.numbers(value)
    array = np.asarray(value) if isinstance(value, np.ndarray) else as_numbers(field, value, None)
    if array.dtype.kind not in "fiu":
        raise FaultsError([wrong(field, value, "an array of numbers")])
    return array


def as_rows(field: str, value: Any) -> Array:
    """The same as rows [n, k], n of 1 or more."""
    array = as_array(field, value)
    if not array.ndim or not array.size:
        raise FaultsError([wrong(field, value, "an array of numbers, one row a sample")])
    return array.reshape(len(array), -1)


def read_truth(field: str, labels: Any, n_classes: int) -> Truth:
    """Labels as they come: class numbers [n], rows [n, k] of targets, or numbers to predict.

    ``n_classes`` is 0 for regression. Raises FaultsError for class numbers beyond it.
    """
    array = as_rows(field, labels)
    if not n_classes:
        return Truth(None, np.asarray(array, float))
    if array.shape[1] > 1:
        return Truth(array.argmax(axis=1), np.asarray(array, float))
    flat = array.reshape(-1)
    if n_classes == 2 and flat.size and flat.min() < 0:  # -1 and +1
        return Truth((flat > 0).astype(np.intp), np.asarray(flat[:, None], float))
    classes = flat.astype(np.intp)
    if flat.size and not (np.equal(classes, flat).all() and classes.min() >= 0):
        must = "class numbers, from 0; numbers to predict are for task='regression'"
        raise FaultsError([wrong(field, labels, must)])
    if flat.size and classes.max() >= n_classes:
        message = (
            f"{field} = {show(labels)} holds class {classes.max()}; they are 0 to {n_classes - 1}, "
            "as many as there are class names or outputs (n_classes= says another number)."
        )
        raise FaultsError([Fault(field, int(classes.max()), message)])
    return Truth(classes, None)


def outcome(outputs: Any, truth: Truth | None, n_classes: int, output: str, field: str) -> Outcome:
    """What a split's ``outputs`` tell: [n, k], [n], or [n] class numbers that were decided on.

    ``output`` is a name in ``OUTPUTS``, or empty where it is not known.
    """
    rows = as_rows(field, outputs)
    if rows.dtype.kind == "f" and not np.isfinite(rows.sum()):
        return Outcome()  # of numbers that are not finite nothing can be told
    if truth is not None and truth.count != len(rows):
        message = (
            f"{field} = {show(outputs)} has {counted(len(rows), 'sample')}, its labels "
            f"{whole(truth.count)}."
        )
        raise FaultsError([Fault(field, len(rows), message)])
    if n_classes:
        return _of_classes(rows, truth, n_classes, output, field)
    return Outcome() if truth is None or truth.targets is None else _of_numbers(rows, truth.targets)


def _of_classes(
    rows: Array, truth: Truth | None, n_classes: int, output: str, field: str
) -> Outcome:
    decided = rows.shape[1] == 1 and rows.dtype.kind in "iu"
    single = rows.shape[1] == 1 and not decided
    scores = None if decided else class_outputs(rows, output, truth)
    if decided:
        predicted = rows[:, 0].astype(np.intp)
    elif single:
        predicted = decode(rows, _threshold(rows, output))
    else:
        predicted = decode(rows, 0.5)
    if predicted.max() >= n_classes:
        must = f"of {counted(n_classes, 'class', 'classes')}"
        raise FaultsError([wrong(field, rows.ravel().tolist(), must)])
    share = class_share(predicted, n_classes)
    if truth is None or truth.labels is None:
        return Outcome(predicted_share=share)
    right = np.count_nonzero(predicted == truth.labels)
    shown = None
    if scores is not None:
        some = _some(len(rows))
        shown = scores[some, truth.labels[some]]
    true = class_share(truth.labels, n_classes)
    return Outcome(right / len(rows), None, share, true, shown)


def _threshold(rows: Array, output: str) -> float:
    """Above it a single output means class 1: halfway where it is a probability, else 0."""
    probability = OUTPUTS[output].probabilities if output else is_probability(rows)
    return 0.5 if probability and is_probability(rows) else 0.0


def is_probability(rows: Array) -> bool:
    """Whether all outputs lie in 0..1."""
    return bool(rows.min() >= 0.0 and rows.max() <= 1.0)


def class_outputs(rows: Array, output: str, truth: Truth | None) -> Array:
    """What the outputs [n, k] give each class, in 0..1; [n, classes].

    Probabilities as they are, logits through softmax or sigmoid; others clipped.
    """
    if rows.shape[1] == 1:
        ones = rows if is_probability(rows) else _squashed(rows, output)
        return np.hstack([1.0 - ones, ones])
    if is_probability(rows) or output in ("identity", "tanh"):
        most = 1.0 if truth is None or truth.targets is None else float(truth.targets.max()) or 1.0
        return np.clip(rows / most, 0.0, 1.0)
    return OUTPUTS["sigmoid"].f(rows) if output == "sigmoid" else softmax(rows)


def _squashed(rows: Array, output: str) -> Array:
    """A single output that is no probability, in 0..1."""
    if output in ("identity", "tanh"):
        return np.clip((rows + 1.0) / 2.0, 0.0, 1.0)
    return np.asarray(OUTPUTS["sigmoid"].f(rows))


def _of_numbers(rows: Array, targets: Array) -> Outcome:
    if rows.shape != targets.shape:
        message = f"outputs are {rows.shape}, their labels {targets.shape}: need the same."
        raise FaultsError([Fault("outputs", rows.shape, message)])
    residual = ((rows - targets) ** 2).sum(axis=0)
    spread = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    explained = np.where(spread > 0.0, 1.0 - residual / np.where(spread > 0.0, spread, 1.0), 0.0)
    some = _some(len(rows))
    shown = np.column_stack([targets[some, 0], rows[some, 0]])
    return Outcome(r2=float(explained.mean()), shown=shown)


def _some(n: int) -> Array:
    """Rows that are looked at: all, or 1,000 evenly spaced ones."""
    return np.arange(n) if n <= SHOWN else np.linspace(0, n - 1, SHOWN).astype(np.intp)
