"""The axis of errors over the largest entry, from exact agreement to what is not a number."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.figure import axis, power_of_ten

# Exact agreement stands on the floor, what is not a number at the ceiling. The smallest error of
# two different float64 numbers is 1.1e-16.
FLOOR, CEILING = 1e-17, 10.0

_POWERS = (-16, -12, -8, -4)


def on_scale(errors: ArrayLike, floor: float = FLOOR) -> Array:
    """`errors` clipped to what the axis shows; what is not a number counts as huge."""
    values = np.asarray(errors, dtype=float)
    return np.clip(np.where(np.isnan(values), CEILING, values), floor, CEILING)


def error_axis(title: str, bounds: list[float]) -> dict[str, Any]:
    """A logarithmic axis from 10^bounds[0] to 10^bounds[1], with every fourth power named."""
    return axis(title, bounds, type="log") | {
        "tickvals": [*(float(f"1e{power}") for power in _POWERS), 1.0],
        "ticktext": [*map(power_of_ten, _POWERS), "1"],
    }
