"""``Sweep``: the latest h sweep of one parameter, done in slices."""

from collections.abc import Callable

import numpy as np

from mlpviz.gradcheck.structured.step_sweep import StepSweep, step_sweep
from mlpviz.run import Trainer
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.slices import Latest, Work

SLICE = 0.1  # seconds with every frame

Found = tuple[StepSweep, int]  # and the epoch whose weights it is of


class Sweep(Latest[Found]):
    """The h sweep of a parameter of a run; ``fresh``: it is of the present weights and choices."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh = False
        self._run: int | None = None

    @property
    def found(self) -> StepSweep | None:
        """The latest sweep."""
        return None if self.result is None else self.result[0]

    @property
    def epoch(self) -> int:
        """The epoch whose weights the sweep is of."""
        return 0 if self.result is None else self.result[1]

    def update(self, trainer: Trainer, run: int, choices: CheckChoices, parameter: str) -> None:
        """Bring the sweep a slice further; it begins in the frame after a change.

        So the frame that answers a click does not wait for it.
        """
        if run != self._run:  # other parameters, or untrained again
            self._run = run
            self.forget()
        batch = choices.samples, choices.batch_seed
        key = run, trainer.epoch, trainer.progress, trainer.l2, trainer.l1, batch, parameter
        self.fresh = self.key == key
        if self.settled(key):
            return
        if self.under_way(key):
            self.go_on(SLICE)
        else:
            self.begin(key, _work(trainer, choices, parameter))


def _work(trainer: Trainer, choices: CheckChoices, parameter: str) -> Work[Found]:
    network, (X, Y) = trainer.network.copy(), choices.batch(trainer)
    loss, epoch = trainer.loss, trainer.epoch
    l2, l1 = trainer.l2, trainer.l1

    def work(progress: Callable[[float], None]) -> Found:
        with np.errstate(all="ignore"):  # float32 holds no number above 3e38
            sweep = step_sweep(
                network, X, Y, loss=loss, l2=l2, l1=l1, parameter=parameter, progress=progress
            )
        return sweep, epoch

    return work
