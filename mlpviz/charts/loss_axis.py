"""The axis of losses, linear or logarithmic, which a run that explodes may leave."""

from math import inf
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.figure import axis, log_bounds, nice_ceiling
from mlpviz.words import D3_NUMBER, loss_number

# Times the first loss: higher is an explosion, which would press the rest to the ground.
USUAL = 2.0


def loss_axis(losses: Array, log: bool, limit: float = inf) -> tuple[dict[str, Any], str]:
    """The axis for all of `losses` up to `limit`, and the words on those above it, if any.

    Entries that are not finite are passed over. The range is rounded outward, so that it rests
    between frames.
    """
    finite = losses[np.isfinite(losses)]
    highest = float(finite.max(initial=0.0))
    above = f"\u2002▲ up to {loss_number(highest)}" if highest > limit else ""
    if not log:
        top = nice_ceiling(min(1.02 * highest, limit)) if finite.size else 1.0
        return axis("", [0.0, top]), above
    bounds = log_bounds(finite[finite <= limit])
    ticks = _log_ticks(bounds[1] - bounds[0])
    return axis("", bounds, type="log", tickformat=D3_NUMBER, **ticks), above


def _log_ticks(decades: float) -> dict[str, Any]:
    """Whole decades, or 1, 2 and 5 if there are less than two of them.

    Plotly would label every digit then, one on top of the other; below one decade it chooses well.
    """
    if decades < 1:
        return {}
    return {"dtick": "D2" if decades < 2 else max(1, round(decades / 5))}
