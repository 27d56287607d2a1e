"""``Twins``: two runs from identical weights, one with a right backward pass, one with a bug."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts import TwinCurves
from mlpviz.charts.score_axis import Score
from mlpviz.clock import Clock
from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine import trainer as engine
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.passes import Passes
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.kinds import LIVE_FIELDS
from mlpviz.limits import pass_size
from mlpviz.run import Trainer
from mlpviz.views.budget import SPOTS, batch_rows, batch_size
from mlpviz.workbench.bug_lab.twin_reports import Checks, check_twins
from mlpviz.workbench.gate import breathe

# A mistake is looked at without these choices, which both twins then do without.
PLAIN = {
    "dropout": 0.0,
    "schedule": "constant",
    "schedule_options": {},
    "patience": None,
}


class Twins:
    """Two runs of ``config`` on ``dataset`` that are trained in step; ``bug`` is in one of them.

    Both start from the same weights and draw the samples in the same order. ``stopped`` tells, by
    "healthy" or "buggy", which twin met a number that is not finite; the other one goes on.
    ``checks`` holds the newest gradient checks.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, bug: str) -> None:
        self.config, self.bug = config, bug
        # Whole batches: some bugs depend on their size. What is only measured may be cut.
        passes = Passes(between=breathe, measured=pass_size(config))
        self.healthy = Trainer(config.changed(**PLAIN), dataset=dataset, passes=passes)
        breathe()
        network = inject(self.healthy.network, bug)
        network.between = breathe
        self.network = network
        self.buggy = engine.Trainer(
            network,
            self.healthy.train_split,
            self.healthy.test_split,
            loss=config.loss,
            optimizer=OPTIMIZERS[config.optimizer](
                network.n_parameters, network.dtype, **config.optimizer_options
            ),
            lr=config.lr,
            l2=config.l2,
            l1=config.l1,
            batch_size=config.batch_size,
            n_classes=self.healthy.n_classes,
            threshold=self.healthy.threshold,
            seed=config.seed,
            shuffle=config.shuffle,
            passes=passes,
        )
        self.stopped: dict[str, NonFiniteError] = {}
        self.checks: Checks | None = None
        self._checked: tuple[Any, ...] | None = None
        self._rows = batch_rows(len(self.healthy.train_split.X))
        self._batch_of: tuple[int, int] | None = None

    def matches(self, config: RunConfig, bug: str) -> bool:
        """Whether these are the twins of that config, live choices apart, and that bug."""
        return bug == self.bug and same_structure(config, self.config)

    @property
    def epoch(self) -> int:
        """Epochs that the twin which has come farther has finished."""
        return max(self.healthy.epoch, self.buggy.epoch)

    @property
    def common_epoch(self) -> int:
        """Epochs that every twin has finished that can still be trained."""
        return min((trainer.epoch for trainer in self._running().values()), default=self.epoch)

    @property
    def progress(self) -> float:
        """Share of the present epoch that is done, over both twins; 0 between two epochs."""
        running = self._running()
        if not running:
            return 0.0
        done = [trainer.epoch + trainer.progress for trainer in running.values()]
        return sum(done) / len(done) % 1.0

    @property
    def finished(self) -> bool:
        """Whether both twins have stopped for good."""
        return len(self.stopped) == 2

    def change(self, config: RunConfig, settings: dict[str, float]) -> None:
        """Take over ``config``'s live choices and the optimiser's ``settings`` in both twins."""
        live = {"lr": config.lr, "batch_size": config.batch_size, "l2": config.l2, "l1": config.l1}
        for trainer in (self.healthy, self.buggy):
            trainer.change(**live, **settings)

    def take_batch(self, samples: int, seed: int) -> None:
        """Check on that many samples of the training split, those that ``seed`` draws."""
        if self._batch_of != (samples, seed):
            self._batch_of = samples, seed
            self._rows = batch_rows(len(self.healthy.train_split.X), samples, seed)
            self._checked = None

    def advance(self, seconds: float, patience: float, clock: Clock = perf_counter) -> None:
        """Train both twins by the same number of epochs: one, and more until ``seconds`` passed.

        Epochs that take longer than ``patience`` seconds are left half-way; the next call goes on.
        ``clock`` tells the time, in seconds.
        """
        started = clock()
        while not self.finished:
            self._advance_once(patience / 2, clock)
            if self.progress or clock() >= started + seconds:
                return

    def check(self, *, playing: bool) -> None:
        """Bring ``checks`` up to date; what takes long is put off while ``playing``."""
        penalties = self.buggy.l2, self.buggy.l1
        state = (self.healthy.epoch, self.buggy.epoch, self.progress, *penalties, playing)
        if state == self._checked:
            return
        self._checked = state
        size = batch_size(self.network, len(self._rows), playing=playing)
        nudging = MISTAKES[self.bug].changes == "loss" and self.reason is None
        if size < min(2, len(self._rows)) or (nudging and playing):
            return
        self.checks = check_twins(
            self.network,
            self.healthy.network,
            *self._batch(size),
            loss=self.buggy.loss,
            l2=self.buggy.l2,
            l1=self.buggy.l1,
            nudging=nudging,
            spots=0 if playing else SPOTS,
        )

    @property
    def samples(self) -> int:
        """How many samples a check that is not in a hurry takes; 0 if the network is too wide."""
        return batch_size(self.network, len(self._rows), playing=False)

    @property
    def batch(self) -> tuple[Array, Array]:
        """X [n, d] and Y [n, k] of such a check, one sample at least."""
        return self._batch(max(self.samples, 1))

    @property
    def reason(self) -> str | None:
        """Why the bug cannot show with these choices, or None."""
        return MISTAKES[self.bug].applies(*self._setting)

    @property
    def dormant(self) -> bool:
        """Whether the bug can show, but not in the present state: it takes an update."""
        bug = MISTAKES[self.bug]
        if self.reason is not None:
            return False
        untrained = self.buggy.epoch == 0 and self.buggy.progress == 0.0
        return (bug.needs_step and untrained) or not bug.corrupts(*self._setting)

    @property
    def _setting(self) -> Setting:
        own = self.buggy
        return Setting(self.network, own.loss, own.l2, max(self.samples, 1), own.l1)

    def curves(self, *, log: bool = False) -> TwinCurves:
        """Training loss and test score of both twins over the epochs, as far as they are kept.

        NaN where a twin had stopped. ``log`` asks for a logarithmic axis of the loss.
        """
        classes = self.healthy.dataset.is_classification
        histories = self.healthy.history, self.buggy.history
        numbers = [history.column("epoch").astype(int) for history in histories]
        epochs = np.union1d(*numbers)
        losses, scores = (
            [
                _at(epochs, own, history.column(field))
                for own, history in zip(numbers, histories, strict=True)
            ]
            for field in ("train_loss", "test_accuracy" if classes else "test_r2")
        )
        score: Score = "accuracy" if classes else "R²"
        return TwinCurves(epochs, losses[0], losses[1], scores[0], scores[1], score, log)

    def _batch(self, size: int) -> tuple[Array, Array]:
        train, rows = self.healthy.train_split, self._rows[:size]
        return train.X[rows], train.Y[rows]

    def _running(self) -> dict[str, engine.Trainer]:
        both: dict[str, engine.Trainer] = {"healthy": self.healthy, "buggy": self.buggy}
        return {name: trainer for name, trainer in both.items() if name not in self.stopped}

    def _advance_once(self, patience: float, clock: Clock) -> None:
        """Bring the twins to the end of the epoch that one of them has not finished yet."""
        running = self._running()
        target = min(trainer.epoch for trainer in running.values()) + 1
        for name, trainer in running.items():
            if trainer.epoch >= target:
                continue
            try:
                trainer.train_for(0.0, patience, clock)
            except NonFiniteError as error:
                self.stopped[name] = error


def same_structure(one: RunConfig, other: RunConfig) -> bool:
    """Whether two configs differ at most in choices that may change while a run goes on."""
    live = set(LIVE_FIELDS)
    return one is other or one.model_dump(exclude=live) == other.model_dump(exclude=live)


def _at(epochs: Array, own: Iterable[int], values: Array) -> Array:
    """``values``, known at the epochs ``own``, at all ``epochs``; NaN where they are not known."""
    result = np.full(len(epochs), np.nan)
    result[np.searchsorted(epochs, np.asarray(own))] = values
    return result
