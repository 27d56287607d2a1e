"""``Trace``: what one visitor's Trace page has chosen and keeps."""

from dataclasses import dataclass, field, replace
from zlib import crc32

from mlpviz.engine.network import MLP
from mlpviz.engine.settings import LIVE
from mlpviz.run import Trainer
from mlpviz.workbench.events import Choose, Guess
from mlpviz.workbench.numerals import read_number
from mlpviz.workbench.trace.choices import TABS, TraceChoices, opened_with
from mlpviz.workbench.trace.moment import moment
from mlpviz.workbench.trace.shown import Judged, Tracing
from mlpviz.workbench.trace.view import tracing


def state_of(trainer: Trainer) -> str:
    """What may be changed of a run between epochs: its live settings, and a weight by hand."""
    live = [getattr(trainer, name) for name in LIVE]
    settings = [*trainer.optimizer.settings.values(), trainer.schedule.snapshot()]
    return f"{live} {settings} {crc32(trainer.network.flat.data)}"


@dataclass
class Trace:
    """The choices, and what was shown for them last; ``guess`` is the latest number guessed."""

    choices: TraceChoices = field(default_factory=TraceChoices)
    guess: Judged | None = None
    latest: Tracing | None = None

    def choose(self, chosen: Choose) -> None:
        """Take what a visitor has chosen."""
        self.choices = TraceChoices(**vars(chosen))

    def follow(
        self, name: str, index: tuple[int, ...], mistake: str, layers: int, dropout: bool
    ) -> None:
        """Look at the gradient of a weight of the mean, at the step that makes it."""
        gradients = 3 * layers + 3  # x, z and a of each layer, L, the deltas, and then these
        gradients += (layers - 1) * dropout  # and what goes on of each hidden layer
        tab = opened_with(mistake)
        self.choices = TraceChoices(0, name, index, True, mistake, gradients, tab)

    def judge(self, guessed: Guess, trainer: Trainer, viewer: MLP, shown: int | None) -> None:
        """Say whether a number that was guessed is right, and which slip it fits if not."""
        within = self.choices.within(trainer.network, len(trainer.train_split.X))
        try:
            typed = read_number(guessed.typed)
        except ValueError:
            words = "Write it as a number, such as -0.022 or 1.5e-3."
            self.guess = Judged(guessed.place, guessed.typed, False, words)
            return
        quantity, _, indices = guessed.place.partition(":")
        index = tuple(map(int, indices.split(","))) if indices else ()
        one = moment(trainer, viewer, shown, within).one
        judged = one.judge(quantity, index, typed)
        self.guess = Judged(guessed.place, guessed.typed, judged.right, judged.sentence)

    def shown(self, trainer: Trainer, viewer: MLP, run: int, shown: int | None) -> Tracing:
        """The trace of the run at an epoch, made anew only if it is another one.

        Raises FaultsError where a number is not finite.
        """
        within = self.choices.within(trainer.network, len(trainer.train_split.X))
        same = replace(within, step=1, tab=TABS[0])
        epoch = trainer.epoch if shown is None else shown
        key = f"{run} {epoch} {trainer.progress} {state_of(trainer)} {same}"
        latest = self.latest
        if latest is None or latest.key != key:
            self.guess = None
        if latest is None or (latest.key, latest.tab) != (key, within.tab):
            self.latest = latest = tracing(
                trainer, moment(trainer, viewer, shown, within), within, key
            )
        step = min(within.step, len(latest.stages))
        return replace(latest, step=step, guess=self.guess)
