"""``Trace``: what one visitor's Trace page has chosen and keeps."""

from dataclasses import dataclass, field, replace

from mlpviz.engine.network import MLP
from mlpviz.run import Trainer
from mlpviz.workbench.events import Choose
from mlpviz.workbench.trace.choices import TraceChoices
from mlpviz.workbench.trace.moment import moment
from mlpviz.workbench.trace.shown import Guess, Tracing
from mlpviz.workbench.trace.view import tracing


@dataclass
class Trace:
    """The choices, and what was shown for them last; ``guess`` is the latest number guessed."""

    choices: TraceChoices = field(default_factory=TraceChoices)
    guess: Guess | None = None
    latest: Tracing | None = None

    def choose(self, chosen: Choose) -> None:
        """Take what a visitor has chosen."""
        self.choices = TraceChoices(**vars(chosen))

    def shown(self, trainer: Trainer, viewer: MLP, run: int, shown: int | None) -> Tracing:
        """The trace of the run at an epoch, made anew only if it is another one.

        Raises FaultsError where a number is not finite.
        """
        within = self.choices.within(trainer.network, len(trainer.train_split.X))
        same = replace(within, step=1)
        key = f"{run} {trainer.epoch if shown is None else shown} {trainer.progress} {same}"
        if self.latest is None or self.latest.key != key:
            self.guess = None
            self.latest = tracing(trainer, moment(trainer, viewer, shown, within), within, key)
        step = min(within.step, len(self.latest.stages))
        return replace(self.latest, step=step, guess=self.guess)
