"""Learning rates that are tried, each by itself, where a range test is too short to tell."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.run import Trainer

RATES = 8  # tried rates, half a decade apart, from the largest that makes sense downwards
ROUNDS = (100, 200, 400, 800, 1600)  # steps that each has taken when they are compared
WORK = 1e9  # products of a weight with a sample's number that all of them may take
LATEST = 4  # the loss of a trial is the mean over this part of its steps, the latest
LEFT = 0.5  # share of the first loss: who is below it has left the plateau
ALIKE = 0.5  # share of the best fall that a smaller rate must reach to be taken instead
STILL = 1e-6  # relative change of the loss below which a network does not respond


class Trials(NamedTuple):
    """What constant learning rates reach from the same weights in ``steps`` steps.

    ``lr`` [m] grows; ``loss`` [m] is the mean over the latest quarter of the steps, infinite where
    training diverged. ``first`` is that of the initial weights, ``plain`` the same or that of the
    best constant output, if it is less: a fall to it is none from a plateau.
    """

    lr: Array
    loss: Array
    first: float
    plain: float
    steps: int

    @property
    def best(self) -> int:
        """The smallest rate with at least half of the largest fall: one to begin with."""
        fall = self.plain - self.loss
        return int(np.argmax(fall >= ALIKE * max(0.0, float(fall.max()))))

    @property
    def fall(self) -> float:
        """Share of the plain loss by which that rate is below it; 0 if it is not."""
        return max(0.0, 1.0 - float(self.loss[self.best]) / self.plain) if self.plain > 0.0 else 0.0

    @property
    def still(self) -> bool:
        """Whether no rate changes the loss at all."""
        changed = np.abs(self.loss - self.first)
        return bool((changed <= STILL * abs(self.first)).all())


def tried(
    make: Callable[[], Trainer], low: float, high: float, progress: Callable[[float], object]
) -> Trials | None:
    """Train with each of a few rates from ``low`` to ``high`` until one has left the plateau.

    ``make`` gives a new trainer of the same run. At most 1600 steps each, fewer where a step takes
    long; None where even 100 would take too long. ``progress(share)`` is called after every step.
    """
    trainers = [make()]
    n = len(trainers[0].train_split.X)
    step = trainers[0].network.n_parameters * min(trainers[0].batch_size or n, n)
    rounds = [steps for steps in ROUNDS if RATES * steps * step <= WORK]
    if not rounds:
        return None
    rates = high * 10.0 ** (-0.5 * np.arange(RATES)[::-1])
    rates = rates[rates >= low * (1 - 1e-9)]
    trainers += [make() for _ in rates[1:]]
    losses: list[list[float]] = [[] for _ in rates]
    first, plain = plain_losses(trainers[0])
    found = Trials(rates, np.full(len(rates), np.inf), first, plain, 0)
    most = rounds[-1] * len(rates)

    def tell() -> None:
        progress(min(1.0, sum(map(len, losses)) / most))

    for steps in rounds:
        for trainer, rate, own in zip(trainers, rates, losses, strict=True):
            _go_on(trainer, float(rate), own, steps, tell)
        reached = [float(np.mean(own[-(steps // LATEST) :])) for own in losses]
        found = Trials(rates, np.array(reached), first, plain, steps)
        if found.still or found.loss.min() <= LEFT * plain:
            break
    return found


def plain_losses(trainer: Trainer) -> tuple[float, float]:
    """The loss of a new trainer's weights, and that or the best constant's, whichever is less."""
    train = trainer.train_split
    share = np.ones(len(train.Y)) if train.weights is None else train.weights.astype(float)
    row = LOSSES[trainer.config.loss]
    constant = row.best_constant(train.Y.astype(float), share / share.sum())
    first = float(trainer.history[0].train_loss)
    return first, min(first, constant)


def _go_on(
    trainer: Trainer, rate: float, losses: list[float], steps: int, tell: Callable[[], None]
) -> None:
    """Train to so many ``steps``; one that has diverged stays behind."""
    trainer.change(lr=rate, schedule="constant")
    try:
        while len(losses) < steps and (not losses or losses[-1] < np.inf):
            losses.append(trainer.step_batch())
            tell()
    except NonFiniteError:
        losses.append(np.inf)
