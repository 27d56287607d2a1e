"""What the rows and columns of a network's parameters are: features, pixels, units, classes."""

from collections.abc import Sequence

from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.data import Dataset

_PLANES = ("red", "green", "blue")


def sides(dataset: Dataset, sizes: Sequence[int], parameter: str) -> tuple[Side, Side]:
    """Rows and columns of ``parameter``, W1, b1, ..., in a network of these ``sizes``.

    Units, as all in NumPy, are counted from 0; layers, as W1, from 1.
    """
    layer = int(parameter[1:])
    rows = _units(dataset, sizes, layer - 1) if parameter.startswith("W") else UNNAMED
    return rows, _units(dataset, sizes, layer)


def element_words(pair: tuple[Side, Side], index: Sequence[int]) -> str:
    """What connects what: ``petal width → unit 2 of layer 1``; of a bias its unit alone.

    Nothing where nothing is known.
    """
    if not pair[-1].title:
        return ""
    return " → ".join(_name(side, k) for side, k in zip(pair[-len(index) :], index, strict=True))


def _name(side: Side, k: int) -> str:
    kind, _, rest = side.title.partition(" ")
    own = side.names[k] if side.names else f"{k} {rest}".strip()
    return own if side.names and kind == "input" else f"{kind} {own}"


def _units(dataset: Dataset, sizes: Sequence[int], layer: int) -> Side:
    """The units of a layer; the inputs are layer 0."""
    if layer == 0:
        return _inputs(dataset, sizes[0])
    if layer == len(sizes) - 1:
        named = dataset.class_names if len(dataset.class_names) == sizes[-1] else ()
        return Side("output", named)
    return Side(f"unit of layer {layer}")


def _inputs(dataset: Dataset, count: int) -> Side:
    if dataset.image_shape is None:
        return Side("input", dataset.feature_names if len(dataset.feature_names) == count else ())
    *planes, height, width = dataset.image_shape
    cells = [f"({row}, {column})" for row in range(height) for column in range(width)]
    names = [f"{plane} {cell}" for plane in _PLANES for cell in cells] if planes else cells
    rule = f"pixel {width} · row + column"
    if planes:
        rule = f"pixel {height * width} · plane + {width} · row + column"
    return Side("pixel (row, column)", names, every=width, rule=rule)
