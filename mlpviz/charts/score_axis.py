"""What charts of accuracy and R² share: their axis."""

from typing import Any, Literal

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.figure import axis
from mlpviz.words import D3_WHOLE_PERCENT

Score = Literal["accuracy", "R²"]

# R² has no lower bound, and an untrained network would squeeze all that follows to a line.
LOWEST_R2 = -1.0


def score_axis(values: Array, score: Score) -> dict[str, Any]:
    """The axis for all of `values` that are finite; that of R² begins at 0, -0.5 or -1."""
    if score == "accuracy":
        return axis("", [0.0, 1.02], tickformat=D3_WHOLE_PERCENT, dtick=0.25)
    lowest = float(np.compress(np.isfinite(values), values).min(initial=0.0))
    bottom = 0.0 if lowest >= 0.0 else -0.5 if lowest >= -0.5 else LOWEST_R2
    return axis("", [bottom, 1.02])
