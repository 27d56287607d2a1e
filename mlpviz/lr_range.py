"""``learning_rate_range``: which learning rate to begin with, found in a few hundred steps."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
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
from mlpviz.lr_trials import Trials, plain_losses, tried
from mlpviz.run import Trainer
from mlpviz.words import counted, loss_number, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mlpviz.charts import LrRangeCurve

LOW, HIGH = 1e-6, 10.0
STEPS = Option("Steps", 200, 20, 5000, 10, "Updates of the test, each with a larger rate.")
WIDTH = 0.15  # decades of learning rate over which losses are averaged
BELOW_LOWEST = 4.0  # the suggestion is at most this many times below the rate of the lowest loss
BEYOND = 2.0  # times the rate of the lowest loss: as far as it counts that the loss stays as low
FIRST = 5  # losses that tell where training begins; as many must be far above to end the test
FAR = 2.0  # times the first losses
SAME = 0.02  # share of the whole fall above the minimum that still counts as the lowest loss
SMALL = 0.2  # share of a constant's loss: a smaller fall below it may be that to a plateau
AT_ONCE = 100.0  # times the lowest rate: diverging below it, even that one is too large
SWEEP = 0.5  # share of the work that is told as done when the rate has grown; trials may follow
UNSURE = 0.5  # of the noise: what is no farther above the lowest average may be as low
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
    the latter. If the loss stays as low beyond that, as far as noisy batches tell, the quarter is
    of the rate to which it does, twice the first at most. Where the loss has fallen by less than a
    fifth, the first steps of a plateau or the noise of small batches, they are too few to tell:
    then up to eight rates are tried by themselves, for 100 to 1600 steps (``lr_trials.py``), and
    the smallest of those that do well is suggested.

    ``dataset`` takes the place of the config's, as in ``Trainer``; ``progress(share)`` is called
    after every step; ``passes`` as in ``Trainer``. Same arguments, same bits; nothing that is
    passed in is changed. Raises ``ConfigError`` if not 1e-12 <= low < high <= 1e9, or for fewer
    than 20 or more than 5000 steps.
    """
    _require(low, high, steps, progress)
    tell = (lambda _: None) if progress is None else progress
    trainer = Trainer(config, dataset, History(max_records=2, snapshot_bytes=0), passes)
    work = range_steps(trainer, float(low), float(high), int(steps))
    while True:
        try:
            share = next(work)
        except StopIteration as over:
            result: RangeTest = over.value
            break
        tell(SWEEP * share)
    if _tells(result, plain_losses(trainer)[1]):
        return result
    trials = tried(
        lambda: Trainer(config, dataset, History(snapshot_bytes=0), passes),
        float(low),
        result.diverged_at or float(high),
        lambda share: tell(SWEEP + (1.0 - SWEEP) * share),
    )
    return _after(result, trials)


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
        trainer.change(lr=float(rate), schedule="constant")
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


def _tells(result: RangeTest, plain: float) -> bool:
    """Whether the test tells by itself: the loss is a fifth below ``plain``, or rises at once."""
    if result.suggested is None:
        return not result.lr.size or result.reason == _RISES
    return float(result.smoothed.min()) <= (1.0 - SMALL) * min(plain, float(result.smoothed[0]))


def _after(result: RangeTest, trials: Trials | None) -> RangeTest:
    """``result`` with what trials at constant rates have shown; None: they would take too long."""
    if trials is None:
        return replace(result, reason=result.reason + _PLATEAU) if result.suggested else result
    low, high = number(trials.lr[0], 2), number(trials.lr[-1], 2)
    steps, rates = counted(trials.steps, "step"), counted(len(trials.lr), "rate")
    what = f"{steps} at each of {rates} from {low} to {high}"
    if trials.still:
        return replace(result, suggested=None, reason=_RESTS.format(what=what))
    if trials.fall < SMALL:
        return replace(result, reason=f"{result.reason} {_LONG.format(what=what)}")
    rate, loss = float(trials.lr[trials.best]), float(trials.loss[trials.best])
    reason = (
        "The steps of the test are too few to tell, so rates were tried by themselves: at this one "
        f"the loss falls from {loss_number(trials.first)} to {loss_number(loss)} in "
        f"{steps}."
    )
    lower = trials.loss[: trials.best]
    if lower.size:
        reason += (
            f" At {number(trials.lr[trials.best - 1], 2)} it is {loss_number(lower[-1])} then."
        )
    return replace(result, suggested=rate, reason=reason)


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
    noise = _noise(lr, loss, smoothed)
    lowest = int(np.argmax(smoothed <= smoothed.min() + SAME * fall))
    before = slice(0, lowest + 1)
    if lowest < FIRST or fall <= noise:
        return None, _RISES if diverged and lr[-1] <= AT_ONCE * lr[0] else _UNCLEAR
    slope = np.gradient(smoothed[before], np.log10(lr[before]))
    steepest = float(lr[np.argmin(slope)])
    noisy = UNSURE * noise > SAME * fall
    as_low = smoothed[lowest:] <= smoothed.min() + UNSURE * noise
    last = lowest + int(np.argmin([*as_low, False])) - 1 if noisy else lowest
    rests = min(float(lr[last]), BEYOND * float(lr[lowest]))
    quarter = rests / BELOW_LOWEST
    if steepest >= quarter:
        return steepest, (
            f"There the loss falls most steeply. It stops falling near {number(lr[lowest], 2)}."
        )
    where = "near which the loss stops falling"
    if last > lowest:
        where = f"to which the loss stays as low as it has come at {number(lr[lowest], 2)}"
    return quarter, (
        f"That is a quarter of {number(rests, 2)}, {where}. It falls most steeply at "
        f"{number(steepest, 2)}."
    )


_PLATEAU = (
    " But so few steps hardly get below what a constant output reaches: a larger one may leave the "
    "plateau sooner."
)
_RESTS = (
    "In {what} the loss does not change: the network does not respond. Its units may be dead or "
    "saturated, or the initial weights so small that no signal comes through; try another "
    "initialiser or scale the inputs."
)
_LONG = (
    "Trials of {what} hardly get below what a constant output reaches. That may be a longer "
    "plateau, as that of deep sigmoid networks and of tiny initial weights, a network that cannot "
    "do more, or data with nothing to be learned."
)
_UNCLEAR = "The loss does not fall clearly."
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
