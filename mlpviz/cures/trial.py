"""``Trial``: a changed run, trained as far as it takes to judge it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mlpviz.config import RunConfig
from mlpviz.cures.data import Runs
from mlpviz.cures.standing import NOWHERE, SAME, Standing
from mlpviz.diagnosis import Action
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.run import Trainer

LOOKED = 30  # epochs that are looked at at once
PATIENCE = 0.02  # seconds after which an epoch that is not finished lets others look


@dataclass(eq=False)
class Trial:
    """``action`` applied to a run and trained; ``config`` is what came of it.

    ``standing`` is where it stands after ``epochs`` epochs, ``error`` what ended it, if anything
    did; ``kinds`` are those of the messages that the diagnosis had for it when it was looked at.
    """

    action: Action
    config: RunConfig
    runs: Runs
    standing: Standing = NOWHERE
    error: NonFiniteError | None = None
    kinds: tuple[str, ...] = ()
    trainer: Trainer | None = field(default=None, repr=False)
    stopped: bool = False  # early, as its config asks for
    _looked: int = -1

    @property
    def begun(self) -> bool:
        """Whether it has been trained, or tried to be."""
        return self.error is not None or self.epochs > 0

    @property
    def epochs(self) -> int:
        """How long it was trained."""
        return self.standing.epoch

    def train(self, epochs: int) -> Iterator[None]:
        """Train until it has had ``epochs`` epochs, or diverges; yields every few milliseconds."""
        if self.error is not None or self.epochs >= epochs:
            return
        if self.trainer is None:
            self.trainer = self.runs.trainer(self.config)
        trainer = self.trainer
        try:
            while trainer.epoch < epochs and not trainer.stopped:
                trainer.train_for(0.0, PATIENCE)
                yield
        except NonFiniteError as error:
            self.error, self.standing, self.trainer = error, NOWHERE, None
            return
        self.stopped = trainer.stopped
        self.standing = Standing.of(trainer.history.newest, self.config)

    def look(self) -> Iterator[None]:
        """Ask the diagnosis, once for each moment, if there is a trainer to look at.

        Yields every few milliseconds, as ``train`` does.
        """
        if self.trainer is None or self._looked == self.epochs:
            return
        for epoch in range(0, self.epochs, LOOKED):
            self.trainer.look_back(epoch, self.config)
            yield
        self._looked = self.epochs
        self.kinds = tuple(message.kind for message in self.trainer.diagnose(self.config))

    def since(self, *, of_test: bool) -> int:
        """The epoch since which its score has been what it is now; the last one if not known."""
        first = self.epochs
        if self.trainer is not None:
            now = self.standing.score(of_test=of_test) - SAME
            for record in reversed(list(self.trainer.history)):
                if Standing.of(record, self.config).score(of_test=of_test) < now:
                    break
                first = record.epoch
        return first

    def rest(self) -> None:
        """Give its memory back; trained on, it begins anew."""
        self.trainer = None


class Waiting(Trial):
    """The run itself, unchanged, trained on from where it is; ``begin`` is where it was."""

    def __init__(self, trainer: Trainer, config: RunConfig, runs: Runs) -> None:
        super().__init__(Action("Train on", {}), config, runs, trainer=trainer)
        self.begin = self.standing = Standing.of(trainer.history.newest, config)

    def train(self, epochs: int) -> Iterator[None]:
        """As ``Trial``'s; where it diverges it stays where it was."""
        yield from super().train(epochs)
        if self.error is not None:
            self.standing = self.begin
