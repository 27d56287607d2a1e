"""Several runs at once: loss above, score below, over the same epochs."""

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import thin, typed_array
from mlpviz.charts.epochs import HOVER_TITLE
from mlpviz.charts.figure import Figure, axis, heading, label, layout
from mlpviz.charts.loss_axis import USUAL, loss_axis
from mlpviz.charts.palette import NEUTRAL, RUNS
from mlpviz.charts.score_axis import LOWEST_R2, Score, score_axis
from mlpviz.charts.traces import curve
from mlpviz.words import (
    D3_WHOLE,
    counted,
    d3,
    hover_score,
    loss_number,
    number,
    score_number,
    whole,
)

# A second cue beside the colour: with eight colours, no two of the first 40 runs share both.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

_LOSS, _SCORE = (0.54, 1.0), (0.0, 0.42)  # where the two plots are, in 0..1 of the height


class Racer(NamedTuple):
    """One run of a race: its label, its columns [records], and whether it ended in NaN."""

    label: str
    epochs: Array
    loss: Array
    score: Array
    diverged: bool = False


class RaceCurves(NamedTuple):
    """Loss above and accuracy or R² below of all runs, on one axis of epochs with one hover label.

    `racers` are the runs, `score` is what their scores are. Each run has a colour and a dash of its
    own; a cross ends one that diverged. `split` names the data in the headings. The axis ends at
    `last`, else at the latest epoch of any run. Entries that are not finite are left out, as are
    losses of zero or less if the axis is logarithmic, `log`. A linear axis of the loss ends at
    twice the highest loss at the start, that of R² at -1; headings tell what is beyond. Every curve
    is thinned to `max_points` points.
    """

    racers: Sequence[Racer]
    score: Score = "accuracy"
    split: str = "test"
    last: int | None = None
    log: bool = False
    max_points: int = 300

    def figure(self) -> Figure:
        """Both plots, with the runs' names in the legend."""
        racers, score, log = self.racers, self.score, self.log
        end = self.last
        if end is None:
            end = max([1, *(int(racer.epochs[-1]) for racer in racers)])
        losses = _finite([racer.loss for racer in racers])
        scores = _finite([racer.score for racer in racers])
        first = float(_finite([racer.loss[:1] for racer in racers]).max(initial=0.0))
        limit = USUAL * first if first > 0.0 and not log else inf
        y_axis, above = loss_axis(losses, log, limit)
        lowest = float(scores.min(initial=0.0))
        below = f"\u2002▼ down to {number(lowest)}" if score == "R²" and lowest < LOWEST_R2 else ""
        data = []
        for k, racer in enumerate(racers):
            look = _look(k)
            usable = np.isfinite(racer.loss) & ((racer.loss > 0.0) | (not log))
            data += _run(racer, racer.loss, usable, "loss", "y", look, self.max_points)
            usable = np.isfinite(racer.score)
            data += _run(racer, racer.score, usable, score, "y2", look, self.max_points)
        return {
            "data": data,
            "layout": layout(
                left=48,
                hovermode="x unified",
                hoversubplots="axis",
                showlegend=True,
                legend={
                    "orientation": "h",
                    "x": 0,
                    "y": 1.07,
                    "yanchor": "bottom",
                    "itemwidth": 40,
                    "maxheight": 0.25,
                },
                annotations=[
                    heading(f"{self.split} loss{above}", y=_LOSS[1]),
                    heading(f"{self.split} {score}{below}", y=_SCORE[1]),
                ],
                xaxis=axis(
                    "epoch",
                    [-0.01 * end, 1.01 * end],
                    anchor="y2",
                    unifiedhovertitle=HOVER_TITLE,
                    tickformat=D3_WHOLE,
                    spikecolor=NEUTRAL,
                    spikethickness=1.5,
                ),
                yaxis=y_axis | {"domain": list(_LOSS)},
                yaxis2=score_axis(scores, score) | {"domain": list(_SCORE)},
            ),
        }

    def summary(self) -> str:
        """Where every run is now, the best score first; those that diverged last."""
        what = f"{self.split} {self.score}"
        order = sorted(
            self.racers, key=lambda r: (r.diverged, -float(np.nan_to_num(r.score[-1], nan=-np.inf)))
        )
        words = [
            f"{r.label}: {what} {score_number(self.score, r.score[-1])}, "
            f"loss {loss_number(r.loss[-1])} "
            + ("until it diverged after epoch " if r.diverged else "at epoch ")
            + whole(r.epochs[-1])
            for r in order
        ]
        return f"{counted(len(self.racers), 'run')}, best {what} first. {'; '.join(words)}."


def _look(k: int) -> tuple[str, str]:
    return RUNS[k % len(RUNS)], DASHES[(k + k // len(RUNS)) % len(DASHES)]


def _run(
    racer: Racer,
    values: Array,
    usable: Array,
    what: str,
    yaxis: str,
    look: tuple[str, str],
    max_points: int,
) -> list[dict[str, Any]]:
    """A run's curve in one of the plots, and the cross at its end."""
    x, y = racer.epochs[usable], values[usable]
    kept = thin(y, max_points)
    color, dash = look
    name = label(racer.label, 40)
    hover = f"{d3('y', hover_score(what))} {what}, {name}"
    common = {"type": "scatter", "yaxis": yaxis, "legendgroup": racer.label, "name": name}
    line = curve(name, x[kept], y[kept], hover, color=color, width=2.2, dash=dash, few=2)
    cross = common | {
        "mode": "markers",
        "x": typed_array(x[-1:]),
        "y": typed_array(y[-1:]),
        "marker": {"symbol": "x", "size": 11, "color": color},
        "visible": racer.diverged,
        "showlegend": False,
        "hoverinfo": "skip",
    }
    return [line | common | {"showlegend": what == "loss"}, cross]


def _finite(columns: list[Array]) -> Array:
    values: Array = np.concatenate([*columns, np.empty(0)])
    return np.compress(np.isfinite(values), values)
