"""The network as neurons and edges."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite
from mlpviz.charts.figure import (
    Figure,
    heading,
    hidden_axis,
    key,
    label,
    layout,
    nice_ceiling,
    short,
)
from mlpviz.charts.fit import fitted, width
from mlpviz.charts.network_edges import FAINTEST, WIDTHS, Column, column, edges
from mlpviz.charts.network_labels import Labels, are_apart, column_labels, pitch
from mlpviz.charts.palette import NEGATIVE, NEUTRAL, POSITIVE, SIGNED_MARKER
from mlpviz.charts.pointing import bias_words, pointing, unit_name
from mlpviz.charts.unit_pictures import UnitPictures
from mlpviz.words import counted, listed, number

MAX_UNITS = 10  # of a layer that are drawn

# Pixels across a unit with a picture: what is smaller shows nothing.
SMALLEST_PICTURE, LARGEST_PICTURE = 9, 30

# Pixels across a neuron, and the share of the way to the next column that it may take: with more,
# nothing would be seen of the edges between many columns.
_NEURON, _SHARE = 13, 0.5

# Pixels of a name beside the diagram, and of one where columns are many.
_LONGEST, _SHORT = 72, 40

_KEY = key("━", NEGATIVE, "negative") + key("━", POSITIVE, "positive") + ", wider is larger"


class NetworkDiagram(NamedTuple):
    """Every layer a column of neurons, every weight an edge.

    `sizes` are d, hidden sizes, k; `weights[l]` is [sizes[l], sizes[l + 1]], `biases[l]` is
    [sizes[l + 1]] or None; `activations` names one per layer after the input, and
    `inputs` says what kind of thing an input is. Blue is positive,
    orange negative; edges are thicker the larger |w| is within its layer, and left out below a
    tenth of the largest. Neurons are coloured by their bias. A layer with more than `max_units`
    units shows its first and last ones around an ellipsis. Where the columns stand too close for
    it, a repeated activation is named once and the names beside the diagram, `feature_names` and
    `class_names`, are cut.

    Of a `live` figure Plotly draws the words alone. Edges and units are left to who can have them
    pointed at, and draw `pictures` inside the units: `pointing` has what that takes. Where the
    pictures are maps over the plane of two inputs, `surface` is the id of the card with that plane
    and `plane` its range, x0, x1, y0, y1. `locked` says in words why no weight can be set.
    """

    sizes: Sequence[int]
    weights: Sequence[Array]
    biases: Sequence[Array | None]
    activations: Sequence[str]
    feature_names: Sequence[str] = ()
    class_names: Sequence[str] = ()
    inputs: str = "input"
    max_units: int = MAX_UNITS
    live: bool = False
    pictures: UnitPictures | None = None
    surface: str = ""
    plane: tuple[float, float, float, float] | None = None
    locked: str = ""

    def figure(self) -> Figure:
        """Neurons and labels as traces, edges as shapes below them."""
        layers = [column(size, self.max_units) for size in self.sizes]
        kinds = ["input", *(label(name, 12) for name in self.activations)]
        names = self.feature_names, self.class_names
        before, after = _beside(layers[0], names[0]), _beside(layers[-1], names[1])
        if not are_apart(len(layers), _room(before) + _room(after)):
            before, after = _cut(layers[0], names[0]), _cut(layers[-1], names[1])
        left, right = (
            _room(names) + self._half(level) for names, level in ((before, 0), (after, -1))
        )
        size = min(_NEURON, round(_SHARE * pitch(len(layers), left + right)))
        if self.live:
            size += 2 * max(self._half(0), self._half(-1))  # so that names stand beside pictures
        labels = column_labels(self.sizes, kinds, left + right)
        entries: dict[str, Any] = {
            "xaxis": hidden_axis([-0.15, len(layers) - 0.85]),
            "yaxis": hidden_axis([labels.end, -5]),
            "annotations": [heading(_KEY)],
        }
        units = _neurons(layers, (before, after), size)
        figure: Figure = {
            "data": [units, _texts(layers, labels)],
            "layout": layout(left=left, right=right, top=20, bottom=4, **entries),
        }
        words = [lines for level, each in enumerate(layers) for lines in self._words(level, each)]
        if self.live:
            units |= {"hoverinfo": "skip"}
            units["marker"] |= {"opacity": 0.0}
            return figure | {"diagram": self._diagram(layers, words)}
        units |= {"hovertext": ["<br>".join(label(line, 60) for line in each) for each in words]}
        units["marker"] |= self._tint(layers)
        figure["layout"]["shapes"] = edges(layers, self.weights)
        return figure

    def _diagram(self, layers: list[Column], words: list[list[str]]) -> dict[str, Any]:
        units = [layer.units for layer in layers]
        return {
            **pointing(units, self.weights, self.pictures, WIDTHS, FAINTEST),
            "words": words,
            "tint": self._tint(layers),
            "bias": self.biases[0] is not None,
            "surface": self.surface,
            "plane": self.plane and list(self.plane),
            "locked": self.locked,
        }

    def _tint(self, layers: list[Column]) -> dict[str, Any]:
        """What colours the neurons by their biases, as Plotly's markers have it."""
        biases = [None, *self.biases]
        colors = [
            0.0 if bias is None else round(float(finite(bias[unit])), 4)
            for layer, bias in zip(layers, biases, strict=True)
            for unit in layer.units.tolist()
        ]
        limit = nice_ceiling(max((abs(color) for color in colors), default=1.0))
        return {"color": colors, "cmin": -limit, "cmax": limit, "colorscale": SIGNED_MARKER}

    def _half(self, level: int) -> int:
        """Pixels by which a unit with a picture is larger to either side, at most."""
        pictured = self.pictures is not None and self.pictures.layers[level] is not None
        return (LARGEST_PICTURE - _NEURON) // 2 if pictured else 0

    def _words(self, level: int, layer: Column) -> list[list[str]]:
        """Of each drawn unit its name, its bias, and the range of its picture."""
        last, bias = len(self.sizes) - 1, self.biases[level - 1] if level else None
        words = []
        for unit in layer.units.tolist():
            outer = self.feature_names, self.class_names, self.inputs
            name = unit_name(level, last, unit, *outer)
            words.append([short(name, 32)])
            if bias is not None:
                words[-1].append(bias_words(level, unit, float(bias[unit])))
        told = [] if self.pictures is None else self.pictures.words(level)
        for lines, text in zip(words, told, strict=False):
            lines.append(text)
        return words

    def summary(self) -> str:
        """The layers in words, the number of weights, and what the diagram leaves out."""
        sizes, activations, weights = self.sizes, self.activations, self.weights
        hidden = [
            counted(n, f"{name} unit") for n, name in zip(sizes[1:-1], activations, strict=False)
        ]
        between = f", then {', then '.join(hidden)}" if hidden else ""
        count = sum(matrix.size for matrix in weights)
        text = (
            f"A network of {counted(sizes[0], 'input')}{between}, and "
            f"{counted(sizes[-1], f'{activations[-1]} output')}, with {counted(count, 'weight')}."
        )
        if max(sizes) > self.max_units:
            most = counted(self.max_units, "unit")
            text += f" Of layers with more than {most} only the first and last are drawn."
        largest = [float(np.abs(matrix).max(initial=0.0)) for matrix in weights]
        levels = listed(number(value, 2) for value in largest)
        return f"{text} The largest weight of each layer is {levels}."


