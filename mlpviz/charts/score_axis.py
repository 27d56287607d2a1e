"""What charts of accuracy and R² share: the axis, and how a score is written."""

from typing import Any, Literal

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.figure import axis, number, percent

Score = Literal["accuracy", "R²"]

# R² has no lower bound, and an untrained network would squeeze all that follows to a line.
LOWEST_R2 = -1.0


def score_axis(values: Array, score: Score) -> dict[str, Any]:
    """The axis for all of `values` that are finite; that of R² begins at 0, -0.5 or -1."""
    if score == "accuracy":
        return axis("", [0.0, 1.02], tickformat=".0%", dtick=0.25)
    lowest = float(np.compress(np.isfinite(values), values).min(initial=0.0))
    bottom = 0.0 if lowest >= 0.0 else -0.5 if lowest >= -0.5 else LOWEST_R2
    return axis("", [bottom, 1.02])


def score_text(value: float, score: Score) -> str:
    """A score in words: `97.3 %` or `0.912`."""
    return percent(value) if score == "accuracy" else number(value)


def hover_format(what: str) -> str:
    """Plotly's format of a value of `what`: a share in per cent, all else with four digits."""
    return ".1%" if what == "accuracy" else ".4g"
