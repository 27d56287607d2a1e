"""Central differences of a loss of which nothing is known, with a bound on every one.

One entry moves at a time, through ``nudged_losses`` and ``romberg`` like the reference loop. The
step is chosen per parameter, and again for entries where truncation is seen to dominate.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    Slot,
    restored,
    unit_roundoff,
)
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative, judge, sharper
from mlpviz.gradcheck.numerical import OFFSETS, STEP, nudged_losses
from mlpviz.words import element_name, number

FACTOR = 16.0  # from one step to the next
WIDEST, NARROWEST = 1.0, 2.0**-40
LEAST = 1e-100  # a smaller h overflows where something is divided by it
SHARP = 1e-7  # try another step if a bound exceeds this share of the largest entry


def require_felt(h: float, slots: Sequence[Slot]) -> None:
    """Raise GradientCheckInputError if some parameter is the same after a nudge by ``h / 4``."""
    for slot in slots:
        entry = slot.array.reshape(-1)[np.argmin(np.abs(slot.array))]
        if entry + entry.dtype.type(h / 4.0) == entry or h < LEAST:
            raise GradientCheckInputError(
                f"h = {number(h)} is lost in rounding: {slot.name} holds {number(entry, 9)}, which "
                "stays the same when h / 4, the smallest nudge, is added. Leave h out, and one is "
                "chosen; or try h = 2**-8"
            )


class ElementLoop:
    """Central differences through ``loss``, which is ``base`` where the arrays are now.

    ``noise`` is the standard deviation of the loss's noise, ``u`` the unit round-off of its type;
    ``tick(1)`` is called after every entry.
    """

    def __init__(
        self,
        loss: Callable[[], float],
        base: float,
        noise: float,
        u: float,
        tick: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._loss, self._base, self._noise, self._u, self._tick = loss, base, noise, u, tick

    def differences(self, slot: Slot, h: float | None = None) -> BoundedDerivative:
        """d loss / d ``slot.array``, flattened.

        With ``h``, that step for all entries. Without, a step that suits the parameter, and smaller
        ones where truncation dominates. Raises GradientCheckInputError if the loss is not finite
        close by.
        """
        everything = np.arange(slot.array.size)
        step = self._fitting_step(slot) if h is None else h
        best = self.estimate(slot, everything, np.full(everything.size, step), self._tick)
        if h is None:
            best = self._refined(slot, best)
        self._require_finite(slot, best)
        return best

    def estimate(
        self, slot: Slot, indices: Array, h: Array, tick: Callable[[int], object] = lambda _: None
    ) -> BoundedDerivative:
        """Entries ``indices`` [m] of the flattened array with steps ``h`` [m]."""
        values = np.empty((len(OFFSETS), len(indices)))
        for i, (flat, step) in enumerate(zip(indices, h, strict=True)):
            index = tuple(int(j) for j in np.unravel_index(flat, slot.array.shape))
            values[:, i] = nudged_losses(self._loss, slot.array, index, float(step), OFFSETS)
            tick(1)
        position = np.abs(slot.array.reshape(-1)[indices].astype(np.float64))
        with np.errstate(all="ignore"):
            u = unit_roundoff(slot.array.dtype)
            return judge(values, self._base, h, self._noise, self._u, position, u)

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

    def _fitting_step(self, slot: Slot) -> float:
        """The step that gives the tightest bounds on three entries, those of the largest gradient.

        It goes up where round-off dominates, down where truncation does, as long as that helps.
        """
        size = np.nan_to_num(np.abs(slot.gradient.reshape(-1)), posinf=0.0)
        few = np.argsort(size, kind="stable")[-3:]
        h = STEP
        best = self.estimate(slot, few, np.full(few.size, h))
        bound = float(np.median(best.bound))
        if bound <= SHARP * np.abs(best.value).max():
            return h
        up = float(np.median(best.truncation)) < 0.5 * bound
        while NARROWEST <= (other := h * FACTOR if up else h / FACTOR) <= WIDEST:
            estimate = self.estimate(slot, few, np.full(few.size, other))
            if not np.median(estimate.bound) < 0.5 * bound and np.isfinite(bound):
                break
            h, bound = other, float(np.median(estimate.bound))
        return h

    def _refined(self, slot: Slot, best: BoundedDerivative) -> BoundedDerivative:
        """Smaller steps for the entries whose bounds are wide by truncation."""
        todo = np.arange(slot.array.size)
        h = float(best.h[0]) / FACTOR
        while h >= NARROWEST:
            known = best.bound < np.abs(best.value)
            largest = np.abs(best.value[known]).max() if known.any() else 0.0
            wide = best.bound[todo] > SHARP * largest
            todo = todo[
                wide & ((best.truncation > 0.5 * best.bound) | ~np.isfinite(best.bound))[todo]
            ]
            if not len(todo):
                break
            best = sharper(best, todo, self.estimate(slot, todo, np.full(len(todo), h)))
            h /= FACTOR
        return best

    def _require_finite(self, slot: Slot, best: BoundedDerivative) -> None:
        lost = np.flatnonzero(~np.isfinite(best.bound))
        if len(lost):
            index = np.unravel_index(lost[0], slot.array.shape)
            where, at = element_name(slot.name, index), number(slot.array[index], 9)
            raise GradientCheckInputError(
                f"the loss is not finite when {where} = {at} moves by "
                f"{number(best.h[lost[0]])}: it stands at the edge of where it is defined, "
                "as log(0) and 1/0 do, or overflows. Use a stable form, or other parameters"
            )
