"""How far rounding alone can move a correct backward pass, in the network's own precision.

A running error bound, carried along the formulas of backpropagation. It only widens tolerances, by
a few units in the last place, so it takes its magnitudes from the probes, not from the engine.
"""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.numerical import STEP
from mlpviz.gradcheck.structured.downstream import Downstream, rise

LOSS_ROUNDINGS = 6.0  # inside one loss derivative, with a margin
SLOPE_ROUNDINGS = 8.0  # inside one f'(z), with a margin
SATURATED = 4.0  # inside the slope of an output, 1 - a^2 or a (1 - a), whose a is at most 1


def delta_rounding(downstream: Downstream, deltas: Sequence[Array], u: float) -> list[Array]:
    """Bounds on the rounding error of a computed delta, [n, units] per layer, not divided by n.

    ``deltas`` [n, units] per layer are the magnitudes that are rounded on the way: delta itself for
    a backward pass, ``path_sums`` for a forward one. ``u`` is the unit round-off of the dtype.
    Going down one layer, delta' = (W^T delta) f'(z) passes on the error above, adds that of the
    product, (m + 2) u for m terms, and the absolute error 8u of f', as in 1 - a^2 near |a| = 1.
    """
    errors = [_output_rounding(downstream, u)]
    error = errors[0]
    for layer in range(len(downstream.hidden) - 1, -1, -1):
        weights = np.abs(downstream.weights[layer + 1]).T
        slope = _slope(downstream, layer)
        slope_error = u * (
            SLOPE_ROUNDINGS + np.abs(downstream.hidden[layer].f(downstream.z[layer]))
        )
        above = np.abs(deltas[layer + 1].T)
        flow = weights @ above
        inner = (len(above) + 2) * u * slope
        error = (weights @ error) * (slope + slope_error) + flow * (inner + slope_error)
        errors.insert(0, error)
    return [error.T for error in errors]


def _output_rounding(downstream: Downstream, u: float) -> Array:
    """Bound on the rounding error of the logits' delta, [k, n].

    The loss derivative a - y loses digits by cancellation, so its error is absolute:
    6u (1 + |y| + |a|); its sign alone does not. Losses of logits subtract targets from
    probabilities, which are at most 1; otherwise the output's slope passes it on and adds its own
    absolute error.
    """
    size = 1.0 + np.abs(downstream.targets)
    if downstream.output is None:
        return LOSS_ROUNDINGS * u * (size + 1.0)
    z, targets = downstream.z[-1], downstream.targets
    a = downstream.output.f(z)
    slope = np.abs(downstream.output.f(z + STEP) - downstream.output.f(z - STEP)) / (2.0 * STEP)
    error: Array
    if downstream.sides is not None:  # a sign has no digits to lose
        error = np.abs(downstream.sides) * u * (LOSS_ROUNDINGS * slope + SATURATED)
        return error
    error = LOSS_ROUNDINGS * u * (size + np.abs(a)) * (slope + SATURATED * u)
    # |a - y|, twice for mse, times the error of the slope
    error += 2.0 * np.abs(a - targets) * (SATURATED * u)
    return error


def path_sums(downstream: Downstream, top: Array) -> list[Array]:
    """Sum over all paths from a unit to the logits of the product of magnitudes, [n, units].

    ``top`` [n, k] is delta of the logits. S[L] = |top|, S[l] = (|W|^T S[l+1]) |f'|: at least
    |delta|, and more where contributions cancel, which is where a forward derivative is rounded
    most.
    """
    sums = [np.abs(top.T)]
    for layer in range(len(downstream.hidden) - 1, -1, -1):
        flow = np.abs(downstream.weights[layer + 1]).T @ sums[0]
        sums.insert(0, flow * _slope(downstream, layer))
    return [each.T for each in sums]


def _slope(downstream: Downstream, layer: int) -> Array:
    """|f'(z)|, near enough for a bound."""
    slope: Array = (
        np.abs(rise(downstream.hidden[layer], downstream.z[layer], np.array(STEP))) / STEP
    )
    return slope
