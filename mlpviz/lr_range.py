"""``learning_rate_range``: which learning rate to begin with, found in a few hundred steps."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import ConfigError, RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.arguments import progress_fault, require
from mlpviz.engine.faults import Fault
from mlpviz.engine.history import History
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.options import Option
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.settings import LIVE
from mlpviz.run import Trainer
from mlpviz.words import number, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mlpviz.charts import LrRangeCurve

LOW, HIGH = 1e-6, 10.0
STEPS = Option("Steps", 200, 20, 5000, 10, "Updates of the test, each with a larger rate.")
WIDTH = 0.15  # decades of learning rate over which losses are averaged
BELOW_LOWEST = 4.0  # the suggestion is at most this many times below the rate of the lowest loss
FIRST = 5  # losses that tell where training begins; as many must be far above to end the test
FAR = 2.0  # times the first losses
SAME = 0.02  # share of the whole fall above the minimum that still counts as the lowest loss
SMALL = 0.2  # share of the first loss: a smaller fall may be that to a plateau
CLEAR = 4.0  # standard errors by which the loss has to fall


@dataclass(frozen=True, eq=False)
class RangeTest:
    """Losses against learning rates, and what they suggest.

    ``lr`` [m] are the rates of the steps that were taken, ``loss`` [m] each batch's loss before its
    step, ``smoothed`` [m] their running average. ``suggested`` is None if no rate makes the loss
    fall; ``diverged_at`` is the rate at which the test ended early, None if it went through.
    ``reason`` says how the suggestion came about, or why there is none. ``present`` is the config's
    own learning rate, ``bounds`` are the rates that the test was to begin and end with.
    """

    lr: Array
    loss: Array
    smoothed: Array
    suggested: float | None
    diverged_at: float | None
    reason: str
    present: float
    bounds: tuple[float, float]

    def figure(self) -> "go.Figure":
        """The losses and the suggestion as a Plotly figure."""
        from mlpviz.charts import to_figure

        return to_figure(self.curve.figure())

    @property
    def curve(self) -> "LrRangeCurve":
        """The losses and the suggestion as a chart."""
        from mlpviz.charts import LrRangeCurve

        return LrRangeCurve(
            self.lr,
            self.loss,
            self.smoothed,
            self.bounds,
            suggested=self.suggested,
            present=self.present,
            diverged_at=self.diverged_at,
        )

    def __str__(self) -> str:
        return f"{_headline(self.suggested)} {self.reason}"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(_headline(self.suggested))}</b> {escape(self.reason)}</p>"


def learning_rate_range(
    config: RunConfig,
    *,
    low: float = LOW,
    high: float = HIGH,
    steps: int = STEPS.default,  # type: ignore[assignment]  # a whole number by default
    dataset: Dataset | None = None,
    progress: Callable[[float], object] | None = None,
    passes: Passes = WHOLE,
) -> RangeTest:
    """Train from the config's initial weights with a learning rate that grows from step to step.

    Smith's learning rate range test (L. N. Smith, "Cyclical Learning Rates for Training Neural
    Networks", 2017): the rate of step i, counted from 0, is low (high / low)^(i / (steps - 1)), all
    else is the config's: mini-batches, optimiser, precision. It ends early once a number is not
    finite or the losses are twice as high as in the beginning. The losses are averaged with
    Gaussian weights of width 0.15 decades of learning rate, later ones as well as earlier ones, so
    that a fall is shown where it happens.

    Suggested is the rate at which the averaged loss falls most steeply per decade, or a quarter of
    the one at which it has all but reached its lowest value, whichever is larger; never more than
    the latter. On a long plateau, which so few steps do not leave, that can be far below the best.

    ``dataset`` takes the place of the config's, as in ``Trainer``; ``progress(share)`` is called
    after every step; ``passes`` as in ``Trainer``. Same arguments, same bits; nothing that is
    passed in is changed. Raises ``ConfigError`` if not 1e-12 <= low < high <= 1e9, or for fewer
    than 20 or more than 5000 steps.
    """
    _require(low, high, steps, progress)
    trainer = Trainer(config, dataset, History(max_records=2, snapshot_bytes=0), passes)
    work = range_steps(trainer, float(low), float(high), int(steps))
    while True:
        try:
            share = next(work)
        except StopIteration as over:
            result: RangeTest = over.value
            return result
        if progress is not None:
            progress(share)


def range_steps(
    trainer: Trainer, low: float, high: float, steps: int
) -> Generator[float, None, RangeTest]:
    """``learning_rate_range`` of a new ``trainer``, a step at a time; yields the share done.

    Whoever looks at the time between two steps can leave it whenever it likes.
    """
    rates = np.geomspace(low, high, steps)
    losses: list[float] = []
    failure: NonFiniteError | None = None
    for rate in rates:
        trainer.change(lr=float(rate))
        try:
            losses.append(trainer.step_batch())
        except NonFiniteError as error:
            failure = error
            break
        if _far_above(losses):
            break
        yield len(losses) / len(rates)
    lr, loss = rates[: len(losses)], np.array(losses)
    ended = failure is not None or _far_above(losses)
    diverged_at = float(rates[min(len(losses), len(rates) - 1)]) if ended else None
    smoothed = _smoothed(np.log10(lr), loss)
    if failure is not None and not losses:
        suggested, reason = None, str(failure)
    else:
        suggested, reason = _suggestion(lr, loss, smoothed, ended)
    present = trainer.config.lr
    return RangeTest(lr, loss, smoothed, suggested, diverged_at, reason, present, (low, high))


def _require(low: float, high: float, steps: int, progress: object) -> None:
    limits = LIVE["lr"]
    checks = ((limits, "low", low), (limits, "high", high), (STEPS, "steps", steps))
    faults = [fault for option, name, value in checks if (fault := option.fault(name, value))]
    if not faults and low >= high:
        faults = [Fault("high", high, f"high = {high} must be above low = {low}.")]
    require(*faults, progress_fault(progress), error=ConfigError)


def _far_above(losses: list[float]) -> bool:
    """Whether the latest losses are far above the first ones."""
    if len(losses) <= 2 * FIRST:
        return False
    return sum(losses[-FIRST:]) > FAR * sum(losses[:FIRST])


def _smoothed(x: Array, loss: Array) -> Array:
    """The average of ``loss`` [m] around every ``x`` [m], Gaussian weights of width ``WIDTH``."""
    weights = np.exp(-0.5 * ((x[:, None] - x) / WIDTH) ** 2)
    average: Array = weights @ loss / weights.sum(axis=1)
    return average


def _suggestion(
    lr: Array, loss: Array, smoothed: Array, diverged: bool
) -> tuple[float | None, str]:
    """The learning rate to begin with, and a sentence on it."""
    fall = float(smoothed[0] - smoothed.min())
    lowest = int(np.argmax(smoothed <= smoothed.min() + SAME * fall))
    before = slice(0, lowest + 1)
    if lowest < FIRST or fall <= _noise(lr, loss, smoothed):
        return None, _RISES if diverged else _RESTS
    slope = np.gradient(smoothed[before], np.log10(lr[before]))
    steepest, quarter = float(lr[np.argmin(slope)]), float(lr[lowest]) / BELOW_LOWEST
    share = fall / float(smoothed[0])
    hint = _PLATEAU.format(share=percent(share)) if share < SMALL else ""
    if steepest >= quarter:
        return steepest, (
            "There the loss falls most steeply. It stops falling near "
            f"{number(lr[lowest], 2)}.{hint}"
        )
    return quarter, (
        f"That is a quarter of {number(lr[lowest], 2)}, near which the loss stops falling. It "
        f"falls most steeply at {number(steepest, 2)}.{hint}"
    )


_PLATEAU = (
    " But it falls by {share} only in so few steps: a larger one may leave the plateau sooner."
)
_RESTS = (
    "No learning rate makes the loss fall: the network does not respond. Its units may be dead or "
    "saturated, or the initial weights so small that no signal comes through; try another "
    "initialiser or scale the inputs."
)
_RISES = (
    "The loss never falls before it rises: even the smallest learning rate tried is too large, or "
    "the gradient does not point downhill. Begin lower."
)


def _noise(lr: Array, loss: Array, smoothed: Array) -> float:
    """How far the averaged loss wanders by chance, as batches are not alike.

    From the losses of the first decade, in which training has hardly begun: the spread of the mean
    of as many as one average takes.
    """
    first = lr <= 10 * lr[0]
    spacing = np.log10(lr[-1] / lr[0]) / (len(lr) - 1)
    together = max(1.0, 2 * np.sqrt(np.pi) * WIDTH / spacing)
    spread = float(np.std((loss - smoothed)[first]))
    return CLEAR * spread / float(np.sqrt(together)) + 1e-9 * abs(float(smoothed[0]))


def _headline(suggested: float | None) -> str:
    if suggested is None:
        return "No learning rate can be suggested."
    return f"Suggested learning rate: {number(suggested, 2)}."