def drawn_units(size: int, max_units: int = MAX_UNITS) -> Array:
    """Which units of a layer of that size are drawn: all of them, or its first and last ones."""
    return column(size, max_units).units


def has_room_for_pictures(columns: int) -> bool:
    """Whether units with pictures leave something to be seen of the edges between the columns."""
    return _SHARE * pitch(columns, 2 * _room([])) >= SMALLEST_PICTURE


def _neurons(
    layers: list[Column], beside: tuple[list[str], list[str]], size: int
) -> dict[str, Any]:
    """The neurons, and the names that stand `beside` the outer ones."""
    x = [level for level, layer in enumerate(layers) for _ in layer.heights]
    before, after = beside
    between = len(x) - len(before) - len(after)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": [height for layer in layers for height in layer.heights],
        "text": before + [""] * between + after,
        "textposition": ["middle left"] * (len(x) - len(after)) + ["middle right"] * len(after),
        "marker": {"size": size, "line": {"color": NEUTRAL, "width": 1}},
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _beside(layer: Column, names: Sequence[str], longest: int = _LONGEST) -> list[str]:
    """The names next to the neurons of the first or last layer, if all of them are drawn."""
    count = len(layer.heights)
    if layer.ellipsis is not None or len(names) != count:
        return [""] * count
    return [fitted(name, longest) for name in names]


def _cut(layer: Column, names: Sequence[str]) -> list[str]:
    """Names that leave room to many columns: the mouse finds those that would look alike."""
    short = _beside(layer, names, _SHORT)
    return short if len(set(short)) == len(short) else [""] * len(short)


def _texts(layers: list[Column], labels: Labels) -> dict[str, Any]:
    """The labels of the columns, and the ellipses of the wide ones."""
    wide = [(x, layer.ellipsis) for x, layer in enumerate(layers) if layer.ellipsis is not None]
    return {
        "type": "scatter",
        "mode": "text",
        "x": labels.x + [x for x, _ in wide],
        "y": labels.y + [y for _, y in wide],
        "text": labels.text + ["⋮"] * len(wide),
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _room(beside: list[str]) -> int:
    """Pixels beside the diagram for the names."""
    longest = max(map(width, beside), default=0)
    return round(18 + longest) if longest else 24  # the layer's label needs some
