"""What charts over epochs share: the axis, and the line at an earlier epoch that is shown."""

from typing import Any

from mlpviz.arrays import Array
from mlpviz.charts.figure import axis, nice_ceiling
from mlpviz.charts.palette import NEUTRAL
from mlpviz.words import D3_SHORT, D3_WHOLE, d3

# An axis up to so many epochs has them in thousands, as there is no room for whole ones.
SHORT = 2_000

# What stands above the values in one label for all curves.
HOVER_TITLE = {"text": f"epoch {d3('x', D3_WHOLE)}"}


def last_epoch(epochs: Array) -> float:
    """Where an axis of epochs ends: rounded up, so that it rests between frames; at least 10."""
    return max(nice_ceiling(float(epochs.max())) if epochs.size else 1.0, 10.0)


def epoch_axis(end: float, domain: list[float], anchor: str, **entries: Any) -> dict[str, Any]:
    """An axis of epochs from 0 to `end` over a part of the width, below the axis `anchor`."""
    entries |= {"domain": domain, "anchor": anchor, "unifiedhovertitle": HOVER_TITLE}
    return axis("epoch", [-0.02 * end, 1.01 * end], **epoch_ticks(end), **entries)


def epoch_ticks(end: float) -> dict[str, Any]:
    """How epochs are written along an axis up to `end`: 1k, 20k, 1M from a thousand on."""
    return {"tickformat": D3_SHORT if end >= SHORT else D3_WHOLE}


def marker_lines(marker: int | None, *plots: tuple[str, str]) -> list[dict[str, Any]]:
    """A thin line at the epoch `marker` in each of the plots with these axes; none for `None`."""
    if marker is None:
        return []
    return [
        {
            "type": "line",
            "x0": marker,
            "x1": marker,
            "xref": x,
            "y0": 0,
            "y1": 1,
            "yref": f"{y} domain",
            "line": {"color": NEUTRAL, "width": 1.5, "dash": "dot"},
        }
        for x, y in plots
    ]
