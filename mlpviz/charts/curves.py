"""Loss and score over the epochs."""

from collections.abc import Iterator, Sequence
from math import inf, log10
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.change_marks import (
    ChangeMark,
    change_lines,
    change_marks,
    changes_in_words,
)
from mlpviz.charts.encoding import thin
from mlpviz.charts.epochs import epoch_axis, last_epoch, marker_lines
from mlpviz.charts.figure import Figure, heading, key, label, layout
from mlpviz.charts.loss_axis import USUAL, loss_axis
from mlpviz.charts.palette import NEUTRAL, TEST, TRAIN
from mlpviz.charts.score_axis import LOWEST_R2, Score, score_axis
from mlpviz.charts.shapes import columns
from mlpviz.charts.traces import curve
from mlpviz.words import d3, hover_score, loss_number, number, score_number, whole

_LOSS, _SCORE = (0.57, 1.0), (0.0, 0.43)  # where the two plots are, in 0..1 of the height
_PLOTS = (("x", "y"), ("x", "y2"))  # their axes

_NEAR = 0.18  # of an axis of such a plot: marks that are closer would lie on one another
_STEP = 10  # px from one mark to the next

_SPLITS = (("train", TRAIN, "solid"), ("test", TEST, "dash"))


class PastRun(NamedTuple):
    """Another run's curves [records], to be drawn behind the present one's, and its name.

    ``mark`` is a character that ends its curves. The scores are ``None`` if they are not of the
    same kind as the present run's.
    """

    name: str
    color: str
    mark: str
    epochs: Array
    train_loss: Array
    test_loss: Array
    train_score: Array | None = None
    test_score: Array | None = None


