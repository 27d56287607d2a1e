"""``UnitHealth``: how many units of a hidden layer are dead or saturated."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.constants import constant

SATURATED_SAMPLES = 0.95  # a unit counts as saturated if it is so on more than this share


class UnitHealth:
    """Counts, over chunks of n samples in all, a hidden layer's dead and saturated units.

    Dead: the output is exactly 0 on every sample, so no gradient reaches the unit's weights
    (ReLU with z <= 0 throughout). Saturated: on more than 95% of the samples the slope is below
    5% of the steepest one.
    """

    def __init__(self, activation: str, size: int, n: int) -> None:
        self._bounds = ACTIVATIONS[activation].unsaturated
        self._size, self._n = size, n  # n: samples of all chunks
        self._all_active = False
        # on how many samples each unit is; None: not counted yet, as it need not be
        self._active: Array | None = None
        self._saturated: Array | None = None

    def see(self, a: Array, ones: Array) -> None:
        """Take in activations [n, units] of one chunk; ``ones`` [n] has their dtype.

        A product with ones counts over samples, many times as fast as a sum of bools.
        """
        self._all_active = self._all_active or np.count_nonzero(a[0]) == self._size
        if not self._all_active:
            self._active = _plus(self._active, ones.dot((a != 0.0).astype(a.dtype)))
        if self._bounds is None:
            return
        low, high = self._bounds
        flat = np.less_equal(a, constant(low, a.dtype))
        flat |= np.greater_equal(a, constant(high, a.dtype))
        # in a healthy layer all units together have not as many as one must have: seen at a glance
        if len(a) < self._n or np.count_nonzero(flat) > SATURATED_SAMPLES * self._n:
            self._saturated = _plus(self._saturated, ones.dot(flat.astype(a.dtype)))

    def dead_share(self) -> float:
        """Share of units that were 0 on every sample."""
        if self._all_active:
            return 0.0
        active = 0 if self._active is None else np.count_nonzero(self._active)
        return 1.0 - float(active) / self._size

    def saturated_share(self) -> float:
        """Share of units that were saturated on more than 95% of the samples."""
        if self._saturated is None:
            return 0.0
        saturated = self._saturated > SATURATED_SAMPLES * self._n
        return float(np.count_nonzero(saturated)) / self._size


def _plus(counts: Array | None, more: Array) -> Array:
    """Counts [units] with those of one more chunk, in float64: exact for any number of samples."""
    return more.astype(np.float64) if counts is None else counts + more
