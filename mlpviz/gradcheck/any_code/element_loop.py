"""Central differences of a loss of which nothing is known, with a bound on every one.

One entry moves at a time, or all of a block along a direction, through ``nudged_losses`` and
``romberg`` like the reference loop. The step is chosen per parameter, and again where truncation is
seen to dominate.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    Slot,
    restored,
    unit_roundoff,
)
from mlpviz.gradcheck.any_code.six_point_difference import (
    BoundedDerivative,
    Estimate,
    judge,
    put,
    sharper,
)
from mlpviz.gradcheck.numerical import OFFSETS, STEP, nudged_losses
from mlpviz.words import element_name, number

FACTOR = 16.0  # from one step to the next
WIDEST, NARROWEST = 1.0, 2.0**-40
FARTHEST = 2.0  # times the largest entry, or times 1
LEAST = 1e-100  # a smaller h overflows where something is divided by it
SHARP = 1e-7  # try another step if a bound exceeds this share of the largest entry

Index = tuple[int | slice, ...]


def require_felt(h: float, slots: Sequence[Slot]) -> None:
    """Raise GradientCheckInputError if some parameter is the same after a nudge by ``h / 4``.

    Also if ``h`` leads so far away that what is there says nothing of the slope here.
    """
    for slot in slots:
        size = float(np.abs(slot.array).max())
        if h > FARTHEST * max(1.0, size):
            raise GradientCheckInputError(
                f"h = {number(h)} leads too far away: the entries of {slot.name} are at most "
                f"{number(size, 2)}, and a derivative is the slope right here. Leave h out, and "
                "one is chosen; or try h = 2**-8"
            )
        entry = slot.array.reshape(-1)[np.argmin(np.abs(slot.array))]
        if entry + entry.dtype.type(h / 4.0) == entry or h < LEAST:
            raise GradientCheckInputError(
                f"h = {number(h)} is lost in rounding: {slot.name} holds {number(entry, 9)}, which "
                "stays the same when h / 4, the smallest nudge, is added. Leave h out, and one is "
                "chosen; or try h = 2**-8"
            )


def require_finite(slot: Slot, found: BoundedDerivative, asked: bool = False) -> None:
    """Raise GradientCheckInputError if the loss is not finite close by.

    ``asked``: at a step that was asked for.
    """
    lost = np.flatnonzero(~np.isfinite(found.bound) & ~np.isnan(found.value))
    if len(lost):
        index = np.unravel_index(lost[0], slot.array.shape)
        where, at = element_name(slot.name, index), number(slot.array[index], 9)
        raise GradientCheckInputError(
            f"the loss is not finite when {where} = {at} moves by {number(found.h[lost[0]])}: it "
            "stands at the edge of where it is defined, as log(0) and 1/0 do, or overflows. Use a "
            f"stable form, or other parameters{', or leave h out' if asked else ''}"
        )


class ElementLoop:
    """Central differences through ``loss``, which is ``base`` where the arrays are now.

    ``noise`` is the standard deviation of the loss's noise, ``u`` the unit round-off of its type.
    """

    def __init__(self, loss: Callable[[], float], base: float, noise: float, u: float) -> None:
        self._loss, self._base, self._noise, self._u = loss, base, noise, u

    def estimate(self, slot: Slot, indices: Array, h: Array) -> BoundedDerivative:
        """Entries ``indices`` [m] of the flattened array with steps ``h`` [m]."""
        values = np.empty((len(OFFSETS), len(indices)))
        for i, losses in enumerate(self.losses(slot, indices, h)):
            values[:, i] = losses
        return self.judged(slot, indices, h, values)

    def losses(self, slot: Slot, indices: Array, h: Array) -> Iterator[Array]:
        """The six losses of one entry after the other."""
        for flat, step in zip(indices, h, strict=True):
            index = tuple(int(j) for j in np.unravel_index(flat, slot.array.shape))
            yield nudged_losses(self._loss, slot.array, index, float(step), OFFSETS)

    def judged(self, slot: Slot, indices: Array, h: Array, values: Array) -> BoundedDerivative:
        """The derivatives of entries from their losses ``values`` [6, m]."""
        position = np.abs(slot.array.reshape(-1)[indices].astype(np.float64))
        with np.errstate(all="ignore"):
            u = unit_roundoff(slot.array.dtype)
            return judge(values, self._base, h, self._noise, self._u, position, u)

    def along(
        self, slot: Slot, block: Index, directions: Sequence[Array], h: Array
    ) -> BoundedDerivative:
        """Derivatives along ``directions``, of norm 1 and the shape of ``block``, a part of it.

        Every entry of the block is rounded where it is nudged. By chance, five standard deviations
        at most, that moves the loss by as much as one entry of the block's largest size would, if
        its slope were the norm of the gradient: of the one under test, or the square root of the
        number of entries times the derivative along the direction, whichever is larger.
        """
        values = np.empty((len(OFFSETS), len(directions)))
        for i, (direction, step) in enumerate(zip(directions, h, strict=True)):
            values[:, i] = nudged_losses(self._loss, slot.array, block, step * direction, OFFSETS)
        largest = float(np.abs(slot.array[block]).max())
        root, u = slot.array[block].size ** 0.5, unit_roundoff(slot.array.dtype)
        slope = float(np.linalg.norm(slot.gradient[block]))
        noise = self._noise + slope * u * largest
        position = np.full(len(directions), root * largest)
        with np.errstate(all="ignore"):
            return judge(values, self._base, h, noise, self._u, position, u)

    def beside(
        self,
        slots: Sequence[Slot],
        direction: Sequence[Array],
        distance: float,
        slot: Slot,
        indices: Array,
        h: Array,
    ) -> BoundedDerivative:
        """``estimate`` where all ``slots`` have moved by ``distance`` along ``direction``."""
        with restored(slots):
            for other, step in zip(slots, direction, strict=True):
                other.array[...] += (distance * step).astype(other.array.dtype)
            there = ElementLoop(self._loss, self._loss(), self._noise, self._u)
            return there.estimate(slot, indices, h)


def fitting_step(estimate: Estimate, few: Array, widest: float = WIDEST) -> float:
    """The step that gives the tightest bounds on ``few`` derivatives, those of the largest size.

    It goes up where round-off dominates, down where truncation does, as long as that helps.
    """
    h = STEP
    best = estimate(few, np.full(few.size, h))
    bound = float(np.median(best.bound))
    if bound <= SHARP * np.abs(best.value).max():
        return h
    up = float(np.median(best.truncation)) < 0.5 * bound
    while NARROWEST <= (other := h * FACTOR if up else h / FACTOR) <= widest:
        there = estimate(few, np.full(few.size, other))
        if not np.median(there.bound) < 0.5 * bound and np.isfinite(bound):
            break
        h, bound = other, float(np.median(there.bound))
    return h


def refine(estimate: Estimate, best: BoundedDerivative) -> None:
    """Smaller steps for those of ``best``, all of one step, whose bounds are wide by truncation.

    What is found is written into ``best``. Derivatives that are not known, NaN, stay so.
    """
    todo = np.flatnonzero(~np.isnan(best.value))
    h = float(best.h.max()) / FACTOR
    while h >= NARROWEST and len(todo):
        todo = todo[wide(best)[todo]]
        if len(todo):
            put(best, todo, sharper(best, todo, estimate(todo, np.full(len(todo), h))))
        h /= FACTOR


def wide(best: BoundedDerivative) -> Array:
    """Which derivatives have bounds so wide, by truncation, that a smaller step might help."""
    known = best.bound < np.abs(best.value)
    largest = np.abs(best.value[known]).max() if known.any() else 0.0
    by_truncation = (best.truncation > 0.5 * best.bound) | ~np.isfinite(best.bound)
    found: Array = (best.bound > SHARP * largest) & by_truncation & ~np.isnan(best.value)
    return found
