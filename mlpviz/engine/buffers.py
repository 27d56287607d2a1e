"""``Buffers``: the arrays of one forward and backward pass, kept from batch to batch."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mlpviz.arrays import Array

FEW = 2**11  # numbers in all layers of a batch up to which repeating the biases pays


class Buffers:
    """Reusable arrays [n, units] for one batch size n: z, a, delta and slope of every layer.

    All z are pieces of one vector ``flat_z``, so that one look tells whether they are finite.
    ``ones`` [n] sums over samples as a product, which is quicker than a reduction for small n.
    ``forward`` and ``backward`` hold, layer by layer, what the two passes need (``link``).
    """

    def __init__(self, n: int, units: Sequence[int], dtype: Any) -> None:
        self.n, self.units = n, units
        self.flat_z = np.empty(n * sum(units), dtype)
        self.z = _pieces(self.flat_z, n, units)
        self.a = [np.empty((n, size), dtype) for size in units]
        self.delta = [np.empty((n, size), dtype) for size in units]
        self.slope = [np.empty((n, size), dtype) for size in units]
        self.ones = np.ones(n, dtype)
        self.bias_places: Array | None = None  # None: the layers' own biases are added
        self.biases = np.empty(0, dtype)

    def link(
        self,
        W: Sequence[Array],
        b: Sequence[Array | None],
        dW: Sequence[Array],
        db: Sequence[Array | None],
        f: Sequence[Any],
        df: Sequence[Any],
    ) -> None:
        """Line up parameters, gradients and functions of every layer with the arrays.

        So the hot loops look nothing up: each line of ``forward`` is a layer, from the first to
        the last, and each of ``backward`` a step from a layer to the one below.
        """
        z, a, delta, slope = self.z, self.a, self.delta, self.slope
        self.forward = [*zip(W, b, z, f, a, strict=True)]
        self.backward = [
            (a[i].T, dW[i + 1], db[i + 1], W[i + 1].T, delta[i], df[i], z[i], a[i], slope[i])
            for i in reversed(range(len(df)))
        ]

    def repeat(self, places: Sequence[slice]) -> list[Array] | None:
        """Every layer's bias, repeated for each sample [n, units]; None if the batch is large.

        NumPy adds two small arrays of one shape in a quarter of the time that it takes to spread a
        vector over rows. ``places`` are those of the biases among all parameters; the arrays are
        views of ``biases``, which one ``take(bias_places)`` of the parameters refreshes.
        """
        if self.flat_z.size > FEW:
            return None
        self.bias_places = np.concatenate(
            [np.tile(np.arange(place.start, place.stop), self.n) for place in places]
        )
        self.biases = np.empty_like(self.flat_z)
        return _pieces(self.biases, self.n, self.units)


class LastPass:
    """What a network keeps of its last pass, and buffers by batch size for those that follow."""

    _buffers: dict[int, Buffers]
    _last: Buffers | None

    @property
    def buffers(self) -> Buffers:
        """All arrays of the last forward pass, and of the backward pass if one followed."""
        if self._last is None:
            raise ValueError("no forward pass has run yet: call forward(X) first")
        return self._last

    def release(self) -> None:
        """Let go of all buffers but those of the last pass; passes that follow make new ones."""
        self._buffers = {}  # a new one: a pass in another thread keeps what it has

    @property
    def z(self) -> list[Array]:
        """Pre-activations [n, units] of every layer, of the last forward pass."""
        return self.buffers.z

    @property
    def delta(self) -> list[Array]:
        """d loss / d z [n, units] of every layer, of the last backward pass."""
        return self.buffers.delta

    @property
    def a(self) -> list[Array]:
        """Activations [n, units] of every layer, of the last forward pass."""
        return self.buffers.a


def _pieces(flat: Array, n: int, units: Sequence[int]) -> list[Array]:
    """Consecutive pieces [n, units] of a vector."""
    ends = np.cumsum([0, *(n * size for size in units)])
    return [flat[i:j].reshape(n, size) for (i, j), size in zip(pairwise(ends), units, strict=True)]
