"""``Sweep``: the latest h sweep of one parameter, done in slices."""

from collections.abc import Callable

import numpy as np

from mlpviz.gradcheck.step_sweep import StepSweep, step_sweep
from mlpviz.run import Trainer
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.slices import Latest, Work

SLICE = 0.1  # seconds with every frame

Found = tuple[StepSweep, int]  # and the epoch whose weights it is of


class Sweep:
    """The h sweep of a parameter of a run; ``fresh``: it is of the present weights and choices."""

    def __init__(self) -> None:
        self.fresh = False
        self._run: int | None = None
        self._latest: Latest[Found] = Latest()

    @property
    def found(self) -> StepSweep | None:
        """The latest sweep."""
        return None if self._latest.result is None else self._latest.result[0]

    @property
    def epoch(self) -> int:
        """The epoch whose weights the sweep is of."""
        return 0 if self._latest.result is None else self._latest.result[1]

    @property
    def problem(self) -> str | None:
        """Why there is no sweep."""
        return None if self._latest.error is None else str(self._latest.error)

    @property
    def share(self) -> float | None:
        """How much of the sweep under way is done, in [0, 1]; None if there is none."""
        return None if self._latest.job is None else self._latest.job.share

    def update(self, trainer: Trainer, run: int, choices: CheckChoices, parameter: str) -> None:
        """Bring the sweep a slice further; it begins in the frame after a change.

        So the frame that answers a click does not wait for it.
        """
        if run != self._run:  # other parameters, or untrained again
            self._run = run
            self._latest.forget()
        batch = choices.samples, choices.batch_seed
        key = run, trainer.epoch, trainer.progress, trainer.l2, batch, parameter
        latest = self._latest
        self.fresh = latest.key == key
        if latest.settled(key):
            return
        if latest.job is None or latest.job_key != key or latest.job.given_up:
            latest.begin(key, _work(trainer, choices, parameter))
            return
        latest.go_on(SLICE)

    def rest(self) -> None:
        """End the sweep under way."""
        self._latest.drop()


def _work(trainer: Trainer, choices: CheckChoices, parameter: str) -> Work[Found]:
    network, (X, Y) = trainer.network.copy(), choices.batch(trainer)
    loss, l2, epoch = trainer.loss, trainer.l2, trainer.epoch

    def work(progress: Callable[[float], None]) -> Found:
        with np.errstate(all="ignore"):  # float32 holds no number above 3e38
            sweep = step_sweep(
                network, X, Y, loss=loss, l2=l2, parameter=parameter, progress=progress
            )
        return sweep, epoch

    return work
