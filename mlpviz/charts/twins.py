"""Two networks from identical weights: one with a right backward pass, one with a bug."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.curves import LearningCurves
from mlpviz.charts.figure import Figure, heading, key
from mlpviz.charts.palette import NEGATIVE, POSITIVE
from mlpviz.charts.score_axis import Score
from mlpviz.charts.shapes import columns
from mlpviz.words import d3, hover_score, loss_number, number, score_number, whole


class _Look(NamedTuple):
    """How a twin is drawn; ``mark`` stands for its line in the key."""

    name: str
    color: str
    dash: str
    symbol: str
    mark: str


_LOOKS = (
    _Look("healthy", POSITIVE, "solid", "circle", "━"),
    _Look("buggy", NEGATIVE, "dash", "diamond", "╍"),
)


class TwinCurves(NamedTuple):
    """Loss on the left, accuracy or R² on the right: healthy twin solid blue, buggy dashed orange.

    `epochs`, `*_loss` and `*_score` are [epochs], NaN where a twin had stopped; `score` is what the
    scores are, `log` asks for a logarithmic axis of the loss. The panels are those of
    `LearningCurves`: entries that are not finite are left out, and the axis of R² ends at -1. A
    twin that ends up below is told in the heading.

    Both methods raise ValueError if an array is not [epochs].
    """

    epochs: ArrayLike
    healthy_loss: ArrayLike
    buggy_loss: ArrayLike
    healthy_score: ArrayLike
    buggy_score: ArrayLike
    score: Score = "accuracy"
    log: bool = False

    def figure(self) -> Figure:
        """The panels of `LearningCurves` with the twins' looks and names."""
        ends = [_last(values) for values in self._columns()[2]]
        curves = LearningCurves(*self[:5], score=self.score, log=self.log).figure()
        axes = curves["layout"]
        looks = [(twin, what) for what in ("loss", self.score) for twin in _LOOKS]
        traces = [
            trace | _style(twin, what)
            for trace, (twin, what) in zip(curves["data"][:4], looks, strict=True)
        ]
        names = "".join(key(twin.mark, twin.color, twin.name) for twin in _LOOKS)
        below = "".join(
            key("▼", twin.color, f"{twin.name} {number(end, 2)}")
            for twin, end in zip(_LOOKS, ends, strict=True)
            if end < axes["yaxis2"]["range"][0]
        )
        top = axes["yaxis2"]["domain"][1]
        headings = [heading(f"loss{names}"), heading(f"{self.score}{below}", y=top)]
        return {"data": traces, "layout": axes | {"annotations": headings}}

    def summary(self) -> str:
        """Where both twins ended, and whether one of them stopped giving numbers."""
        x, losses, scores = self._columns()
        if x.size == 0:
            return "No epoch has been trained yet."
        ends = [
            f"the {twin.name} twin has loss {loss_number(loss[-1])} and {self.score} "
            f"{score_number(self.score, values[-1])}"
            for twin, loss, values in zip(_LOOKS, losses, scores, strict=True)
        ]
        text = f"After epoch {whole(x[-1])} {ends[0]}; {ends[1]}."
        for twin, loss in zip(_LOOKS, losses, strict=True):
            broken = ~np.isfinite(loss)
            if broken.any():
                text += f" The loss of the {twin.name} twin is not finite from epoch "
                text += f"{whole(x[broken.argmax()])} on."
        return text

    def _columns(self) -> tuple[Array, list[Array], list[Array]]:
        """The epochs, and losses and scores of the two."""
        x = np.asarray(self.epochs)
        losses = columns(x, healthy_loss=self.healthy_loss, buggy_loss=self.buggy_loss)
        scores = columns(x, healthy_score=self.healthy_score, buggy_score=self.buggy_score)
        return x, losses, scores


def _style(twin: _Look, what: str) -> dict[str, Any]:
    return {
        "name": twin.name,
        "line": {"color": twin.color, "width": 2, "dash": twin.dash},
        "marker": {"size": 5, "color": twin.color, "symbol": twin.symbol},
        "hovertemplate": f"{twin.name} {d3('y', hover_score(what))}<extra></extra>",
    }


def _last(values: Array) -> float:
    """The newest finite entry; NaN without one."""
    finite = values[np.isfinite(values)]
    return float(finite[-1]) if finite.size else float("nan")
