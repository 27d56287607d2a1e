"""``Penalty``: what L1 and L2 add to the loss and to its gradient; biases are left out."""

from collections.abc import Mapping

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.options import Option
from mlpviz.engine.parameters import views

L1 = Option("L1", 0.0, 0.0, 100.0, 0.0001, "Weight of sum(|W|) in the loss.")
L2 = Option("L2", 0.0, 0.0, 100.0, 0.0001, "Weight of sum(W²) in the loss.")


class Penalty:
    """l1 sum(|W|) + l2 sum(W**2) over the weights in ``flat``, whose pieces have these ``shapes``.

    |W| has a kink at 0; its derivative there is taken as 0, as torch and most others do.
    """

    def __init__(self, flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._flat = flat
        self._is_weight = np.zeros_like(flat)
        for name, mask in views(self._is_weight, shapes).items():
            mask.fill(name.startswith("W"))
        self._weights = np.empty_like(flat)  # those of ``flat``, biases zeroed

    def value(self, l2: float, l1: float = 0.0) -> float:
        """l2 sum(W**2) + l1 sum(|W|)."""
        weights = np.multiply(self._flat, self._is_weight, out=self._weights)
        value = l2 * float(weights.dot(weights)) if l2 else 0.0
        return value + l1 * float(np.abs(weights).sum()) if l1 else value

    def add(self, gradient: Array, l2: float, l1: float = 0.0) -> float:
        """Add the derivative, 2 l2 W + l1 sign(W), to a gradient; returns the penalty's value."""
        value = self.value(l2, l1)
        if l1:
            gradient += np.sign(self._weights) * gradient.dtype.type(l1)
        if l2:
            self._weights *= 2.0 * l2
            gradient += self._weights
        return value
