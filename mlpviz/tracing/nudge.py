"""``Nudge``: the loss along one weight, beside the straight line that its gradient promises."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.tracing.along import Along
from mlpviz.tracing.known import Known

POINTS = 61
PART = 0.1  # of the change of the loss: from there on the two lines have parted
TRIED = np.geomspace(1e-3, 16.0, 29)  # how far to either side it is looked for where they part
ROUNDINGS = 1e-12  # of the loss: a change that is nothing


class Nudge(NamedTuple):
    """The loss along one weight.

    Attributes
    ----------
    weight : where it stands
    values : where it is nudged to [points], from the left to the right, its own place in the middle
    losses : the loss there; ``tangent`` [points]: what the gradient promises, L + g (w' - w)
    left, right : how far it can be nudged to either side until the two part; None if they do not
        within what was tried. They part where they differ by more than a tenth of the larger of
        their changes.
    """

    weight: float
    values: Array
    losses: Array
    tangent: Array
    left: float | None
    right: float | None


def nudged(known: Known, name: str, index: tuple[int, ...]) -> Nudge:
    """Nudge the parameter ``name[index]``."""
    along, slope = Along(known, name, index), float(known.arrays[f"d{name}"][index])
    here = float(along.losses(np.zeros(1))[0])
    left, right = _until(along, slope, here, -TRIED), _until(along, slope, here, TRIED)
    farthest = max(float(TRIED[-1]) if side is None else side for side in (left, right))
    reach = min(max(2.0 * farthest, 0.1), float(TRIED[-1]))
    moves = np.linspace(-reach, reach, POINTS)
    values = along.weight + moves
    return Nudge(along.weight, values, along.losses(moves), here + slope * moves, left, right)


def parted(true: Array, promised: Array, loss: float) -> Array:
    """Where two changes of a ``loss`` differ by more than a tenth of the larger one."""
    size = np.maximum(np.maximum(np.abs(true), np.abs(promised)), ROUNDINGS * abs(loss))
    apart: Array = ~(np.abs(true - promised) <= PART * size)
    return apart


def _until(along: Along, slope: float, here: float, moves: Array) -> float | None:
    """How far it takes to part, in the direction of ``moves``, which grow: then in between."""
    for _ in range(3):  # looks, each between two places of the last
        apart = parted(along.losses(moves) - here, slope * moves, here)
        if not apart.any():
            return None
        first = int(np.argmax(apart))
        near = float(moves[first - 1]) if first else 0.0
        far = float(moves[first])
        moves = np.linspace(near, far, len(moves) + 1)[1:]
    return abs(far)
