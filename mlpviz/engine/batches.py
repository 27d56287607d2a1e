"""``Batches``: the samples of a split in another order, a batch at a time."""

from typing import Self

import numpy as np

from mlpviz.arrays import Array

BLOCK_BYTES = 2**18  # of samples that are copied together: stays in the processor's cache


class Batches:
    """Copies samples of X [n, d], Y [n, k] in the order of a permutation, many at a time.

    Gathering ten samples takes about as long as gathering a hundred. So each copy holds as many of
    the samples that follow as fit in ``BLOCK_BYTES``, one batch at least; a batch is a view of it.
    """

    def __init__(self, X: Array, Y: Array) -> None:
        self._all_X, self._all_Y = X, Y
        self._fit = BLOCK_BYTES // (X[0].nbytes + Y[0].nbytes)
        self._order: Array | None = None  # of what is copied: places start to stop of it
        self._start = self._stop = 0
        self._X, self._Y = X[:0], Y[:0]
        self._views: dict[tuple[int, int], tuple[Array, Array]] = {}  # of both, by start and stop

    def __reduce__(self) -> tuple[type[Self], tuple[Array, Array]]:
        """A copy gathers anew: copied views would come apart from their block."""
        return type(self), (self._all_X, self._all_Y)

    def batch(self, order: Array | None, start: int, stop: int) -> tuple[Array, Array]:
        """X and Y of the samples ``order[start:stop]``; views that a later call overwrites.

        Without an order those from ``start`` to ``stop``, as they stand.
        """
        if order is None:
            return self._all_X[start:stop], self._all_Y[start:stop]
        if order is not self._order or start < self._start or stop > self._stop:
            self._copy(order, start, stop)
        place = start - self._start, stop - self._start
        batch = self._views.get(place)
        if batch is None:
            batch = self._views[place] = self._X[slice(*place)], self._Y[slice(*place)]
        return batch

    def _copy(self, order: Array, start: int, stop: int) -> None:
        size = min(max(stop - start, self._fit), len(order) - start)
        if size > len(self._X):
            self._X, self._Y = (
                np.empty_like(array, shape=(size, array.shape[1]))
                for array in (self._all_X, self._all_Y)
            )
            self._views.clear()
        index = order[start : start + size]
        # mode "clip" skips the bounds check that would need a second buffer
        self._all_X.take(index, 0, self._X[:size], "clip")
        self._all_Y.take(index, 0, self._Y[:size], "clip")
        self._order, self._start, self._stop = order, start, start + size
