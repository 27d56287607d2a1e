"""``RunCurves``: a run's losses and scores over its epochs, and its final figures."""

from dataclasses import dataclass
from math import inf
from typing import Any, Literal, Self

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.engine.history import History
from mlpviz.words import loss_number, score_number, whole

Score = Literal["accuracy", "R²"]

# A task's score: its name in an EpochRecord, and for people.
SCORES: dict[str, tuple[str, Score]] = {
    "classification": ("accuracy", "accuracy"),
    "regression": ("r2", "R²"),
    "labels": ("r2", "R²"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class RunCurves:
    """A run's choices, and how it went: plain arrays, cheap to send and to keep.

    All arrays are [records], from epoch 0, the untrained network: one entry per epoch, thinned
    evenly beyond 2,000. ``*_score`` is the accuracy in 0..1, or R² for regression.
    """

    config: RunConfig
    epoch: Array
    train_loss: Array
    test_loss: Array
    train_score: Array
    test_score: Array

    @classmethod
    def of(cls, history: History, config: RunConfig, **more: Any) -> Self:
        """The curves of this history; ``more`` are the fields that a subclass has."""
        field, _ = SCORES[config.spec.task]
        return cls(
            config=config,
            epoch=history.column("epoch").astype(int),
            train_loss=history.column("train_loss"),
            test_loss=history.column("test_loss"),
            train_score=history.column(f"train_{field}"),
            test_score=history.column(f"test_{field}"),
            **more,
        )

    @property
    def score(self) -> Score:
        """What the scores are."""
        return SCORES[self.config.spec.task][1]

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest test loss, the first of equals."""
        finite = np.where(np.isfinite(self.test_loss), self.test_loss, inf)
        return int(self.epoch[finite.argmin()])


def headings(score: Score) -> list[str]:
    """The titles of the columns of final figures."""
    return ["epochs", "train loss", "test loss", f"train {score}", f"test {score}", "best epoch"]


def cells(curves: RunCurves) -> list[str]:
    """A run's final figures as text, in the order of ``headings``."""
    return [
        whole(curves.epoch[-1]),
        loss_number(curves.train_loss[-1]),
        loss_number(curves.test_loss[-1]),
        score_number(curves.score, curves.train_score[-1]),
        score_number(curves.score, curves.test_score[-1]),
        whole(curves.best_epoch),
    ]
