"""Inputs along each feature, through a present point: what partial curves are drawn of."""

import numpy as np

from mlpviz.arrays import Array

POINTS = 41


def along_each(x: Array, low: Array, high: Array, points: int = POINTS) -> tuple[Array, Array]:
    """Values [d, points] of each feature in even steps from ``low`` to ``high`` [d], and inputs.

    The inputs [d, points, d] are x [d] with that feature alone moved. A bound that x is beyond is
    moved to x, so that the present point is on each curve.
    """
    low, high = np.minimum(low, x), np.maximum(high, x)
    values = np.linspace(low, high, points, axis=1)
    inputs = np.broadcast_to(x, (len(x), points, len(x))).copy()
    each = np.arange(len(x))
    inputs[each, :, each] = values
    return values, inputs
