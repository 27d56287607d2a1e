"""``Buffers``: the arrays of one forward and backward pass, kept from batch to batch."""

from collections.abc import Sequence
from typing import Any

import numpy as np


class Buffers:
    """Reusable arrays [n, units] for one batch size n: z, a, delta and slope of every layer.

    ``ones`` [n] sums over samples as a product, which is quicker than a reduction for small n.
    """

    def __init__(self, n: int, units: Sequence[int], dtype: Any) -> None:
        self.z = [np.empty((n, size), dtype) for size in units]
        self.a = [np.empty((n, size), dtype) for size in units]
        self.delta = [np.empty((n, size), dtype) for size in units]
        self.slope = [np.empty((n, size), dtype) for size in units]
        self.ones = np.ones(n, dtype)
