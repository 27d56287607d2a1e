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
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative, jump_noise

OTHER_STEPS = (0.7, 0.2, 1.0 / 24.0)  # no ratio of two of them is a power of two
SEEN = 1e-3  # kinks are ruled out if a jump of this share of the largest entry would be seen
DIRECTIONS = 2
BESIDE = 1.0 / 8.0  # how far beside the point, in steps; a 16th of that is the step there
HIDDEN = 4.0  # jumps of opposite sign hide each other: allow for this multiple of the largest seen


def gradient_rounding(slot: Slot, reference: Array, noise: float, scale: float = 0.0) -> Array:
    """How far rounding alone may move a correct gradient of ``slot``, an array like ``reference``.

    The sums behind a gradient are unknown. 64 roundings of the largest entry, as cancellation
    leaves the small ones with the errors of large terms; and 64 times the noise of the loss, which
    passed through the same arithmetic, for parameters of size 1. ``scale``, if larger, takes the
    place of the largest entry: what adds up to 0 is rounded like its terms.
    """
    largest = max(float(np.abs(reference).max()), scale)
    return np.full(reference.shape, 64.0 * (slot.u * largest + noise) + np.finfo(np.float64).tiny)


def confirmed(
    loop: ElementLoop, slots: Sequence[Slot], estimates: Sequence[BoundedDerivative], noise: float
) -> list[BoundedDerivative]:
    """``estimates`` in the shape of the slots, with bounds that others with other steps confirm."""
    kinks = any(estimate.kinks.any() for estimate in estimates)
    at_kink = any(estimate.kinked.any() for estimate in estimates)
    checked = []
    for slot, estimate in zip(slots, estimates, strict=True):
        bound = estimate.bound.copy()
        rounding = gradient_rounding(slot, estimate.value, noise)
        distance = np.abs(slot.gradient.reshape(-1) - estimate.value)
        suspects = np.flatnonzero(distance > bound + rounding)
        if len(suspects):
            bound[suspects] = _other_steps(loop, slot, estimate, suspects, kinks)
            jump = np.where(estimate.kinked, estimate.jump, 0.0).max()
            bound[suspects] += HIDDEN * jump * estimate.kinks[suspects]
            suspects = suspects[(distance > bound + rounding)[suspects]]
        if len(suspects) and at_kink:
            bound[suspects] += _jumps_beside(loop, slots, slot, estimate, suspects)
        parts = estimate._replace(bound=bound)
        checked.append(BoundedDerivative(*(part.reshape(slot.array.shape) for part in parts)))
    return checked


def _other_steps(
    loop: ElementLoop, slot: Slot, estimate: BoundedDerivative, suspects: Array, kinks: bool
) -> Array:
    """Bounds of the suspects that cover estimates with other steps, and jumps in their noise.

    All of them where the loss has ``kinks``, or where noise would hide them: a wide step then says
    little about the slope in its middle. Elsewhere only those that contradict.
    """
    value, bound, h = (part[suspects] for part in (estimate.value, estimate.bound, estimate.h))
    wider = bound + estimate.jump[suspects]
    blind = jump_noise(estimate)[suspects] > SEEN * np.abs(estimate.value).max()
    for factor in OTHER_STEPS:
        cover = kinks | (blind & (factor > 0.1))
        other = loop.estimate(slot, suspects, h * factor)
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
