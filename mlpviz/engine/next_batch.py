"""``Coming``: which samples a run takes next, and which units dropout will leave out of them."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.history import Snapshot
from mlpviz.engine.trainer import Trainer


class Coming:
    """What a trainer does next from a ``moment``, by default the present one; it stays as it is.

    ``order`` [n] are the numbers of the training samples in the order of the epoch, ``position``
    how many of them have been used, ``size`` how many make a batch.
    """

    order: Array
    position: int
    size: int

    def __init__(self, trainer: Trainer, moment: Snapshot | None = None) -> None:
        moment = trainer.moment() if moment is None else moment
        n = len(trainer.train_split.X)
        self.position, order = moment.position, moment.order
        self.size = moment.size if self.position else min(trainer.batch_size or n, n)
        if not self.position and trainer.shuffle and self.size < n:
            rng = np.random.default_rng()
            rng.bit_generator.state = moment.rng_state
            order = rng.permutation(n)
        self.order = np.arange(n) if order is None else order
        self._trainer, self._moment = trainer, moment

    @property
    def batch(self) -> Array:
        """The numbers of the samples of the next update [at most ``size``]."""
        return self.order[self.position : self.position + self.size]

    def masks(self, samples: Array) -> list[Array] | None:
        """The factors of dropout for these samples, as [n, units] for each hidden layer.

        They are those of the samples' turn in this epoch; of a sample that has had its turn, those
        of the next one. None for a run without dropout.
        """
        network, rate = self._trainer.network, self._trainer.dropout
        units = network.sizes[1:-1]
        if not rate or not units:
            return None
        place = np.empty_like(self.order)
        place[self.order] = np.arange(len(self.order))
        turns = np.maximum(place[samples] - self.position, 0)
        masks = [np.empty((len(samples), size), network.dtype) for size in units]
        if len(turns) and np.array_equal(turns, np.arange(turns[0], turns[0] + len(turns))):
            self._draw(rate, int(turns[0]), masks)
            return masks
        for k, turn in enumerate(turns):
            self._draw(rate, int(turn), [mask[k : k + 1] for mask in masks])
        return masks

    def _draw(self, rate: float, turn: int, masks: list[Array]) -> None:
        dropout = Dropout(0)
        dropout.rate, dropout.state = rate, self._moment.dropout_state
        dropout.skip(turn * sum(mask.shape[1] for mask in masks))  # a number for each unit
        dropout.draw(masks)
