"""From six losses to a derivative, with a bound that holds whatever the function is like.

Bounds for smooth functions alone would not do: someone else's loss may have kinks anywhere, also at
the very point where it is differentiated (a ReLU at exactly 0).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.numerical import OFFSETS, romberg

SIGMAS = 5.0
SLOPE_WEIGHTS = 297.0 / 45.0  # sum of |weights| of the losses in R2, times h: (64*4 + 20*2 + 1)/45
JUMP_WEIGHTS = 64.0  # the same for the jump, rounded up: (8 * (2*16 + 8) + (2*8 + 4)) * 2 / 7 / 2
KINKED = 0.05  # a jump of this share of the largest difference between both sides is a kink


class BoundedDerivative(NamedTuple):
    """Derivatives ``value`` +- ``bound``, taken with step ``h``; arrays of one shape.

    ``truncation`` is the part of the bound that shrinks with h; ``jump``, by how much the slopes
    left and right differ in the limit; ``kinked``, where that is a kink at this very h; ``kinks``,
    where any h that was tried has met one.
    """

    value: Array
    bound: Array
    truncation: Array
    jump: Array
    kinked: Array
    kinks: Array
    h: Array


Estimate = Callable[[Array, Array], BoundedDerivative]  # of some derivatives, with steps h


def unknown(size: int, h: float) -> BoundedDerivative:
    """Derivatives that are not known yet: NaN, with no bound, to be taken with step ``h``."""
    nan, wide, no = np.full(size, np.nan), np.full(size, np.inf), np.zeros(size, bool)
    return BoundedDerivative(
        nan, wide, wide.copy(), np.zeros(size), no, no.copy(), np.full(size, h)
    )


def put(whole: BoundedDerivative, where: Array, part: BoundedDerivative) -> None:
    """Write ``part`` into the places ``where`` of ``whole``."""
    for old, new in zip(whole, part, strict=True):
        old[where] = new


def judge(
    values: Array, base: float, h: Array, noise: float, loss_u: float, position: Array, u: float
) -> BoundedDerivative:
    """Derivatives of m entries from their losses at ``OFFSETS * h``, [6, m], and their bounds.

    ``base`` is the loss in the middle, ``noise`` the standard deviation of its noise, ``loss_u``
    the unit round-off of its type; ``position`` [m] are the sizes of the entries, ``u`` their unit
    round-off. Losses that are not finite give 0 with an infinite bound.

    Truncation: |R2 - R1|, see ``romberg``. Should that vanish by accident, there is also
    (D(h) - D(h/2)) q^2 with q its share of the slope, as the errors of the three levels fall like
    q, q^2, q^3. Round-off: each loss is off by its noise, and by the slope times the rounding of
    the nudged entry. Jump: the slopes of the two sides differ by g(h) = J + h f'' + O(h^3), and two
    extrapolations leave J. Where that exceeds its noise, the slope has a range, and the bound
    includes J.
    """
    value, smooth, _ = (part / h for part in romberg(values, np.asarray(base), 1.0))
    up, down = values[0::2], values[1::2]
    steps = h * OFFSETS[0::2][:, None]
    slopes = (up - down) / (2.0 * steps)
    bends = ((up - base) + (down - base)) / steps
    change = np.abs(slopes[0] - slopes[1])
    size = np.abs(slopes[2]) + np.abs(bends[0])
    share = np.where(size > 0.0, change / size, 1.0)
    truncation = smooth + np.where(change > 0.0, change * share**2, 0.0)
    error = noise + 2.0 * loss_u * np.abs(values).max(axis=0) + np.abs(value) * u * (position + h)
    jump = np.abs(8.0 * (2.0 * bends[2] - bends[1]) - (2.0 * bends[1] - bends[0])) / 7.0
    significant = jump > SIGMAS * JUMP_WEIGHTS * error / h
    truncation += np.where(significant, jump, 0.0)
    bound = truncation + SIGMAS * SLOPE_WEIGHTS * error / h + np.finfo(np.float64).tiny
    bad = ~np.isfinite(bound)
    kinked = significant & (jump > KINKED * np.abs(bends).max(axis=0)) & ~bad
    return BoundedDerivative(
        value=np.where(bad, 0.0, value),
        bound=np.where(bad, np.inf, bound),
        truncation=np.where(bad, np.inf, truncation),
        jump=np.where(bad, 0.0, jump),
        kinked=kinked,
        kinks=kinked,
        h=h,
    )


def jump_noise(estimate: BoundedDerivative) -> Array:
    """The smallest jump that can be told from noise: the bound's round-off, otherwise weighted."""
    return JUMP_WEIGHTS / SLOPE_WEIGHTS * (estimate.bound - estimate.truncation)


def sharper(best: BoundedDerivative, where: Array, other: BoundedDerivative) -> BoundedDerivative:
    """Those of ``best`` at ``where``, or of ``other``, of a smaller h, where it knows better.

    That is where the bound is tighter, or hardly wider and both have met a kink: the wider step may
    have met others that lie farther off. A kink is not gone only because the jump can no longer be
    told from the noise. One that was seen once stays marked.
    """
    here = BoundedDerivative(*(part[where] for part in best))
    better = other.bound < np.where(other.kinked & here.kinked, 1.5, 1.0) * here.bound
    better &= ~here.kinked | other.kinked | (here.jump > jump_noise(other))
    merged = (np.where(better, new, old) for old, new in zip(here, other, strict=True))
    return BoundedDerivative(*merged)._replace(kinks=here.kinks | other.kinks)
