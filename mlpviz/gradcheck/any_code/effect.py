"""Parameters without effect, such as a bias before a batch normalisation: their gradient is 0.

Beside itself such a gradient is nothing but rounding, and could never be judged. It is judged by
the size of the others, once the loss is seen to stay as it is when the parameter moves far.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.parameters import Slot, restored

TINY_SHARE = 1e-6  # of the largest gradient: only such a one is looked at
DISTANCES = (2.0**-8, 2.0**-4, 1.0)  # over the parameter's size, or over 1 if that is larger
ROUNDINGS = 16.0  # of the loss's noise: what a move may change by rounding alone


def effectless(
    loss: Callable[[], float],
    slots: Sequence[Slot],
    references: Iterable[Sequence[Array]],
    base: float,
    noise: float,
) -> dict[int, float]:
    """The slots that the loss does not depend on, and the size by which to judge their gradients.

    ``references`` are derivatives by slot, several sources of them; the size is the largest entry
    of all. ``noise`` is the standard deviation of the loss's noise where it is ``base``.
    """
    sizes = [
        max(float(np.abs(np.nan_to_num(value, posinf=0.0, neginf=0.0)).max()) for value in values)
        for values in zip(*references, strict=True)
    ]
    largest = max(sizes, default=0.0)
    return {
        i: largest
        for i, slot in enumerate(slots)
        if sizes[i] <= TINY_SHARE * largest
        and largest > 0.0
        and _stays(loss, slot, base, ROUNDINGS * noise)
    }


def _stays(loss: Callable[[], float], slot: Slot, base: float, allowed: float) -> bool:
    """Whether the loss stays ``base`` when all entries move along random directions."""
    rng = np.random.default_rng(0)
    size = max(1.0, float(np.abs(slot.array).max()))
    with restored([slot]) as (saved,):
        for distance in DISTANCES:
            step = np.asarray(distance * size * rng.uniform(-1.0, 1.0, slot.array.shape))
            slot.array[...] = saved + step.astype(slot.array.dtype)
            try:
                there = loss()
            except (
                ArithmeticError,
                ValueError,
            ):  # so far off, as math.log does for what is below 0
                return False
            if not abs(there - base) <= allowed:
                return False
    return True
