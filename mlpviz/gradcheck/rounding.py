"""How far rounding alone can move a correct backward pass, in the network's own precision.

A running error bound, carried along the formulas of backpropagation. It only widens tolerances, by
a few units in the last place, so it takes its magnitudes from the probes, not from the engine.
"""

from typing import Any

import numpy as np

from mlpviz.gradcheck.numerical import STEP
from mlpviz.gradcheck.probes import NodeDelta
from mlpviz.gradcheck.suffix import Suffix, rise

Array = np.ndarray[Any, Any]

LOSS_ROUNDINGS = 6.0  # inside one loss derivative, with a margin
SLOPE_ROUNDINGS = 8.0  # inside one f'(z), with a margin


def delta_rounding(suffix: Suffix, deltas: list[NodeDelta], u: float) -> list[Array]:
    """Bounds on the rounding error of the engine's delta, [units, n] per layer, not divided by n.

    ``u`` is the unit round-off of the engine's dtype. The loss derivative a - y loses digits by
    cancellation, so its error is absolute: 6u (1 + |y| + |a|). Going down one layer,
    delta' = (W^T delta) f'(z) passes on the error above, adds that of the product, (m + 2) u for m
    terms, and the absolute error 8u of f', as in 1 - a^2 near |a| = 1.
    """
    # Losses of logits subtract targets from probabilities, which are at most 1.
    out = 1.0 if suffix.output is None else np.abs(suffix.output.f(suffix.z[-1]))
    error = LOSS_ROUNDINGS * u * (1.0 + np.abs(suffix.targets) + out)
    errors = [error]
    for layer in range(len(suffix.hidden) - 1, -1, -1):
        weights = np.abs(suffix.weights[layer + 1]).T
        z, activation = suffix.z[layer], suffix.hidden[layer]
        slope = np.abs(rise(activation, z, np.array(STEP))) / STEP
        slope_error = u * (SLOPE_ROUNDINGS + np.abs(activation.f(z)))
        flow = weights @ np.abs(deltas[layer + 1].value)
        inner = (len(deltas[layer + 1].value) + 2) * u * slope
        error = (weights @ error) * (slope + slope_error) + flow * (inner + slope_error)
        errors.insert(0, error)
    return errors
