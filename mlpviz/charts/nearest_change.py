"""The smallest step that changes the answer: before, the difference, after."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.named_rows import heading_of_rows, name_rows, room_of_names, row_texts
from mlpviz.charts.palette import NEGATIVE, NEUTRAL, POSITIVE
from mlpviz.charts.signed_images import Tile, grey_source, signed_source, tile_grid
from mlpviz.words import listed, number, percent

MOST_ROWS = 14


class ChangedImage(NamedTuple):
    """An image `before` and `after` [h, w] the smallest step that changes the answer; between them
    the difference, whose largest pixel has the full colour.

    Both may be in colour: [3, h, w]. `low` and `high` are the darkest and the brightest pixel that
    there can be. `answers` are the two classes by name, `shares` how sure the network is of each
    before and after: [2, 2], before in the first row, the class of before in the first column.
    `length` is that of the step, `of` what it is measured in.
    """

    before: Array
    after: Array
    low: float
    high: float
    answers: tuple[str, str]
    shares: ArrayLike
    length: float
    of: str

    def figure(self) -> Figure:
        """Three images with their words."""
        step = self.after - self.before
        signed = step.sum(axis=0) if step.ndim == 3 else step
        largest = float(np.abs(step).max(initial=0.0))
        shares = finite(self.shares)
        room = PLOT / 3 - 6
        captions = [
            f"{fitted(self.answers[0], room)}<br>{percent(shares[0, 0])}",
            f"at most ±{number(largest, 2)}<br>of {number(self.high - self.low)}",
            f"{fitted(self.answers[1], room)}<br>{percent(shares[1, 1])}",
        ]
        sources = [
            grey_source(self.before, self.low, self.high),
            signed_source(signed, float(np.abs(signed).max(initial=0.0))),
            grey_source(self.after, self.low, self.high),
        ]
        hovers = ["the input", "what is added", "the changed input"]
        tiles = [Tile(*parts) for parts in zip(sources, captions, hovers, strict=True)]
        data, frame = tile_grid(tiles, 3, lines=2)
        text = rows_of(
            [
                f"step of {number(self.length)} {self.of}",
                key("■", POSITIVE, "more"),
                key("■", NEGATIVE, "less"),
            ],
            PLOT,
        )
        frame["margin"]["t"] = height(text)
        return {"data": data, "layout": frame | {"annotations": [heading(text)]}}

    def summary(self) -> str:
        """What is answered before and after, and how little it takes."""
        largest = float(np.abs(self.after - self.before).max(initial=0.0))
        return (
            f"{_turned(self.answers, finite(self.shares))} It takes a step of length "
            f"{number(self.length)} {self.of}; no pixel changes by more than {number(largest)}, of "
            f"{number(self.high - self.low)} that there are between black and white."
        )


class ChangedFeatures(NamedTuple):
    """The features before and after the smallest step that changes the answer.

    `before` and `after` [d] are in raw units, `scale` [d] what a step of 1 is for the network;
    `names` [d] are the features'. `answers`, `shares`, `length` and `of` as in `ChangedImage`. Of
    more than 14 features those that change most are drawn.
    """

    before: ArrayLike
    after: ArrayLike
    scale: ArrayLike
    names: Sequence[str]
    answers: tuple[str, str]
    shares: ArrayLike
    length: float
    of: str

    def figure(self) -> Figure:
        """A bar per feature, as long as its step."""
        before, after, step = self._columns()
        shown = self._shown(step, MOST_ROWS)
        rows = [self.names[i] for i in shown]
        room = room_of_names(rows)
        most = float(np.abs(step).max(initial=0.0)) or 1.0
        told = [f"{number(before[i])} → {number(after[i])}" for i in shown]
        shares, (first, second) = finite(self.shares), self.answers
        text = rows_of(
            [
                f"{fitted(first, 90)} {percent(shares[0, 0])} → "
                f"{fitted(second, 90)} {percent(shares[1, 1])}"
            ],
            PLOT,
        )
        return {
            "data": [
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": typed_array(step[shown]),
                    "y": typed_array(np.arange(len(shown))),
                    "width": 0.6,
                    "marker": {"color": [POSITIVE if s > 0 else NEGATIVE for s in step[shown]]},
                    "hoverinfo": "text",
                    "hovertext": [
                        f"{label(self.names[i], 40)}<br>{words}"
                        for i, words in zip(shown, told, strict=True)
                    ],
                },
                row_texts(1.1 * most, told),
            ],
            "layout": layout(
                left=room,
                top=height(text),
                annotations=[heading_of_rows(text, room)],
                shapes=[_zero(len(shown))],
                xaxis=axis(f"step, {self.of}", [-1.1 * most, 3.1 * most], nticks=4),
                yaxis=name_rows(rows, room),
            ),
        }

    def summary(self) -> str:
        """What is answered before and after, and which features have to change."""
        before, after, step = self._columns()
        parts = [
            f"{self.names[i]} from {number(before[i])} to {number(after[i])}"
            for i in self._shown(step, 5)
        ]
        return (
            f"{_turned(self.answers, finite(self.shares))} It takes a step of length "
            f"{number(self.length)} {self.of}. What changes most: {listed(parts)}."
        )

    def _columns(self) -> tuple[Array, Array, Array]:
        before, after = finite(self.before), finite(self.after)
        return before, after, (after - before) / finite(self.scale)

    def _shown(self, step: Array, most: int) -> Array:
        largest: Array = np.argsort(-np.abs(step), kind="stable")[:most]
        return np.sort(largest) if most == MOST_ROWS else largest


def _turned(answers: tuple[str, str], shares: Array) -> str:
    first, second = answers
    return (
        f"The answer turns from {first} ({percent(shares[0, 0])}) to {second} "
        f"({percent(shares[1, 1])}, before {percent(shares[0, 1])})."
    )


def _zero(count: int) -> Figure:
    ends = {"x0": 0, "x1": 0, "y0": -0.5, "y1": count - 0.5}
    return {"type": "line", **ends, "line": {"color": NEUTRAL, "width": 1}}
