"""Outputs that are on their targets, where |a - y| has no slope: what that leaves open.

Anything between both slopes is a derivative there. And someone's code rounds otherwise than the
engine, so that what is 0 in one may be of either sign in the other.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.unit_kinks import ROUNDINGS, size_of_z
from mlpviz.gradcheck.recognised import Recognised
from mlpviz.gradcheck.structured.sample_losses import sample_loss

SMOOTH = "mse"  # a loss of the same outputs, to be asked for d a / d parameters


class Kinks(NamedTuple):
    """By the engine's names: what its gradient has of outputs on their targets, and may have.

    Without ``share`` it is in the middle, and a right gradient is within ``jump`` of that.
    """

    share: dict[str, Array]
    jump: dict[str, Array]


def loss_kinks(found: Recognised, arrays: Sequence[Array], u: float) -> Kinks | None:
    """``Kinks`` of the network at ``arrays``; None if no output is on its target, or none matters.

    On it is what is 0 to rounding, with ``u`` the unit round-off: there the slope of an output's
    part of the loss is anything from -1 to 1, and that of the parameters d a / d parameters / n
    times as much.
    """
    if sample_loss(found.loss).from_side is None:
        return None
    network = found.network(arrays)
    a = network.forward(found.X).copy()
    size = size_of_z(network, len(network.sizes) - 1, found.X)
    on_target = np.abs(a - found.Y) <= ROUNDINGS * u * (1.0 + size + np.abs(a) + np.abs(found.Y))
    if not on_target.any():
        return None
    none = {name: np.zeros(values.shape) for name, values in network.params.items()}
    kinks = Kinks(none, {name: values.copy() for name, values in none.items()})
    for sample, output in np.argwhere(on_target):
        side = np.sign(a[sample, output] - found.Y[sample, output])
        aside = a[[sample]]
        aside[0, output] -= 0.5  # where the slope of the square is 1
        network.backpropagate(found.X[[sample]], aside, SMOOTH)
        for name, slope in network.grads.items():
            part = found.scale / len(a) * slope
            kinks.share[name][...] += side * part
            kinks.jump[name][...] += np.abs(part)
    return kinks
