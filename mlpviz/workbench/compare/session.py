"""``Compare``: what the server keeps of the Compare page for one visitor."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlpviz.comparison import Race
from mlpviz.comparison.varied import MOST
from mlpviz.config import RunConfig
from mlpviz.engine.options import Option
from mlpviz.workbench.compare.lr_range import LrRange
from mlpviz.workbench.compare.plan import GIVEN, Plan, plan

EPOCHS = Option("Epochs", 20, 1, 1000, 1, "How long to race: epochs of each run.")


@dataclass
class Compare:
    """The Compare page's choices, and its race.

    ``mode`` is the name of a row of ``MODES``. ``varied`` is the setting that is varied, ``values``
    the texts chosen for each setting that was touched; ``given`` are runs from elsewhere, by title.
    ``race`` is what ``planned`` asked for; ``number`` counts the races. ``problem`` is what is
    wrong with a value that was typed. ``lr_range`` is the learning-rate range test.
    """

    mode: str = "race"
    varied: str = "optimizer"
    values: dict[str, list[str]] = field(default_factory=dict)
    given: Mapping[str, RunConfig] = field(default_factory=dict)
    epochs: int = int(EPOCHS.default)
    playing: bool = False
    number: int = 0
    race: Race | None = None
    planned: Plan | None = None
    problem: str | None = None
    lr_range: LrRange = field(default_factory=LrRange)

    def plan(self, config: RunConfig) -> Plan:
        """What the present choices ask for, with ``config`` as the run that they vary."""
        given = self.given if self.varied == GIVEN else None
        return plan(config, self.varied, self.values.get(self.varied), self.epochs, given)

    def race_given(self, variants: Mapping[str, RunConfig], epochs: int) -> None:
        """Race these runs, by title, instead of variants of the visitor's own.

        At most six, for ``epochs`` epochs.
        """
        self.forget()
        self.mode, self.varied, self.problem = "race", GIVEN, None
        self.given, self.epochs = dict(list(variants.items())[:MOST]), epochs
        self.values.pop(GIVEN, None)

    def race_for(self, epochs: int) -> None:
        """Race for so many epochs, as far as a race may be that long."""
        self.epochs = min(epochs, int(EPOCHS.maximum))

    def pause(self) -> None:
        """Race no further for now."""
        self.playing = False

    def forget(self) -> None:
        """Drop the race: the next one follows the present choices."""
        self.race = self.planned = None
        self.playing = False
