"""``Race``: several runs trained side by side, a slice of time after the other."""

from collections.abc import Callable, Mapping
from math import inf
from time import perf_counter

from mlpviz.clock import Clock
from mlpviz.comparison.result import Comparison
from mlpviz.comparison.runner import Runner, light_trainer
from mlpviz.config import RunConfig
from mlpviz.run import Trainer


class Race:
    """Runs of ``variants``, by title, that are trained in turns, each for ``epochs`` epochs.

    What ``compare`` does at once, and to the last bit the same if BLAS has one thread.
    ``make_trainer`` builds the run of a config.
    """

    def __init__(
        self,
        variants: Mapping[str, RunConfig],
        epochs: int,
        make_trainer: Callable[[RunConfig], Trainer] = light_trainer,
    ) -> None:
        self.epochs = epochs
        self.runners = tuple(
            Runner(title, make_trainer(config), epochs) for title, config in variants.items()
        )

    @property
    def done(self) -> bool:
        """Whether every run has finished or diverged."""
        return all(runner.done for runner in self.runners)

    @property
    def begun(self) -> bool:
        """Whether any run has trained, or tried to."""
        return any(r.position > 0.0 or r.error is not None for r in self.runners)

    @property
    def progress(self) -> float:
        """Share of all epochs that is trained, in 0..1; a diverged run has nothing left to do."""
        shares = [1.0 if r.done else r.position / self.epochs for r in self.runners]
        return sum(shares) / len(shares)

    @property
    def epoch(self) -> int:
        """Epochs that all runs which go on have finished."""
        on = [r for r in self.runners if r.error is None and not r.trainer.stopped]
        going = on or self.runners
        return min(runner.trainer.epoch for runner in going)

    def advance(
        self,
        seconds: float,
        patience: float = inf,
        clock: Clock = perf_counter,
    ) -> None:
        """Train for about ``seconds``, at least one epoch of one run.

        Always the run that is furthest behind, so that all stay abreast. An epoch that takes
        longer than ``patience`` seconds is left half-way, and the next call goes on with it.
        ``clock`` tells the time, in seconds.
        """
        ends = clock() + seconds
        while not self.done:
            runner = min((r for r in self.runners if not r.done), key=lambda r: r.position)
            runner.advance(patience, clock)
            if clock() >= ends:
                return

    def comparison(self) -> Comparison:
        """The runs as far as they have come."""
        return Comparison(tuple(runner.outcome() for runner in self.runners))
