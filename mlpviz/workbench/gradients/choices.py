"""``CheckChoices``: what is checked, and by what."""

from dataclasses import dataclass

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.over_training import fixed_batch
from mlpviz.run import Trainer

MAX_SAMPLES = 256
STEPS = [m * 10.0**e for e in range(-13, -1) for m in (1.0, 3.0)] + [0.1]
DTYPES = ("", "float64", "float32")


@dataclass(frozen=True)
class CheckChoices:
    """Samples and seed of the batch, sources, step ``h`` and precision of a gradient check.

    ``h`` None is the checker's own choice; ``dtype`` "" is that of the run.
    """

    samples: int = 16
    batch_seed: int = 0
    sources: tuple[str, ...] = ("central", "complex_step")
    h: float | None = None
    dtype: str = ""

    def batch(self, trainer: Trainer) -> tuple[Array, Array]:
        """The samples [n, d] and targets [n, k] of the training split, all if there are fewer."""
        train = trainer.train
        return fixed_batch(train.X, train.Y, self.samples, self.batch_seed)

    def network(self, trainer: Trainer) -> MLP:
        """A copy of the network in the chosen precision."""
        with np.errstate(all="ignore"):  # float32 holds no number above 3e38
            return trainer.network.copy(self.dtype or None)
