"""Second opinions on the entries of a gradient that are about to fail.

A single estimate may deceive by accident: kinks whose effects cancel, a function that is coarser
than its step. Bounds that are right cannot contradict each other, so the entries in doubt are
estimated again, with other steps and, where the loss has kinks close by, from either side of them.
What comes out can only widen a bound.
"""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.element_loop import ElementLoop
from mlpviz.gradcheck.any_code.parameters import Slot
from mlpviz.gradcheck.any_code.six_point_difference import (
    BoundedDerivative,
    Estimate,
    jump_noise,
)

OTHER_STEPS = (0.7, 0.2, 1.0 / 24.0)  # no ratio of two of them is a power of two
SEEN = 1e-3  # kinks are ruled out if a jump of this share of the largest entry would be seen
DIRECTIONS = 2
FEW, BATCH = 4, 16  # suspects that are looked at together: first the worst of every parameter
BESIDE = 1.0 / 8.0  # how far beside the point, in steps; a 16th of that is the step there
HIDDEN = 4.0  # jumps of opposite sign hide each other: allow for this multiple of the largest seen


def gradient_rounding(slot: Slot, reference: Array, noise: float, scale: float = 0.0) -> Array:
    """How far rounding alone may move a correct gradient of ``slot``, an array like ``reference``.

    The sums behind a gradient are unknown. 64 roundings of the largest entry, as cancellation
    leaves the small ones with the errors of large terms; and 64 times the noise of the loss, which
    passed through the same arithmetic, for parameters of size 1. ``scale``, if larger, takes the
    place of the largest entry: what adds up to 0 is rounded like its terms. NaN is not known.
    """
    largest = max(largest_known(reference), scale)
    return np.full(reference.shape, 64.0 * (slot.u * largest + noise) + np.finfo(np.float64).tiny)


def largest_known(values: Array) -> float:
    """The largest size of all but NaN; 0 if there are none."""
    return float(np.abs(values[~np.isnan(values)]).max(initial=0.0))


class SecondOpinions:
    """Looks again at those ``estimates``, flat and by slot, that the gradient is about to fail by.

    Of those it has not come to, ``forget`` makes entries that are not known.
    """

    def __init__(
        self,
        loop: ElementLoop,
        slots: Sequence[Slot],
        estimates: Sequence[BoundedDerivative],
        noise: float,
    ) -> None:
        self._loop, self._slots, self._estimates = loop, slots, estimates
        self._kinks = any(estimate.kinks.any() for estimate in estimates)
        self._at_kink = any(estimate.kinked.any() for estimate in estimates)
        self._bounds, self._away, self._waiting = [], [], []
        for slot, estimate in zip(slots, estimates, strict=True):
            away = np.abs(slot.gradient.reshape(-1) - estimate.value)
            away -= gradient_rounding(slot, estimate.value, noise)
            doubtful = np.flatnonzero(away > estimate.bound)
            worst_first = np.argsort(-away[doubtful] / estimate.bound[doubtful], kind="stable")
            self._bounds.append(estimate.bound.copy())
            self._away.append(away)
            self._waiting.append(doubtful[worst_first])

    def worst(self) -> None:
        """Look at the worst few of every parameter."""
        for i in range(len(self._slots)):
            self._next(i, FEW)

    def rest(self) -> None:
        """Look at all others."""
        for i in range(len(self._slots)):
            while len(self._waiting[i]):
                self._next(i, BATCH)

    def forget(self) -> int:
        """Make NaN of what is still in doubt; how many that are."""
        for estimate, waiting in zip(self._estimates, self._waiting, strict=True):
            estimate.value[waiting], estimate.bound[waiting] = np.nan, np.inf
        return sum(map(len, self._waiting))

    def _next(self, i: int, count: int) -> None:
        """The next ``count`` in doubt of slot ``i``. None of them where Ctrl-C comes in between."""
        slot, estimate = self._slots[i], self._estimates[i]
        suspects, waiting = np.split(self._waiting[i], [count])
        if not len(suspects):
            return
        before = estimate._replace(bound=self._bounds[i])

        def again(some: Array, h: Array) -> BoundedDerivative:
            return self._loop.estimate(slot, some, h)

        bound = other_steps(again, before, suspects, self._kinks)
        jump = np.where(estimate.kinked, estimate.jump, 0.0).max()
        bound += HIDDEN * jump * estimate.kinks[suspects]
        left = self._away[i][suspects] > bound
        if left.any() and self._at_kink:
            beside = _jumps_beside(self._loop, self._slots, slot, estimate, suspects[left])
            bound[left] += beside
        estimate.bound[suspects] = bound
        self._waiting[i] = waiting


def other_steps(
    again: Estimate, estimate: BoundedDerivative, suspects: Array, kinks: bool
) -> Array:
    """Bounds of the suspects that cover estimates with other steps, and jumps in their noise.

    All of them where the loss has ``kinks``, or where noise would hide them: a wide step then says
    little about the slope in its middle. Elsewhere only those that contradict.
    """
    value, bound, h = (part[suspects] for part in (estimate.value, estimate.bound, estimate.h))
    wider = bound + estimate.jump[suspects]
    blind = jump_noise(estimate)[suspects] > SEEN * largest_known(estimate.value)
    for factor in OTHER_STEPS:
        cover = kinks | (blind & (factor > 0.1))
        other = again(suspects, h * factor)
        gap = np.abs(other.value - value)
        covered = np.isfinite(other.bound) & (cover | (gap > bound + other.bound))
        wider = np.where(covered, np.maximum(wider, gap + other.bound), wider)
    return wider


def _jumps_beside(
    loop: ElementLoop,
    slots: Sequence[Slot],
    slot: Slot,
    estimate: BoundedDerivative,
    suspects: Array,
) -> Array:
    """How much the suspects' slopes jump when all parameters move through the present point.

    Along one entry two jumps may cancel, along a random direction they do not. With d the distance,
    slope(d) - slope(-d) = J + O(d), and twice that of d/2 less that of d leaves J.
    """
    rng = np.random.default_rng(0)
    h = float(estimate.h[suspects].min()) * BESIDE
    steps = np.full(len(suspects), h / 16.0)
    largest = np.zeros(len(suspects))
    for _ in range(DIRECTIONS):
        direction = [np.asarray(rng.uniform(-1.0, 1.0, other.array.shape)) for other in slots]
        jump, noise = np.zeros(len(suspects)), np.zeros(len(suspects))
        for distance, weight in ((h, -1.0), (-h, 1.0), (h / 2, 2.0), (-h / 2, -2.0)):
            beside = loop.beside(slots, direction, distance, slot, suspects, steps)
            jump += weight * beside.value
            noise += abs(weight) * (beside.bound - beside.truncation)
        largest = np.maximum(largest, np.where(np.abs(jump) > noise, np.abs(jump), 0.0))
    return HIDDEN * largest