class LearningCurves(NamedTuple):
    """Loss above, accuracy or R² below, on one axis of epochs: train (solid) and test (dashed).

    `epochs`, `*_loss` and `*_score` are [epochs]; `score` is what the scores are. Entries that are
    not finite are left out, as are losses of zero or less if the axis is logarithmic, `log`.
    `chance` draws a dotted line: the accuracy of always guessing the most frequent class. Every
    curve is thinned to `max_points` points, spikes included. The ranges come from all points and
    are rounded outward, so that the axes rest between frames. The axis of R² ends at -1; the
    heading gives the lowest value below it, and a note at the bottom what is below it now.

    `past` are runs that stay behind as thin lines. The axis does not follow one whose loss
    explodes; the heading tells how high it goes. `branch` is the epoch at which the run left one of
    them, `marker` the earlier epoch that is shown. `changes` are settings that were changed while
    it trained: a thin line each, with a triangle on top that tells what.

    Both methods raise ValueError if an array is not [epochs].
    """

    epochs: ArrayLike
    train_loss: ArrayLike
    test_loss: ArrayLike
    train_score: ArrayLike
    test_score: ArrayLike
    score: Score = "accuracy"
    log: bool = True
    chance: float | None = None
    past: Sequence[PastRun] = ()
    branch: int | None = None
    marker: int | None = None
    changes: Sequence[ChangeMark] = ()
    max_points: int = 120

    def figure(self) -> Figure:
        """Two plots, one above the other, the keys in their headings."""
        x, losses, scores = self._columns()
        score, log, past, max_points = self.score, self.log, self.past, self.max_points
        keep = [np.isfinite(y) & (y > 0.0) if log else np.isfinite(y) for y in losses]
        loss_traces = [
            _curve(x[k], y[k], split, "loss", max_points)
            for k, y, split in zip(keep, losses, _SPLITS, strict=True)
        ]
        score_traces = [
            _curve(x[np.isfinite(y)], y[np.isfinite(y)], split, score, max_points) | {"yaxis": "y2"}
            for y, split in zip(scores, _SPLITS, strict=True)
        ]
        end = last_epoch(np.concatenate([x, *(run.epochs for run in past)]))
        behind = [trace for run in past for trace in _past_traces(run, log, score, max_points)]
        limit = _limit(np.concatenate(losses), losses[0][:1], log)
        losses += [run_loss for run in past for run_loss in (run.train_loss, run.test_loss)]
        y_axis, above = loss_axis(np.concatenate(losses), log, limit)
        y_axis2 = score_axis(np.concatenate(scores), score)
        marks = change_marks(self.changes, y_axis)
        return {
            "data": [*behind, *loss_traces, *score_traces, _chance_line(end, self.chance), *marks],
            "layout": layout(
                hovermode="x unified",
                hoversubplots="axis",
                shapes=[
                    *change_lines(self.changes, *_PLOTS),
                    *marker_lines(self.marker, *_PLOTS),
                ],
                annotations=[
                    heading(f"loss{above}" + key("━", TRAIN, "train") + key("╍", TEST, "test")),
                    heading(
                        _score_heading(score, self.chance, _lowest(scores, score)), y=_SCORE[1]
                    ),
                    *_below_now(scores, score),
                    *_branch_note(self.branch),
                    *_ends(past, y_axis, y_axis2),
                ],
                xaxis=epoch_axis(end, [0, 1], "y2"),
                yaxis=y_axis | {"domain": list(_LOSS)},
                yaxis2=y_axis2 | {"domain": list(_SCORE)},
            ),
        }

    def summary(self) -> str:
        """Where the curves are now, the lowest test loss so far, and where those of others end."""
        x, (train, test), scores = self._columns()
        if x.size == 0:
            return "No epoch has been recorded yet."
        now = [score_number(self.score, values[-1]) for values in scores]
        text = (
            f"After epoch {whole(x[-1])} the loss is {loss_number(train[-1])} on the training data "
            f"and {loss_number(test[-1])} on the test data; {self.score} is {now[0]} and {now[1]}."
        )
        if x.size > 1 and np.isfinite(test).any():
            best = int(np.nanargmin(np.where(np.isfinite(test), test, np.nan)))
            text += f" The lowest test loss so far is {loss_number(test[best])}, "
            text += f"at epoch {whole(x[best])}."
        lowest = _lowest(scores, self.score)
        if lowest is not None:
            text += (
                f" R² has been as low as {number(lowest)}; the plot ends at {number(LOWEST_R2)}."
            )
        text += changes_in_words(self.changes)
        for run in self.past:
            text += f" Behind it, {run.name}: at epoch {whole(run.epochs[-1])} the loss is "
            text += f"{loss_number(run.train_loss[-1])} on the training data and "
            text += f"{loss_number(run.test_loss[-1])} on the test data."
        return text

    def _columns(self) -> tuple[Array, list[Array], list[Array]]:
        """The epochs, and losses and scores of train and test."""
        x = np.asarray(self.epochs)
        losses = columns(x, train_loss=self.train_loss, test_loss=self.test_loss)
        scores = columns(x, train_score=self.train_score, test_score=self.test_score)
        return x, losses, scores


def _curve(
    x: Array, y: Array, split: tuple[str, str, str], what: str, max_points: int
) -> dict[str, Any]:
    name, color, dash = split
    kept = thin(y, max_points)
    hover = f"{name} {d3('y', hover_score(what))}"
    symbol = "circle" if dash == "solid" else "diamond"
    return curve(name, x[kept], y[kept], hover, color=color, width=2, dash=dash, symbol=symbol)


def _past_traces(
    run: PastRun, log: bool, score: Score, max_points: int
) -> Iterator[dict[str, Any]]:
    plots = [("loss", "", run.train_loss, run.test_loss)]
    if run.train_score is not None and run.test_score is not None:
        plots.append((score, "2", run.train_score, run.test_score))
    for what, place, *curves in plots:
        for y, (split, _, dash) in zip(curves, _SPLITS, strict=True):
            keep = np.isfinite(y) & ((y > 0.0) | (what != "loss") | (not log))
            name = f"{label(run.name, 40)} {split}"
            trace = _curve(run.epochs[keep], y[keep], (name, run.color, dash), what, max_points)
            thin_line = {"color": run.color, "width": 1.2, "dash": dash}
            yield trace | {
                "mode": "lines",
                "line": thin_line,
                "yaxis": f"y{place}",
            }


