"""Inverted dropout: in training every hidden unit is left out of a sample at random.

Srivastava et al. 2014. With rate p and a mask m whose entries are 0 with probability p, else
1 / (1 - p), a layer passes on m a instead of a, whose mean is a. So nothing has to be scaled
later: measures, checks and predictions use the whole network as it is.

Backward, delta_prev = (delta W^T) m f'(z): the mask again. Hence ``DroppedBuffers``, in which
functions and slopes have the mask, and the network's own loops do the rest.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.buffers import Buffers
from mlpviz.engine.options import Option

DROPOUT = Option(
    "Dropout",
    0.0,
    0.0,
    0.95,
    0.05,
    "Share of the hidden units that each sample leaves out of a training step.",
)
STREAM = 1  # beside the seed: so masks and the order of the samples have nothing in common


class Dropout:
    """The masks of a run: ``rate`` is the share that is left out; with a generator of their own.

    A sample takes one number of the generator for each hidden unit, layer by layer; it is left out
    where that is below the rate. So the masks do not depend on how many samples are drawn at once.
    """

    def __init__(self, seed: int) -> None:
        self.rate = 0.0
        self._rng = np.random.default_rng([seed, STREAM])
        self._state: dict[str, Any] | None = None  # of the generator, since the latest draw

    @property
    def state(self) -> dict[str, Any]:
        """The generator's, not to be changed; asked for with every epoch, drawn or not."""
        if self._state is None:
            self._state = dict(self._rng.bit_generator.state)
        return self._state

    @state.setter
    def state(self, state: dict[str, Any]) -> None:
        self._rng.bit_generator.state = self._state = state

    def skip(self, numbers: int) -> None:
        """Go on as if so many numbers had been drawn."""
        self._state = None
        self._rng.bit_generator.advance(numbers)  # type: ignore[attr-defined]  # PCG64's

    def draw(self, masks: Sequence[Array]) -> None:
        """Fill the ``masks`` [n, units] of all hidden layers for the next n samples."""
        self._state = None
        drawn = self._rng.random((len(masks[0]), sum(mask.shape[1] for mask in masks)))
        kept, start = drawn >= self.rate, 0
        for mask in masks:
            stop = start + mask.shape[1]
            np.multiply(kept[:, start:stop], 1.0 / (1.0 - self.rate), out=mask, casting="unsafe")
            start = stop


class Given(Dropout):
    """Masks that are known: ``masks`` [n, units] of every hidden layer, whatever is drawn."""

    def __init__(self, masks: Sequence[Array]) -> None:
        super().__init__(0)
        self._given = masks

    def draw(self, masks: Sequence[Array]) -> None:
        """Fill the ``masks`` with the given ones."""
        for mask, given in zip(masks, self._given, strict=True):
            np.copyto(mask, given)


class DroppedBuffers(Buffers):
    """Buffers of a pass with dropout: ``a`` as activations give it, ``dropped`` what goes on.

    ``masks`` and ``dropped`` [n, units] are those of the hidden layers.
    """

    def __init__(self, n: int, units: Sequence[int], dtype: Any) -> None:
        super().__init__(n, units, dtype)
        self.masks = [np.ones((n, size), dtype) for size in units[:-1]]
        self.dropped = [np.empty((n, size), dtype) for size in units[:-1]]

    def link(
        self,
        W: Sequence[Array],
        b: Sequence[Array | None],
        dW: Sequence[Array],
        db: Sequence[Array | None],
        f: Sequence[Any],
        df: Sequence[Any],
    ) -> None:
        """As without dropout, with the mask behind every function and slope of a hidden layer."""
        masked_f = [
            _masked(of, mask, dropped)
            for of, mask, dropped in zip(f, self.masks, self.dropped, strict=False)
        ]
        masked_df = [_sloped(of, mask) for of, mask in zip(df, self.masks, strict=True)]
        super().link(W, b, dW, db, [*masked_f, f[-1]], masked_df)
        inputs = [dropped.T for dropped in reversed(self.dropped)]
        self.backward = [
            (into, *rest) for into, (_, *rest) in zip(inputs, self.backward, strict=True)
        ]


def _masked(f: Any, mask: Array, dropped: Array) -> Any:
    def masked(z: Array, out: Array) -> Array:
        np.multiply(f(z, out), mask, dropped)
        return dropped

    return masked


def _sloped(df: Any, mask: Array) -> Any:
    def sloped(z: Array, a: Array, out: Array) -> Array:
        np.multiply(df(z, a, out), mask, out)
        return out

    return sloped
