"""``EpochRecord``: everything that is measured after one epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from mlpviz.arrays import Array
from mlpviz.engine.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """Everything measured after one epoch; epoch 0 is the untrained network.

    Losses include the L2 term. ``*_accuracy`` is in 0..1 and ``None`` for regression, ``*_r2`` is
    at most 1 and ``None`` for classification, as are the shares [classes], which sum to 1.
    ``param_norm``, ``grad_norm`` and ``update_norm`` give the Euclidean norm per parameter; the
    gradient and the update are those of the epoch's last step (NaN at epoch 0: there was none).
    ``dead_share`` and ``saturated_share`` hold one share of units per hidden layer, over the
    training split. ``seconds`` is the wall time of the epoch's steps, evaluation not included.
    """

    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float | None
    test_accuracy: float | None
    train_r2: float | None
    test_r2: float | None
    predicted_share_train: Array | None
    predicted_share_test: Array | None
    true_share_train: Array | None
    true_share_test: Array | None
    param_norm: dict[str, float]
    grad_norm: dict[str, float]
    update_norm: dict[str, float]
    dead_share: tuple[float, ...]
    saturated_share: tuple[float, ...]
    lr: float
    seconds: float


def make_record(
    epoch: int,
    train: Evaluation,
    test: Evaluation,
    true_share: Sequence[Array | None],
    norms: Sequence[dict[str, float]],
    lr: float,
    seconds: float,
) -> EpochRecord:
    """The record of ``epoch`` from the evaluations of both splits.

    ``true_share`` holds the class shares of both splits, ``norms`` those of parameters, gradients
    and updates by name.
    """
    return EpochRecord(
        epoch=epoch,
        train_loss=train.loss,
        test_loss=test.loss,
        train_accuracy=train.accuracy,
        test_accuracy=test.accuracy,
        train_r2=train.r2,
        test_r2=test.r2,
        predicted_share_train=train.predicted_share,
        predicted_share_test=test.predicted_share,
        true_share_train=true_share[0],
        true_share_test=true_share[1],
        param_norm=norms[0],
        grad_norm=norms[1],
        update_norm=norms[2],
        dead_share=train.dead_share,
        saturated_share=train.saturated_share,
        lr=lr,
        seconds=seconds,
    )


def norms_by_name(flat: Array, pieces: Mapping[str, slice]) -> dict[str, float]:
    """The Euclidean norm of every named piece of a flat vector."""
    return {name: sqrt((part := flat[piece]).dot(part)) for name, piece in pieces.items()}