def _ends(past: Sequence[PastRun], *axes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every run's mark at the end of its test curves: colours alone cannot always be told apart.

    `axes` are those of the loss and of the score. A mark that would lie on another one stands
    further left.
    """
    for place, axis in enumerate(axes):
        log, (low, high) = axis.get("type") == "log", axis["range"]
        put: list[tuple[float, float, int]] = []
        for run in past:
            y = run.test_score if place else run.test_loss
            if y is None:
                continue
            usable = np.flatnonzero(np.isfinite(y) & ((y > 0.0) | (not log)))
            if not usable.size:
                continue
            last, epoch = float(y[usable[-1]]), float(run.epochs[usable[-1]])
            height = log10(last) if log else last
            taken = {
                step
                for other, at, step in put
                if abs(at - height) < _NEAR * (high - low) and abs(other - epoch) < _NEAR * other
            }
            step = next(k for k in range(len(past)) if k not in taken)
            put.append((epoch, height, step))
            yield {
                "text": run.mark,
                "x": epoch,
                "y": height,
                "xref": "x",
                "yref": "y2" if place else "y",
                "xshift": -_STEP * step,
                "showarrow": False,
            }


def _limit(losses: Array, first: Array, log: bool) -> float:
    """Up to where past runs are shown: an explosion would press the present run to the ground."""
    own = losses[np.isfinite(losses)]
    start = first[np.isfinite(first)]
    if not own.size or not start.size:
        return inf
    usual = USUAL * float(start[0]) * (1e3 if log else 1.0)
    return max(float(own.max()), usual)


def _branch_note(branch: int | None) -> list[dict[str, Any]]:
    """An arrow on the epoch axis of the loss where the run left another one."""
    if branch is None:
        return []
    place = {"x": branch, "xref": "x", "y": 0, "yref": "y domain", "ax": 0, "ay": -18}
    return [
        place
        | {"text": f"branch {whole(branch)}", "showarrow": True, "arrowhead": 2, "arrowsize": 0.8}
        | {"arrowwidth": 1, "standoff": 1, "yanchor": "bottom"}
    ]


def _chance_line(end: float, chance: float | None) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "chance",
        "visible": chance is not None,
        "mode": "lines",
        "x": [0, end],
        "y": [chance, chance],
        "yaxis": "y2",
        "line": {"color": NEUTRAL, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _score_heading(score: Score, chance: float | None, lowest: float | None) -> str:
    text = score if chance is None else score + key("┈", NEUTRAL, "chance")
    return text if lowest is None else text + key("▼", NEUTRAL, f"lowest {number(lowest, 2)}")


def _lowest(scores: list[Array], score: Score) -> float | None:
    """The lowest R² so far if its axis does not reach it."""
    values = np.concatenate(scores)
    below = values[values < LOWEST_R2]
    return float(below.min()) if score == "R²" and below.size else None


def _below_now(scores: list[Array], score: Score) -> list[dict[str, Any]]:
    """A note at the bottom with the newest values of R² that lie below its axis."""
    lines = [
        f'<span style="color:{color}">▼</span> {name} {number(float(values[-1]), 2)}'
        for values, (name, color, _) in zip(scores, _SPLITS, strict=True)
        if score == "R²" and values.size and values[-1] < LOWEST_R2
    ]
    # Where the curves go down and out.
    corner = {"xanchor": "right", "yanchor": "bottom", "align": "left"}
    return [heading("<br>".join(lines), 1.0, 0.0) | corner] if lines else []
