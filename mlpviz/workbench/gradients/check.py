"""``Check``: the latest gradient report, brought up to date as far as time allows."""

import sys
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.autograd import autograd_gradients
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.limits.allowed import above_limit
from mlpviz.profiles import limits
from mlpviz.run import Trainer
from mlpviz.views.budget import SPOTS, most_samples
from mlpviz.words import counted
from mlpviz.workbench import slices
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.slices import Latest, Work

TRIAL = 0.5  # seconds; a check that takes longer waits until it is asked for
SLICE = 0.2  # seconds of a check that was asked for, with every frame
PLAYING_SLICE = 0.04  # seconds of a check with every frame while playing


class Found(NamedTuple):
    """A report, what its errors look like, the epoch whose weights it is of, the time it took."""

    report: GradientReport
    reading: Reading
    epoch: int
    seconds: float


class Check:
    """The gradient report of a run.

    ``problem`` says why there is none for the present choices, ``fresh`` whether the latest one is
    of the present weights and choices; ``most`` samples may be checked here; ``expected`` is how
    many seconds one takes, as far as known.
    """

    def __init__(self) -> None:
        self.problem: str | None = None
        self.most = 0
        self.fresh = False
        self.expected: float | None = None
        self._latest: Latest[Found] = Latest()
        self._kind: tuple[int, CheckChoices] | None = None
        self._key: object = None
        self._asked: object = None  # the key of the check that was asked for
        self._taken = 0.0  # seconds that a check of this kind took, or takes at least

    @property
    def report(self) -> GradientReport | None:
        """The latest report."""
        return None if self._latest.result is None else self._latest.result.report

    @property
    def reading(self) -> Reading | None:
        """What the latest report's errors look like."""
        return None if self._latest.result is None else self._latest.result.reading

    @property
    def epoch(self) -> int:
        """The epoch whose weights the report is of."""
        return 0 if self._latest.result is None else self._latest.result.epoch

    @property
    def running(self) -> bool:
        """Whether a check that was asked for is under way."""
        return self._asked == self._key and self._latest.job is not None

    @property
    def share(self) -> float:
        """How much of the check under way is done, in [0, 1]."""
        return self._latest.share or 0.0

    def ask(self) -> None:
        """Do the check although it takes long."""
        self._asked = self._key

    def cancel(self) -> None:
        """End the check under way; the latest report stays, and the next one waits to be asked."""
        self._asked = None
        self._taken = TRIAL
        self._latest.drop()

    def rest(self) -> None:
        """End the job under way, from any thread: nobody is there to wait for it."""
        self._latest.rest()

    def update(self, trainer: Trainer, run: int, choices: CheckChoices, *, playing: bool) -> None:
        """Bring the report up to date if that is quick, or do a slice of it if it was asked for.

        ``run`` numbers the runs: a check takes as long as another one of the same run and choices.
        While ``playing``, a slice is done with every frame, and the next check begins where the
        weights are then.
        """
        kind = run, choices
        if kind != self._kind:
            self._latest.drop()
            if self._kind is None or self._kind[0] != run:  # other parameters, or untrained again
                self._latest.forget()
            self._kind, self._taken, self.expected = kind, 0.0, None
        self._key = key = (*kind, trainer.epoch, trainer.progress, trainer.l2, trainer.l1)
        self.problem = None
        self.most = most_samples(trainer.network)
        if not choices.sources:
            self._latest.drop()
            self.problem = "Choose at least one source to compare the analytic gradient with."
        elif self.most < choices.samples:
            self._latest.drop()
            self.problem = self._too_many(trainer, choices)
        elif not self._latest.settled(key):
            (self._follow if playing else self._catch_up)(trainer, choices)
        if self._latest.error is not None and self._latest.settled(key):
            self.problem = str(self._latest.error)
        self.fresh = self._latest.key == key

    def _too_many(self, trainer: Trainer, choices: CheckChoices) -> str:
        products = probe_cost(trainer.network.sizes, choices.samples)
        words = str(above_limit("check_products", products, limits().check_products))
        way = f"Check {counted(self.most, 'sample')}." if self.most else "Choose fewer units."
        return f"{words} {way}"

    def _follow(self, trainer: Trainer, choices: CheckChoices) -> None:
        latest = self._latest
        if latest.job is None or latest.job.given_up:
            latest.begin(self._key, _work(trainer, choices))
        latest.go_on(PLAYING_SLICE)

    def _catch_up(self, trainer: Trainer, choices: CheckChoices) -> None:
        latest = self._latest
        tried = latest.under_way(self._key)
        quick = 0 < self._taken < TRIAL  # only a Pause in its middle or a busy machine held it up
        if quick or (not tried and _loads_torch(choices)):
            self.ask()
        asked = self._asked == self._key
        if not asked and (tried or self._taken >= TRIAL):
            return
        if not tried:
            latest.begin(self._key, _work(trainer, choices))
        latest.go_on(SLICE if asked else TRIAL)
        if latest.job is not None:
            share = latest.job.share
            self.expected = latest.job.seconds / share if share else None
            self._taken = TRIAL if not asked else self._taken
        elif latest.error is None and latest.result is not None:
            self._taken = self.expected = latest.result.seconds


def _loads_torch(choices: CheckChoices) -> bool:
    """Whether a check would have to load torch first, which takes seconds, once per server."""
    return "autograd" in choices.available and "torch" not in sys.modules


def _work(trainer: Trainer, choices: CheckChoices) -> Work[Found]:
    """The check of the weights as they are now."""
    network, (X, Y) = choices.network(trainer), choices.batch(trainer)
    loss, epoch = trainer.loss, trainer.epoch
    l2, l1 = trainer.l2, trainer.l1

    def work(progress: Callable[[float], None]) -> Found:
        if _loads_torch(choices):  # before the clock of the check starts
            one = np.zeros((1, 1))
            autograd_gradients(MLP([1, 1], output="identity"), one, one, loss="mse")
        started = slices.pace.clock()
        report = check_network(
            network,
            X,
            Y,
            loss=loss,
            l2=l2,
            l1=l1,
            sources=choices.available,
            h=choices.h,
            spots=SPOTS,
            progress=progress,
        )
        reading = report.read(partial(progress, 1.0))
        return Found(report, reading, epoch, slices.pace.clock() - started)

    return work
