"""The network as neurons and edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite
from mlpviz.charts.figure import Figure, hidden_axis, label, layout, nice_ceiling
from mlpviz.charts.network_labels import Labels, are_apart, column_labels
from mlpviz.charts.palette import NEGATIVE, NEUTRAL, POSITIVE, SIGNED_MARKER, translucent
from mlpviz.words import counted, listed, number

# Edges come in three widths, by |w| as a share of its layer's largest; fainter ones are left out.
_FAINTEST = 0.1
_WIDTHS = ((0.3, 0.7, 0.35), (0.65, 1.5, 0.6), (1.01, 2.8, 0.9))


@dataclass(frozen=True)
class _Layer:
    """Which units of a layer are drawn, and how high: 0 at the top to 100 at the bottom."""

    units: Array
    heights: list[int]
    ellipsis: int | None


class NetworkDiagram(NamedTuple):
    """Every layer a column of neurons, every weight an edge.

    `sizes` are d, hidden sizes, k; `weights[l]` is [sizes[l], sizes[l + 1]], `biases[l]` is
    [sizes[l + 1]] or None; `activations` names one per layer after the input. Blue is positive,
    orange negative; edges are thicker the larger |w| is within its layer, and left out below a
    tenth of the largest. Neurons are coloured by their bias. A layer with more than `max_units`
    units shows its first and last ones around an ellipsis. Where the columns stand too close for
    it, a repeated activation is named once and the names beside the diagram, `feature_names` and
    `class_names`, are cut.
    """

    sizes: Sequence[int]
    weights: Sequence[Array]
    biases: Sequence[Array | None]
    activations: Sequence[str]
    feature_names: Sequence[str] = ()
    class_names: Sequence[str] = ()
    max_units: int = 10

    def figure(self) -> Figure:
        """Neurons and labels as traces, edges as shapes below them."""
        layers = [_arrange(size, self.max_units) for size in self.sizes]
        kinds = ["input", *(label(name, 12) for name in self.activations)]
        names = self.feature_names, self.class_names
        before, after = _beside(layers[0], names[0]), _beside(layers[-1], names[1])
        if not are_apart(len(layers), _room(before) + _room(after)):
            before, after = _cut(layers[0], names[0]), _cut(layers[-1], names[1])
        left, right = _room(before), _room(after)
        return {
            "data": [
                _neurons(layers, self.biases, names, (before, after)),
                _texts(layers, column_labels(self.sizes, kinds, left + right)),
            ],
            "layout": layout(
                left=left,
                right=right,
                top=6,
                bottom=4,
                shapes=_edges(layers, self.weights),
                xaxis=hidden_axis([-0.15, len(layers) - 0.85]),
                yaxis=hidden_axis([124, -5]),
            ),
        }

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


def _arrange(size: int, max_units: int) -> _Layer:
    if size <= max_units:
        pitch = min(100 / max(size, 1), 25)
        heights = [round(50 + (i - (size - 1) / 2) * pitch) for i in range(size)]
        return _Layer(np.arange(size), heights, None)
    # One slot is taken by the ellipsis.
    head = max_units // 2
    tail = max_units - 1 - head
    slots = [round((i + 0.5) * 100 / max_units) for i in range(max_units)]
    units = np.r_[0:head, size - tail : size]
    return _Layer(units, slots[:head] + slots[head + 1 :], slots[head])


def _edges(layers: list[_Layer], weights: Sequence[Array]) -> list[dict[str, Any]]:
    """Two signs by three widths, each all its edges in one path.

    Shapes, because they are drawn in three quarters of the time of traces, with two thirds of their
    bytes, and edges have nothing to hover over.
    """
    paths: list[str] = []
    values: list[Array] = []
    for level, matrix in enumerate(weights):
        left, right = layers[level], layers[level + 1]
        shown = finite(matrix[np.ix_(left.units, right.units)])
        values.append((shown / (float(np.abs(shown).max(initial=0.0)) or 1.0)).ravel())
        starts = [f"M{level} {y}L{level + 1} " for y in left.heights]
        paths += [f"{start}{y}" for start in starts for y in right.heights]
    value = np.concatenate(values)
    shapes = []
    for sign, color in ((-1, NEGATIVE), (1, POSITIVE)):
        floor = _FAINTEST
        for ceiling, width, alpha in _WIDTHS:
            chosen = np.flatnonzero((sign * value >= floor) & (sign * value < ceiling))
            floor = ceiling
            if chosen.size:
                path = "".join([paths[i] for i in chosen.tolist()])
                shapes.append(_shape(path, translucent(color, alpha), width))
    return shapes


def _shape(path: str, color: str, width: float) -> dict[str, Any]:
    return {
        "type": "path",
        "path": path,
        "xref": "x",
        "yref": "y",
        "layer": "below",
        "line": {"color": color, "width": width},
    }


def _neurons(
    layers: list[_Layer],
    biases: Sequence[Array | None],
    names: tuple[Sequence[str], Sequence[str]],
    beside: tuple[list[str], list[str]],
) -> dict[str, Any]:
    """The neurons with their inputs' and outputs' `names`, and what of them stands `beside`."""
    x: list[int] = []
    y: list[int] = []
    colors: list[float] = []
    hover: list[str] = []
    for level, layer in enumerate(layers):
        bias = biases[level - 1] if level else None
        for unit, height in zip(layer.units.tolist(), layer.heights, strict=True):
            value = 0.0 if bias is None else float(bias[unit])
            x.append(level)
            y.append(height)
            colors.append(round(value, 4) if np.isfinite(value) else 0.0)
            hover.append(_about(level, len(layers) - 1, unit, *names))
            if bias is not None:
                hover[-1] += f"<br>bias {number(value)}"
    limit = nice_ceiling(max((abs(color) for color in colors), default=1.0))
    before, after = beside
    between = len(x) - len(before) - len(after)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": y,
        "text": before + [""] * between + after,
        "textposition": ["middle left"] * (len(x) - len(after)) + ["middle right"] * len(after),
        "textfont": {"size": 11},
        "marker": {
            "size": 13,
            "color": colors,
            "cmin": -limit,
            "cmax": limit,
            "colorscale": SIGNED_MARKER,
            "line": {"color": NEUTRAL, "width": 1},
        },
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _beside(layer: _Layer, names: Sequence[str], longest: int = 10) -> list[str]:
    """The names next to the neurons of the first or last layer, if all of them are drawn."""
    count = len(layer.heights)
    if layer.ellipsis is not None or len(names) != count:
        return [""] * count
    return [label(name, longest) for name in names]


def _cut(layer: _Layer, names: Sequence[str]) -> list[str]:
    """Names that leave room to many columns: the mouse finds those that would look alike."""
    short = _beside(layer, names, 6)
    return short if len(set(short)) == len(short) else [""] * len(short)


def _about(level: int, last: int, unit: int, names: Sequence[str], outputs: Sequence[str]) -> str:
    if level == 0:
        return f"input {label(names[unit], 24)}" if unit < len(names) else f"input {unit}"
    if level == last:
        named = unit < len(outputs)
        return f"output {label(outputs[unit], 24)}" if named else f"output {unit}"
    return f"layer {level}, unit {unit}"


def _texts(layers: list[_Layer], labels: Labels) -> dict[str, Any]:
    """The labels of the columns, and the ellipses of the wide ones."""
    wide = [(x, layer.ellipsis) for x, layer in enumerate(layers) if layer.ellipsis is not None]
    return {
        "type": "scatter",
        "mode": "text",
        "x": labels.x + [x for x, _ in wide],
        "y": labels.y + [y for _, y in wide],
        "text": labels.text + ["⋮"] * len(wide),
        "textfont": {"size": labels.font},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _room(beside: list[str]) -> int:
    """Pixels beside the diagram for the names, at 6.5 a character."""
    longest = max(map(len, beside))
    return round(18 + 6.5 * min(longest, 10)) if longest else 24  # the layer's label needs some
