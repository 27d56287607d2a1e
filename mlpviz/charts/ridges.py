"""How the distribution of every weight matrix moves: outlines over the epochs, newest in front."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.density import MOST_VALUES, Density
from mlpviz.charts.encoding import both_ends, typed_array
from mlpviz.charts.figure import Figure, axis, heading, label, layout, nice_ceiling
from mlpviz.charts.fit import PLOT, width
from mlpviz.charts.palette import HALO, INK, mixed, order_color
from mlpviz.words import counted, listed, number, whole

MOST_PANELS = 4

# Whole numbers of two bytes in the browser's hands: a panel is this wide, the chart this high.
_WIDE, _HIGH = 10_000, 20_000
_HALF = 0.46  # of a panel, from its middle to the end of its values
_RIDGE = 0.24  # of the height
_BETWEEN = 8  # px between two values
_APART = 0.09  # of the height, between two names of epochs


def ridge_epochs(kept: Sequence[int], marker: int | None = None, most: int = 20) -> tuple[int, ...]:
    """Which of the epochs `kept`, ascending, are drawn: evenly spaced, at most `most` and two more.

    Those are the newest and `marker`. The spacing doubles as the run grows, so that most of the
    epochs that were drawn before are drawn again.
    """
    steps = np.diff(kept)
    grid = int(steps.min()) if steps.size else 1
    while sum(epoch % grid == 0 for epoch in kept) > most:
        grid *= 2
    extra = {*kept[-1:], marker}
    return tuple(epoch for epoch in kept if epoch % grid == 0 or epoch in extra)


class Ridges(NamedTuple):
    """One panel per weight matrix with the outline of its values at every epoch, all equally high.

    `epochs` [m] ascend; `densities` maps the matrices' names to m of them each. The oldest outline
    stands at the back, highest up, the newest in front; colours run from blue to orange. `marker`
    is the epoch whose outline is drawn strongly. Beyond four matrices the first two and the last
    two are drawn, and the others named below. All panels are one pair of axes and one line per
    epoch that runs through them: a pair of axes each costs the browser several times as much.
    """

    epochs: Sequence[int]
    densities: Mapping[str, Sequence[Density]]
    marker: int | None = None

    def figure(self) -> Figure:
        """A filled line per epoch, from the back to the front, and the marked one on top."""
        epochs, densities, marker = self.epochs, self.densities, self.marker
        shown = both_ends(list(densities), MOST_PANELS)
        lines = np.array([[densities[name][k][:2] for name in shown] for k in range(len(epochs))])
        limits = [nice_ceiling(float(end)) for end in np.abs(lines[:, :, 0]).max(axis=(0, 2))]
        bases = _bases(epochs)
        paths = _paths(lines, np.array(limits), bases)
        shares = (np.asarray(epochs) - epochs[0]) / max(epochs[-1] - epochs[0], 1)
        traces = [
            _ridge(path, order_color(float(share)), _words(epoch, densities, shown, k))
            for k, (path, share, epoch) in enumerate(zip(paths, shares, epochs, strict=True))
        ]
        traces += _strong(paths[epochs.index(marker)]) if marker in epochs else []
        left_out = _left_out(list(densities), shown)
        return {
            "data": traces,
            "layout": layout(
                top=22,
                annotations=[
                    heading(_title(name, limits[k]), (k + 0.5) / len(shown)) | {"xanchor": "center"}
                    for k, name in enumerate(shown)
                ],
                xaxis=axis(f"weight ({left_out} not drawn)" if left_out else "weight")
                | _value_ticks(limits),
                yaxis=axis("epoch", [-0.01 * _HIGH, 1.02 * _HIGH])
                | _epoch_ticks(epochs, bases, marker),
            ),
        }

    def summary(self) -> str:
        """How far the spread of every drawn matrix has come, and when it changed the most."""
        epochs, densities, marker = self.epochs, self.densities, self.marker
        shown = both_ends(list(densities), MOST_PANELS)
        kept = counted(len(epochs), "kept epoch")
        text = f"Weights at {kept}, {whole(epochs[0])} to {whole(epochs[-1])}. "
        if len(epochs) == 1:
            text = f"Weights at epoch {whole(epochs[0])}. "
        text += " ".join(_finding(name, epochs, densities[name]) for name in shown)
        if marker in epochs:
            place = epochs.index(marker)
            parts = [f"{name} {number(densities[name][place].deviation, 2)}" for name in shown]
            text += f" At epoch {whole(epochs[place])}, which is shown, it is {listed(parts)}."
        left_out = _left_out(list(densities), shown)
        text += f" {left_out} not drawn." if left_out else ""
        if any(one.size > MOST_VALUES for name in shown for one in densities[name]):
            text += f" Of larger matrices, {whole(MOST_VALUES)} values chosen at random are drawn."
        return text


def _left_out(names: list[str], shown: list[str]) -> str:
    rest = [label(name) for name in names if name not in shown]
    return "" if not rest else rest[0] if len(rest) == 1 else f"{rest[0]} to {rest[-1]}"


def _bases(epochs: Sequence[int]) -> Array:
    """The height of every epoch's ground: the first at the back, the last in front, on the axis."""
    since = np.asarray(epochs, float) - epochs[0]
    return np.asarray((1.0 - since / max(since[-1], 1.0)) * (1.0 - _RIDGE) * _HIGH)


