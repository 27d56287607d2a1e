"""Central differences: the extrapolation that every check shares, and the element-by-element loop.

The loop is the reference: it moves one number at a time through the loss itself, knows nothing of
networks and is therefore slow. ``mlpviz.gradcheck.structured.probes`` gives the same numbers much
faster.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array

UNIT_ROUNDOFF = 2.0**-53  # of float64, in which all differences are taken
STEP = 2.0**-8
OFFSETS = np.array([1.0, -1.0, 0.5, -0.5, 0.25, -0.25])
OFFSETS.flags.writeable = False


class RombergDerivative(NamedTuple):
    """A derivative with two bounds on its truncation error, arrays of one shape.

    ``smooth`` holds if the function is smooth within +-h, ``knotted`` (far larger) also if its
    second derivative jumps there.
    """

    value: Array
    smooth: Array
    knotted: Array


def romberg(values: Array, base: Array, h: float) -> RombergDerivative:
    """Derivative of f at x from ``values[i] = f(x + OFFSETS[i] * h)`` [6, ...] and ``base = f(x)``.

    Three central differences D(h), D(h/2), D(h/4) have errors in h^2, h^4, ...; combining them
    pairwise removes h^2 (R1), once more h^4 (R2, the value returned, error O(h^6)). |R2 - R1|
    bounds the error of R2 where f is smooth. Where f'' jumps inside +-h (huber at its threshold,
    elu at 0) it can vanish by accident; there the error is of order h times the jump, and is
    bounded by |D(h) - D(h/4)| + h max |second difference|.
    """
    steps = h * OFFSETS[0::2]
    up, down = values[0::2], values[1::2]
    first = [(up[i] - down[i]) / (2.0 * steps[i]) for i in range(3)]
    second = [((up[i] - base) + (down[i] - base)) / steps[i] ** 2 for i in range(3)]
    r1 = (4.0 * first[1] - first[0]) / 3.0
    r1_half = (4.0 * first[2] - first[1]) / 3.0
    r2 = (16.0 * r1_half - r1) / 15.0
    smooth = np.abs(r2 - r1)
    bend = np.maximum(np.maximum(np.abs(second[0]), np.abs(second[1])), np.abs(second[2]))
    return RombergDerivative(r2, smooth, smooth + np.abs(first[0] - first[2]) + h * bend)


def rounding_floor(scale: Array | float, h: float) -> Any:
    """Round-off error of ``romberg`` for values that carry errors of about u * ``scale``.

    5 * 4u * scale / h: the smallest step is h / 4, and dividing by it magnifies the error of two
    values to 4u scale / h; 5 covers the weights of the extrapolation and several roundings a value.
    """
    return 5.0 * 4.0 * UNIT_ROUNDOFF / h * scale


def nudged_losses(
    loss: Callable[[], float],
    array: Array,
    index: tuple[int | slice, ...],
    h: float | Array,
    offsets: Array,
) -> Array:
    """``loss()`` with ``array[index]`` moved by each of ``h * offsets`` in turn.

    That is one entry, or several, each by its own ``h``. All is restored to the bit afterwards,
    also when ``loss`` raises.
    """
    saved = array[index].copy()
    try:
        values = np.empty(len(offsets))
        for i, offset in enumerate(offsets):
            array[index] = saved + h * offset
            values[i] = loss()
        return values
    finally:
        array[index] = saved


def element_differences(
    loss: Callable[[], float],
    params: Mapping[str, Array],
    h: float = STEP,
    extrapolate: bool = True,
) -> dict[str, Array]:
    """d loss / d params, one number at a time: the plain reference loop.

    ``loss`` takes no arguments and reads the arrays of ``params``, which this function changes in
    place and restores to the bit, also when ``loss`` raises. With ``extrapolate`` each derivative
    costs six losses and has an error of order h^6; without, it is (f(x+h) - f(x-h)) / 2h, two
    losses and an error of order h^2 (then h near 6e-6 suits numbers near 1). Costs two or six
    losses per number: fine for hundreds, not for tens of thousands.
    """
    base = np.asarray(loss())
    gradients = {}
    for name, array in params.items():
        gradient = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            if extrapolate:
                values = nudged_losses(loss, array, index, h, OFFSETS)
                gradient[index] = romberg(values, base, h).value
            else:
                up, down = nudged_losses(loss, array, index, h, OFFSETS[:2])
                gradient[index] = (up - down) / (2.0 * h)
        gradients[name] = gradient
    return gradients
