"""``Penalty``: what L2 adds to the loss and to its gradient; biases are left out."""

from collections.abc import Mapping

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.parameters import views


class Penalty:
    """sum(W**2) over the weights in the vector ``flat``, whose pieces have these ``shapes``."""

    def __init__(self, flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._flat = flat
        self._is_weight = np.zeros_like(flat)
        for name, mask in views(self._is_weight, shapes).items():
            mask.fill(name.startswith("W"))
        self._weights = np.empty_like(flat)  # those of ``flat``, biases zeroed

    def value(self) -> float:
        """sum(W**2)."""
        weights = np.multiply(self._flat, self._is_weight, out=self._weights)
        return float(weights.dot(weights))

    def add(self, gradient: Array, l2: float) -> float:
        """Add that of ``l2 * sum(W**2)``, which is 2 l2 W, to a gradient; returns its value."""
        value = l2 * self.value()
        self._weights *= 2.0 * l2
        gradient += self._weights
        return value