def _paths(lines: Array, limits: Array, bases: Array) -> Array:
    """Every epoch's line [epochs, 2, p] through all panels, on its ground between them.

    `lines` is [epochs, panels, 2, points]: values, and heights of 0..1.
    """
    m, panels, _, points = lines.shape
    paths = np.empty((m, 2, panels * points + 2))
    middles = (np.arange(panels) + 0.5)[:, None]
    x = (middles + _HALF * (lines[:, :, 0] / limits[:, None])) * _WIDE
    y = bases[:, None, None] + lines[:, :, 1] * (_RIDGE * _HIGH)
    paths[:, 0, 1:-1], paths[:, 1, 1:-1] = x.reshape(m, -1), y.reshape(m, -1)
    paths[:, 0, [0, -1]] = 0.0, panels * _WIDE
    paths[:, 1, [0, -1]] = bases[:, None]
    return np.rint(paths).astype(np.int64)


def _ridge(path: Array, color: str, words: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": typed_array(path[0]),
        "y": typed_array(path[1]),
        "line": {"color": color, "width": 1},
        "fill": "toself",
        "fillcolor": mixed(color, INK, 0.25),
        "hoveron": "fills",
        "text": words,
        "hoverinfo": "text",
    }


def _strong(path: Array) -> list[dict[str, Any]]:
    """The same line on top of all: light with a dark rim, which stands out from every fill."""
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    x, y = typed_array(path[0]), typed_array(path[1])
    return [
        {**line, "x": x, "y": y, "line": {"color": color, "width": width}}
        for color, width in ((INK, 4.0), (HALO, 2.0))
    ]


def _words(
    epoch: int, densities: Mapping[str, Sequence[Density]], shown: list[str], place: int
) -> str:
    parts = [f"<b>epoch {whole(epoch)}</b>"]
    parts += [f"{label(name)} σ {number(densities[name][place].deviation, 2)}" for name in shown]
    return "<br>".join(parts)


def _title(name: str, limit: float) -> str:
    return f"<b>{label(name, 8)}</b> ±{number(limit, 2)}"


def _value_ticks(limits: list[float]) -> dict[str, Any]:
    """0 and half the way to either end of every panel; 0 alone where they are narrow."""
    shares: tuple[float, ...] = (-0.5, 0.0, 0.5)
    texts = [number(share * limit, 2) for limit in limits for share in shares]
    if len(texts) * (_BETWEEN + max(map(width, texts), default=0)) > PLOT - 54:
        shares = (0.0,)
    ticks = [(column, share, limit) for column, limit in enumerate(limits) for share in shares]
    return {
        "range": [0, max(len(limits), 1) * _WIDE],
        "tickvals": [round((c + 0.5 + _HALF * share) * _WIDE) for c, share, _ in ticks],
        "ticktext": [number(share * limit, 2) for _, share, limit in ticks],
        "tickangle": 0,
        "showgrid": False,
    }


def _epoch_ticks(epochs: Sequence[int], bases: Array, marker: int | None) -> dict[str, Any]:
    """Round epochs, the newest and the marked one, as far as there is room for their names."""
    first, last = epochs[0], epochs[-1]
    step = math.ceil(nice_ceiling((last - first) / 4))
    wanted = [*([marker] if marker in epochs else []), last, *range(first, last, step)]
    ticks: dict[int, float] = {}
    for epoch in wanted:
        place = float(np.interp(epoch, epochs, bases))
        if all(abs(place - other) >= _APART * _HIGH for other in ticks.values()):
            ticks[epoch] = place
    return {
        "tickvals": [round(place) for place in ticks.values()],
        "ticktext": [f"<b>{whole(e)}</b>" if e == marker else whole(e) for e in ticks],
        "showgrid": False,
    }


def _finding(name: str, epochs: Sequence[int], densities: Sequence[Density]) -> str:
    spreads = np.array([one.deviation for one in densities])
    first, last = number(float(spreads[0]), 2), number(float(spreads[-1]), 2)
    if len(epochs) == 1 or first == last:
        return f"{name} has standard deviation {last}{'' if len(epochs) == 1 else ', as at first'}."
    text = f"{name}: standard deviation {first} at first, {last} now"
    steps = np.abs(np.diff(spreads))
    # Worth telling only where one step stands out.
    if len(epochs) > 3 and steps.max() > 2.0 * steps.mean():
        place = int(steps.argmax())
        start, stop = list(pairwise(epochs))[place]
        text += f"; it changes most between epochs {whole(start)} and {whole(stop)}"
    return text + "."
