"""The slope of an activation at one unit: its formula, its value, the curve around it."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS as ROWS
from mlpviz.engine.activations import SELU_ALPHA, SELU_SCALE
from mlpviz.numpy_code import ACTIVATIONS
from mlpviz.tracing.formula import Expression, Val, expression
from mlpviz.tracing.known import Known

CONSTANTS = {"SCALE": Val("SCALE", SELU_SCALE), "ALPHA": Val("ALPHA", SELU_ALPHA)}
POINTS = 81  # of a curve


def slope(known: Known, layer: int, index: tuple[int, ...]) -> Expression:
    """f'(z) of one unit as a formula in brackets; nothing for the identity, whose slope is 1."""
    name = known.activation(layer)
    if name == "identity":
        return []
    code = ACTIVATIONS[name].slope
    names = {"z": known.val(f"z{layer}", index), "a": known.val(f"a{layer}", index), **CONSTANTS}
    return ["(", *expression(code, names), ")"]


def behind(known: Known, layer: int, index: tuple[int, ...]) -> Expression:
    """All that a delta is multiplied by where it comes to a unit: its mask, and its slope."""
    steep = slope(known, layer, index)
    if not known.dropped:
        return steep
    mask = known.val(f"m{layer}", index)
    return [mask, " * ", *steep] if steep else [mask]


def slope_value(known: Known, layer: int, index: tuple[int, ...]) -> float:
    """f'(z) of one unit, by the engine's own derivative."""
    z, a = known.row(f"z{layer}")[[*index]], known.row(f"a{layer}")[[*index]]
    return float(ROWS[known.activation(layer)].df(z, a)[0])


class Curve(NamedTuple):
    """An activation around the pre-activation of one unit.

    ``z`` and ``a`` [points] are the curve, ``at`` and ``value`` the point on it, ``slope`` its
    slope there. ``gate`` is "open" or "closed" for a function that is a line on either side of a
    kink at 0, else empty.
    """

    name: str
    z: Array
    a: Array
    at: float
    value: float
    slope: float
    gate: str


def curve(known: Known, layer: int, unit: int) -> Curve:
    """The activation of a unit of a hidden layer, or of an output that has one for each unit."""
    name = known.activation(layer)
    row = ROWS[name]
    at = known.val(f"z{layer}", (unit,)).value
    reach = max(4.0, 1.25 * abs(at))
    z = np.linspace(-reach, reach, POINTS)
    gate = ("open" if at > 0.0 else "closed") if row.bent else ""
    steep = slope_value(known, layer, (unit,))
    return Curve(name, z, row.f(z), at, known.val(f"a{layer}", (unit,)).value, steep, gate)
