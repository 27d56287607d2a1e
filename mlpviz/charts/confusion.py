"""What a classifier takes each class for, and how often it is right: per class, and when sure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.figure import Figure, axis, key, label, layout, name_ticks
from mlpviz.charts.fit import LINE, PLOT, height, rows_of
from mlpviz.charts.named_rows import cell_texts, heading_of_rows, name_rows, room_of_names
from mlpviz.charts.palette import NEGATIVE, POSITIVE, translucent
from mlpviz.words import (
    listed,
    number,
)

_READABLE = 22  # px of a cell that holds its number


class ConfusionMatrix(NamedTuple):
    """How many samples of each class (rows) were taken for each (columns): `counts` [k, k].

    `class_names` [k] are both sides'. What is right is blue, what is wrong orange, by its share of
    the row. `weighted`: counts are sums of the samples' weights.
    """

    counts: Array
    class_names: Sequence[str]
    weighted: bool = False

    def figure(self) -> Figure:
        """A cell per pair of classes, with its count where there is room."""
        counts, names = finite(self.counts), self.class_names
        k = len(names)
        share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-300)
        signed = np.where(np.eye(k, dtype=bool), share, -np.sqrt(share))
        room = min(room_of_names(names, 84), 92)
        across = (PLOT - room) / k
        ticks, common = name_ticks(names, PLOT - room - 10)
        text = rows_of(
            ["truth ↓, answer →", key("■", POSITIVE, "right"), key("■", NEGATIVE, "wrong")],
            PLOT - 20,
        )
        texts = [[number(c) if c else "" for c in row] for row in counts.tolist()]
        every = max(1, int(np.ceil(k * LINE / 170)))
        rows = name_rows(names, room)
        rows["tickvals"], rows["ticktext"] = rows["tickvals"][::every], rows["ticktext"][::every]
        return {
            "data": [
                {
                    "type": "heatmap",
                    "z": typed_array(signed),
                    "zmin": -1,
                    "zmax": 1,
                    "colorscale": [
                        [0.0, translucent(NEGATIVE, 0.65)],
                        [0.5, translucent(NEGATIVE, 0.0)],
                        [0.5, translucent(POSITIVE, 0.0)],
                        [1.0, translucent(POSITIVE, 0.55)],
                    ],
                    "showscale": False,
                    "xgap": 1,
                    "ygap": 1,
                    "hoverinfo": "text",
                    "hovertext": self._hovers(counts),
                },
                *([cell_texts(texts)] if across >= _READABLE else []),
            ],
            "layout": layout(
                left=room,
                top=height(text),
                bottom=38 if common else 24,
                annotations=[heading_of_rows(text, room)],
                xaxis=axis(f"answer: {common}" if common else "", [-0.5, k - 0.5], fixedrange=True)
                | ticks,
                yaxis=rows,
            ),
        }

    def summary(self) -> str:
        """How many are right, and the most frequent mistakes by name."""
        counts, names = finite(self.counts), self.class_names
        total, right = float(counts.sum()), float(np.trace(counts))
        if not total:
            return "There are no samples."
        wrong = counts.copy()
        np.fill_diagonal(wrong, 0.0)
        order = np.argsort(-wrong, axis=None, kind="stable")[:3]
        pairs = [np.unravel_index(flat, wrong.shape) for flat in order]
        parts = [
            f"{names[i]} for {names[j]} ({number(wrong[i, j])})" for i, j in pairs if wrong[i, j]
        ]
        weights = " by weight" if self.weighted else ""
        text = f"{number(right, 4)} of {number(total, 4)} answers are right{weights}."
        return f"{text} Taken most often: {listed(parts)}." if parts else f"{text} None is wrong."

    def _hovers(self, counts: Array) -> list[list[str]]:
        names = [label(name, 40) for name in self.class_names]
        return [
            [
                f"{number(c)}: {names[i]}, recognised"
                if i == j
                else f"{number(c)}: {names[i]}, taken for {names[j]}"
                for j, c in enumerate(row)
            ]
            for i, row in enumerate(counts.tolist())
        ]
