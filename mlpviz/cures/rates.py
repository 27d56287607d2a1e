"""Which learning rates a changed run is tried with: above all what a range test of it suggests."""

from collections.abc import Generator

from mlpviz.config import RunConfig
from mlpviz.cures.data import Runs
from mlpviz.engine.settings import LIVE
from mlpviz.lr_range import HIGH, LOW, range_steps
from mlpviz.words import rounded

STEPS, FEW_STEPS = 100, 40  # of a range test; few where each of them is a whole epoch
FARTHER = (1 / 10, 1 / 3, 1.0, 3.0, 10.0)  # times the suggested rate, where it alone is changed
DIGITS = 2  # of a rate that is offered


def suggested(runs: Runs, config: RunConfig) -> Generator[None, None, float | None]:
    """The learning rate that a range test suggests for ``config``; None if it has no advice."""
    trainer = runs.trainer(config)
    whole = trainer.batches_per_epoch == 1
    work = range_steps(trainer, LOW, HIGH, FEW_STEPS if whole else STEPS)
    while True:
        try:
            next(work)
        except StopIteration as over:
            rate: float | None = over.value.suggested
            return None if rate is None else written(rate)
        yield


def ladder(rate: float) -> list[float]:
    """Rates around ``rate``, a third of a decade to a decade apart."""
    return [written(factor * rate) for factor in FARTHER]


def written(rate: float) -> float:
    """``rate`` with the digits that it is offered with, and legal."""
    least, most = LIVE["lr"].minimum, LIVE["lr"].maximum
    return rounded(min(max(rate, least), most), DIGITS)
