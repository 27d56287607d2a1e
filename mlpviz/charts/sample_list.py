"""Samples by name: what they are, what they were taken for, and how sure the network was."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.figure import Figure, axis, heading, layout, nice_ceiling
from mlpviz.charts.fit import PLOT, escaped, fitted, height
from mlpviz.charts.named_rows import heading_of_rows, name_rows, room_of_names, row_texts
from mlpviz.charts.palette import TEST, translucent
from mlpviz.charts.signed_images import Tile, grey_source, tile_grid
from mlpviz.words import listed


class SampleList(NamedTuple):
    """A bar per sample: `names` [m] say which it is, `values` [m] >= 0 how long its bar is.

    `told` [m] are the values as texts, `words` [m] what the mouse finds. `what` names the values,
    `title` says which samples these are.
    """

    names: Sequence[str]
    values: ArrayLike
    told: Sequence[str]
    words: Sequence[str]
    what: str
    title: str

    def figure(self) -> Figure:
        """Bars from top to bottom."""
        values, count = finite(self.values), len(self.names)
        room = room_of_names(self.names, 150)
        top = nice_ceiling(float(values.max(initial=0.0)))
        text = fitted(f"{self.title}: {self.what}", PLOT)
        return {
            "data": [
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": typed_array(values),
                    "y": typed_array(np.arange(count)),
                    "width": 0.7,
                    "marker": {
                        "color": translucent(TEST, 0.4),
                        "line": {"color": TEST, "width": 1},
                    },
                    "hoverinfo": "text",
                    "hovertext": [escaped(words) for words in self.words],
                },
                row_texts(1.03 * top, [escaped(text) for text in self.told]),
            ],
            "layout": layout(
                left=room,
                top=height(text),
                bottom=8,
                hovermode="y",  # a row, wherever in it
                annotations=[heading_of_rows(text, room)],
                xaxis=axis("", [0, 1.4 * top], showticklabels=False, showgrid=False),
                yaxis=name_rows(self.names, room),
            ),
        }

    def summary(self) -> str:
        """Which samples, with their values."""
        if not len(self.names):
            return f"{self.title}: there are none."
        return f"{self.title}: {listed(self.words, most=5)}."


class SampleImages(NamedTuple):
    """Images of samples: `images` [m, h, w], or [m, 3, h, w] in colour, each above its name.

    `names` [m] stand below them, `words` [m] are what the mouse finds; `title` says which samples
    these are. Up to `columns` are in a row.
    """

    images: Array
    names: Sequence[str]
    words: Sequence[str]
    title: str
    columns: int = 5

    def figure(self) -> Figure:
        """The images row by row."""
        images = finite(self.images)
        low, high = float(images.min(initial=0.0)), float(images.max(initial=0.0))
        columns = max(min(self.columns, len(images)), 1)
        room = PLOT / columns - 4
        tiles = [
            Tile(grey_source(image, low, high), fitted(name, room), escaped(words))
            for image, name, words in zip(images, self.names, self.words, strict=True)
        ]
        data, frame = tile_grid(tiles, columns)
        text = fitted(self.title, PLOT)
        frame["margin"]["t"] = height(text)
        return {"data": data, "layout": frame | {"annotations": [heading(text)]}}

    def summary(self) -> str:
        """Which samples."""
        if not len(self.names):
            return f"{self.title}: there are none."
        return f"{self.title}: {listed(self.words, most=5)}."
