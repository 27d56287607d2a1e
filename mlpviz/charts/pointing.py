"""The network diagram for who draws its units and weights alone, and lets them be pointed at."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, typed_array
from mlpviz.charts.unit_pictures import UnitPictures
from mlpviz.words import element_name, number


def unit_name(
    level: int,
    last: int,
    unit: int,
    names: Sequence[str],
    outputs: Sequence[str],
    kind: str = "input",
) -> str:
    """What a unit is called: layers count from 1, units from 0, as in W1[0, 3] and b1[3].

    `level` is 0 for the inputs, which are of this `kind`, and `last` for the outputs: both go by
    their own names.
    """
    if level == 0:
        return f"{kind} {names[unit] if unit < len(names) else unit}"
    if level == last:
        return f"output {outputs[unit] if unit < len(outputs) else unit}"
    return f"unit {unit} of layer {level}"


def bias_words(level: int, unit: int, value: float) -> str:
    """A bias with its value: `b1[3] = -0.25`."""
    return f"{element_name(f'b{level}', [unit])} = {number(value)}"


def is_drawn(diagram: Mapping[str, Any], name: str, index: Sequence[int]) -> bool:
    """Whether the weight or bias `name[index]` is one of what the `diagram` shows.

    Raises ValueError, KeyError or IndexError for a name that no parameter has.
    """
    level = int(name[1:])
    sides = {f"W{level}": [level - 1, level], f"b{level}": [level] if diagram["bias"] else []}[name]
    return (
        level > 0
        and 0 < len(index) == len(sides)
        and all(unit in diagram["units"][side] for unit, side in zip(index, sides, strict=True))
    )


def pointing(
    units: Sequence[Array],
    weights: Sequence[Array],
    pictures: UnitPictures | None,
    widths: Sequence[tuple[float, float, float]],
    faintest: float,
) -> dict[str, Any]:
    """The diagram's weights and pictures; where units are is in the trace of the neurons.

    `units[l]` are the numbers of a column's drawn units, `weights[l]` is [sizes[l], sizes[l + 1]].
    An edge is drawn from the share `faintest` of the largest drawn weight of its layer on;
    `widths` are up to which share, in how many pixels and how opaque. Weights travel as float32,
    pictures as bytes, 127 for zero.
    """
    between = [
        typed_array(finite(matrix[np.ix_(units[level], units[level + 1])]))
        for level, matrix in enumerate(weights)
    ]
    shape = None if pictures is None else pictures.shape
    drawn = [] if pictures is None else [pictures.levels(level) for level in range(len(units))]
    return {
        "units": [column.tolist() for column in units],
        "weights": between,
        "pictures": [None if levels is None else typed_array(levels) for levels in drawn],
        "shape": shape and list(shape),
        "widths": [list(row) for row in widths],
        "faintest": faintest,
    }
