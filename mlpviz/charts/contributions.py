"""What each input adds to each logit: as images, or as a table of features and classes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout
from mlpviz.charts.fit import PLOT, fitted, height, rows_of, short_names
from mlpviz.charts.named_rows import cell_texts, heading_of_rows, name_rows, room_of_names
from mlpviz.charts.palette import NEGATIVE, POSITIVE, translucent
from mlpviz.charts.signed_images import Tile, signed_source, tile_grid
from mlpviz.words import agreeing, counted, listed, number, signed

MOST_IMAGES = 12
MOST_ROWS = 14
_READABLE = 40  # px of a cell that holds its number
_FOR, _AGAINST = key("■", POSITIVE, "for it"), key("■", NEGATIVE, "against")


NOTHING = (
    "No {} {}: the gradient is 0 or no number, as where all units are saturated or dead, or all "
    "weights are 0."
)


class ContributionImages(NamedTuple):
    """What each pixel adds to the logit of each class: `values` [k, h, w], one image per class.

    Blue speaks for the class, orange against it, all on one scale. `logits` [k] stand below, with
    the `class_names` [k], the largest with a mark. `what` says what the values are. Of more than 12
    classes those with the largest logits are drawn, `columns` in a row.
    """

    values: Array
    logits: ArrayLike
    class_names: Sequence[str]
    what: str = "adds to the logit"
    columns: int = 5

    def figure(self) -> Figure:
        """An image per class with its name and its logit."""
        z, values = finite(self.logits), finite(self.values)
        limit = float(np.abs(values).max(initial=0.0))
        shown = np.sort(np.argsort(-z, kind="stable")[:MOST_IMAGES])
        columns = min(self.columns, max(len(shown), 1))
        room = PLOT / columns - 6
        tiles = [
            Tile(
                signed_source(values[k], limit),
                self._caption(int(k), room),
                f"{label(self.class_names[k], 40)}: logit {number(z[k])}",
            )
            for k in shown
        ]
        data, frame = tile_grid(tiles, columns, lines=2)
        text = rows_of([self.what, _FOR, _AGAINST], PLOT)
        frame["margin"]["t"] = height(text)
        return {"data": data, "layout": frame | {"annotations": [heading(text)]}}

    def summary(self) -> str:
        """Per class what speaks for it and against it, and its logit."""
        z, values = finite(self.logits), finite(self.values)
        if not values.any():
            return NOTHING.format("pixel", self.what)
        order = np.argsort(-z, kind="stable")[:3]
        parts = [
            f"{self.class_names[k]}: {signed(float(values[k].clip(min=0).sum()))} and "
            f"{signed(float(values[k].clip(max=0).sum()))}, logit {number(z[k])}"
            for k in order
        ]
        return f"What each pixel {self.what}, for it and against. {'. '.join(parts)}."

    def _caption(self, k: int, room: float) -> str:
        z = finite(self.logits)
        mark = "▲ " if k == int(z.argmax()) else ""
        value = number(z[k], 2)
        return f"{fitted(f'{mark}{self.class_names[k]}', room)}<br>{value}"


class ContributionTable(NamedTuple):
    """What each feature adds to each logit: `values` [k, d], of `names` [d] and `class_names` [k].

    `inputs` [d] are the features' present values, as texts. Blue speaks for the class, orange
    against it. Of more than 14 features those that add most are drawn. `what` says what the values
    are.
    """

    values: Array
    names: Sequence[str]
    inputs: Sequence[str]
    class_names: Sequence[str]
    what: str = "adds to the logit"

    def figure(self) -> Figure:
        """A cell per feature and class, with its number where there is room."""
        values = finite(self.values)
        shown = self._shown(MOST_ROWS)
        cells = values[:, shown].T
        limit = float(np.abs(cells).max(initial=0.0)) or 1.0
        rows = [f"{self.names[i]} = {self.inputs[i]}" for i in shown]
        room = room_of_names(rows, 150)
        across = (PLOT - room) / max(len(self.class_names), 1)
        text = rows_of([self.what, _FOR, _AGAINST], PLOT - 30)
        texts = [[signed(cell, 2) for cell in row] for row in cells.tolist()]
        common, columns = short_names(self.class_names, across - 4)
        every = max(1, int(np.ceil(24 / across)))
        return {
            "data": [
                {
                    "type": "heatmap",
                    "z": typed_array(cells),
                    "zmin": -limit,
                    "zmax": limit,
                    "colorscale": [
                        [0.0, translucent(NEGATIVE, 0.6)],
                        [0.5, translucent(NEGATIVE, 0.0)],
                        [0.5, translucent(POSITIVE, 0.0)],
                        [1.0, translucent(POSITIVE, 0.6)],
                    ],
                    "showscale": False,
                    "xgap": 1,
                    "ygap": 1,
                    "hoverinfo": "text",
                    "hovertext": [
                        [
                            f"{label(self.names[i], 40)} = {label(self.inputs[i])}<br>"
                            f"{label(name, 40)}: {signed(values[k, i])}"
                            for k, name in enumerate(self.class_names)
                        ]
                        for i in shown
                    ],
                },
                *([cell_texts(texts)] if across >= _READABLE else []),
            ],
            "layout": layout(
                left=room,
                top=height(text),
                bottom=38 if common else 24,
                annotations=[heading_of_rows(text, room)],
                xaxis=axis(common, [-0.5, len(columns) - 0.5], showgrid=False, fixedrange=True)
                | {
                    "tickvals": list(range(0, len(columns), every)),
                    "ticktext": columns[::every],
                    "tickangle": 0,
                },
                yaxis=name_rows(rows, room),
            ),
        }

    def summary(self) -> str:
        """The features that add or change most, and to what."""
        values, d = finite(self.values), len(self.names)
        if d and not values.any():
            return NOTHING.format("feature", self.what)
        adds, parts = self.what.startswith("adds"), []
        for i in self._shown(5):
            k = int(np.abs(values[:, i]).argmax())
            of = f" {'to' if adds else 'of'} {self.class_names[k]}"
            of = of if len(self.class_names) > 1 else ""
            size = signed(values[k, i])
            does = f"adds {size}{of}" if adds else f"{self.what}{of} by {size}"
            parts.append(f"{self.names[i]} = {self.inputs[i]} {does}")
        do = "add" if adds else "change"
        most = agreeing(d, "The feature", f"Of {counted(d, 'feature')} those that {do} most")
        return f"{most}: {listed(parts)}." if parts else "There are no features."

    def _shown(self, most: int) -> Array:
        """The features that are drawn, in their order: those that add most."""
        size = np.abs(finite(self.values)).max(axis=0, initial=0.0)
        largest: Array = np.argsort(-size, kind="stable")[:most]
        return np.sort(largest) if most == MOST_ROWS else largest
