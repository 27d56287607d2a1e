"""``Runner``: one run of a comparison while it trains; ``ComparedRun``: what is left of it."""

from dataclasses import dataclass
from hashlib import sha256
from math import inf, nan
from time import perf_counter
from typing import Any

from mlpviz.arrays import Array
from mlpviz.clock import Clock
from mlpviz.comparison.curves import SCORES, RunCurves
from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.diagnosis.steps import has_grown
from mlpviz.engine.evaluation import class_share
from mlpviz.engine.history import History
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.run import Trainer
from mlpviz.words import whole


@dataclass(frozen=True, eq=False, kw_only=True)
class ComparedRun(RunCurves):
    """One run of a comparison: its curves, and what became of it.

    ``chance`` is the test score of the best constant answer, ``n_test`` the number of test samples,
    where they have weights that of equal ones which tell as much.
    ``epochs`` is how long it was to be trained, ``seconds`` [records] the wall time of each epoch's
    steps. ``start`` and ``end`` are fingerprints of the first and the last weights, equal for
    weights that are equal to the last bit. ``error`` says why training ended early; ``None`` if it
    did not. A run that has not trained all its epochs has no ``end``: where in its last epoch it
    was stopped depends on how it was trained.
    """

    label: str
    epochs: int
    seconds: Array
    start: str
    end: str | None
    error: str | None
    chance: float
    n_test: int

    @property
    def diverged(self) -> bool:
        """Whether training ended early, or its loss has grown: judged as ``diagnose`` does."""
        return self.error is not None or has_grown(*map(float, self.train_loss[[0, -1]]))

    @property
    def status(self) -> str:
        """In words: whether it has trained all its epochs, has diverged, or has some to go."""
        last = int(self.epoch[-1])
        if self.error is not None:
            return f"diverged in epoch {whole(last + 1)}"
        if self.diverged:
            return "diverged"
        return "finished" if last >= self.epochs else "running" if last else "ready"

    @property
    def seconds_per_epoch(self) -> float:
        """Mean wall time of an epoch's steps; NaN if no epoch was finished."""
        return float(self.seconds[1:].mean()) if len(self.seconds) > 1 else nan

    def row(self) -> dict[str, Any]:
        """The final figures by name, those after the last epoch that was finished."""
        score, _ = SCORES[self.config.spec.task]
        return {
            "run": self.label,
            "epochs": int(self.epoch[-1]),
            "train_loss": float(self.train_loss[-1]),
            "test_loss": float(self.test_loss[-1]),
            f"train_{score}": float(self.train_score[-1]),
            f"test_{score}": float(self.test_score[-1]),
            "best_epoch": self.best_epoch,
            "seconds_per_epoch": self.seconds_per_epoch,
            "error": self.error,
        }


class Runner:
    """A run on its way to ``epochs`` epochs; ``error`` says why it ended before."""

    def __init__(self, label: str, trainer: Trainer, epochs: int) -> None:
        self.label, self.trainer, self.epochs = label, trainer, epochs
        self.error: str | None = None
        self._start = _fingerprint(trainer.network.flat)

    @property
    def done(self) -> bool:
        """Whether it has trained all its epochs, was stopped early, or cannot go on."""
        return self.error is not None or self.trainer.epoch >= self.epochs or self.trainer.stopped

    @property
    def position(self) -> float:
        """Epochs trained so far, the share of an unfinished one included."""
        return self.trainer.epoch + self.trainer.progress

    def advance(self, patience: float = inf, clock: Clock = perf_counter) -> None:
        """Train to the end of the epoch, or for about ``patience`` seconds if that is sooner."""
        try:
            self.trainer.train_for(0.0, patience, clock)
        except NonFiniteError as error:
            self.error = str(error)

    def outcome(self) -> ComparedRun:
        """The run as far as it has come."""
        trainer = self.trainer
        return ComparedRun.of(
            trainer.history,
            trainer.config,
            label=self.label,
            epochs=self.epochs,
            seconds=trainer.history.column("seconds"),
            start=self._start,
            end=_fingerprint(trainer.network.flat) if self.done and not self.error else None,
            error=self.error,
            chance=_chance(trainer.dataset),
            n_test=_effective(trainer.dataset),
        )


def light_trainer(
    config: RunConfig, dataset: Dataset | None = None, passes: Passes = WHOLE
) -> Trainer:
    """A trainer that keeps records, but next to no weights: nobody goes back in a comparison."""
    return Trainer(config, dataset, History(snapshot_bytes=0), passes)


def _chance(dataset: Dataset) -> float:
    """The test score of the best constant answer: the most frequent class's share, or R² 0."""
    labels = dataset.labels_test
    if labels is None or not len(labels):
        return 0.0
    return float(class_share(labels, dataset.n_classes, dataset.weights_test).max())


def _effective(dataset: Dataset) -> int:
    """How many test samples of equal weight tell as much: (sum w)² / sum w² (Kish 1965)."""
    weights = dataset.weights_test
    if weights is None:
        return len(dataset.X_test)
    return round(float(weights.sum() ** 2 / (weights @ weights)))


def _fingerprint(weights: Array) -> str:
    return sha256(weights.tobytes() + weights.dtype.str.encode()).hexdigest()[:16]
