"""What the rows and columns of a network's parameters are: features, pixels, units, classes."""

from collections.abc import Sequence

from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.run import Trainer

_PLANES = ("red", "green", "blue")


def sides(trainer: Trainer, parameter: str) -> tuple[Side, Side]:
    """Rows and columns of ``parameter``, W1, b1, ..., in the trainer's network.

    Units, as all in NumPy, are counted from 0; layers, as W1, from 1.
    """
    layer = int(parameter[1:])
    rows = _units(trainer, layer - 1) if parameter.startswith("W") else UNNAMED
    return rows, _units(trainer, layer)


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


def _units(trainer: Trainer, layer: int) -> Side:
    """The units of a layer; the inputs are layer 0."""
    sizes, dataset = trainer.network.sizes, trainer.dataset
    classes = dataset.class_names or dataset.target_names
    if layer == 0:
        return input_side(trainer)
    if layer == len(sizes) - 1:
        return Side("output", classes if len(classes) == sizes[-1] else ())
    return Side(f"unit of layer {layer}")


def input_side(trainer: Trainer) -> Side:
    """The network's inputs: features by name, or pixels by row and column."""
    if trainer.dataset.image_shape is None:
        inputs = trainer.input_names
        return Side("input", inputs if len(inputs) == trainer.network.sizes[0] else ())
    *planes, height, width = trainer.dataset.image_shape
    cells = [f"({row}, {column})" for row in range(height) for column in range(width)]
    names = [f"{plane} {cell}" for plane in _PLANES for cell in cells] if planes else cells
    rule = f"pixel {width} · row + column"
    if planes:
        rule = f"pixel {height * width} · plane + {width} · row + column"
    return Side("pixel (row, column)", names, every=width, rule=rule)
