"""Marks in curves over epochs where a run's settings were changed while it trained."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlpviz.charts.figure import label
from mlpviz.charts.palette import NEUTRAL
from mlpviz.words import counted, listed, whole

SAID = 4  # changes that a summary tells, the latest ones


class ChangeMark(NamedTuple):
    """What was changed after `epoch`, one for each setting: `learning rate 0.1 → 0.01`."""

    epoch: int
    words: Sequence[str]


def change_lines(changes: Sequence[ChangeMark], *plots: tuple[str, str]) -> list[dict[str, Any]]:
    """A thin line at every change in each of the plots with these axes."""
    return [
        {
            "type": "line",
            "x0": change.epoch,
            "x1": change.epoch,
            "xref": x,
            "y0": 0,
            "y1": 1,
            "yref": f"{y} domain",
            "line": {"color": NEUTRAL, "width": 1, "dash": "dashdot"},
        }
        for change in changes
        for x, y in plots
    ]


def change_marks(changes: Sequence[ChangeMark], axis: dict[str, Any]) -> list[dict[str, Any]]:
    """A triangle on top of every line, at the end of the y axis, which tells what was changed.

    One trace, or none without changes.
    """
    if not changes:
        return []
    top = axis["range"][1]
    return [
        {
            "type": "scatter",
            "name": "changes",
            "mode": "markers",
            "x": [change.epoch for change in changes],
            "y": [10.0**top if axis.get("type") == "log" else top] * len(changes),
            "marker": {"symbol": "triangle-down", "size": 9, "color": NEUTRAL},
            "hovertext": [_told(change) for change in changes],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "cliponaxis": False,
        }
    ]


def _told(change: ChangeMark) -> str:
    """What a triangle says; with its epoch, as the label of a neighbouring epoch shows it, too."""
    words = "<br>".join(label(text, 60) for text in change.words)
    return f"after epoch {whole(change.epoch)}: {words}"


def changes_in_words(changes: Sequence[ChangeMark]) -> str:
    """A sentence for each of the latest changes, with a space before it; empty without any."""
    told = changes[-SAID:]
    before = len(changes) - len(told)
    text = f" {counted(before, 'earlier change')} of settings." if before else ""
    for change in told:
        text += f" After epoch {whole(change.epoch)} changed: {listed(change.words)}."
    return text
