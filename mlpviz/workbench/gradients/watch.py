"""``Watch``: the gradient's error at every epoch of a run."""

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.over_training import SAMPLES, GradientErrors, fixed_batch
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.run import Trainer
from mlpviz.workbench import slices
from mlpviz.workbench.gate import breathe

SECONDS = 0.1  # of catching up with every frame
PLAYING_SECONDS = 0.0  # the newest epoch only
# Products that one pass of all probes may take: about 10 ms while playing, half a second else.
PLAYING_COST, PAUSED_COST = 10_000_000, 500_000_000


class Watch:
    """Errors over training on a small fixed batch; ``missing`` epochs are not checked yet.

    ``problem`` says why nothing is checked.
    """

    def __init__(self) -> None:
        self.errors: GradientErrors | None = None
        self.missing = 0
        self.problem: str | None = None
        self._of: tuple[Trainer, float, float] | None = None

    def update(self, trainer: Trainer, viewer: MLP, *, playing: bool) -> None:
        """Check the newest epochs. ``viewer`` is a network whose weights are overwritten."""
        asked = trainer, trainer.l2, trainer.l1
        if self.errors is None or self._of != asked:
            X, Y = fixed_batch(trainer.train_split.X, trainer.train_split.Y)
            self.errors = GradientErrors(X, Y, loss=trainer.loss, l2=trainer.l2, l1=trainer.l1)
            self._of, self.missing = asked, 0
        cost = probe_cost(viewer.sizes, SAMPLES)
        self.problem = None
        if cost > PAUSED_COST:
            self.problem = "This network is too wide to be checked at every epoch."
        elif playing and cost > PLAYING_COST:
            self.problem = "This network is too wide to be checked at every frame: press Pause."
        else:
            seconds = PLAYING_SECONDS if playing else SECONDS
            clock = slices.pace.clock
            self.missing = self.errors.update(trainer.history, viewer, seconds, clock, breathe)
            return
        self.missing = 0

    def rest(self) -> None:
        """Nobody looks: nothing is under way."""
        self.missing = 0
