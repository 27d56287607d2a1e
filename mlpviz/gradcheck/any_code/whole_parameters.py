"""A whole parameter against random directions, and halved where they fail; see ``directions``."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.element_loop import WIDEST, ElementLoop, Index, fitting_step, refine
from mlpviz.gradcheck.any_code.parameters import Slot
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding, other_steps
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative
from mlpviz.gradcheck.directions import Directions, visible_norm
from mlpviz.gradcheck.numerical import OFFSETS

SIGMAS = 5.0  # by which the rounding of many entries may add up along a random direction
PAIR = 2  # directions through each half
ONE = np.zeros(1, np.int64)


class WholeParameter:
    """One slot whose gradient g is compared with the loss along random unit directions d.

    ``tried`` are (g . d, derivative of the loss along d, tolerance). ``h`` is the step that was
    asked for, if one was.
    """

    def __init__(
        self,
        loop: ElementLoop,
        slot: Slot,
        noise: float,
        rng: np.random.Generator,
        h: float | None,
    ) -> None:
        self._loop, self._slot, self._rng, self._asked, self._h = loop, slot, rng, h, h
        self._rounding = SIGMAS * float(gradient_rounding(slot, slot.gradient, noise).max())
        self._all: Index = (slice(None),) * slot.array.ndim
        self._worst: list[int | None] = []
        self.tried: list[tuple[float, float, float]] = []

    @property
    def wrong(self) -> bool:
        """Whether some direction shows that the gradient is wrong."""
        return any(not abs(a - c) <= t for a, c, t in self.tried)

    @property
    def found(self) -> Directions | None:
        """All that was found so far."""
        if not self.tried:
            return None
        worst = max(self.tried, key=lambda each: abs(each[0] - each[1]) / each[2])
        size = visible_norm([t for *_, t in self.tried], self._slot.array.size)
        return Directions(len(self.tried), *worst, size, tuple(self._worst))

    def try_one(self) -> None:
        """One more direction, with other steps if it is about to fail."""
        self.tried.append(self._compare(self._all, second_opinion=True))

    @property
    def losses_to_halve(self) -> int:
        """How many losses halving takes, about."""
        levels = sum(int(np.ceil(np.log2(length))) for length in self._slot.array.shape)
        return 2 * PAIR * len(OFFSETS) * levels

    def halve(self) -> None:
        """For every axis the index with most of the error: of two halves the worse one counts.

        An axis ends with None where neither half shows an error any more.
        """
        self._worst = [None] * self._slot.array.ndim
        for axis, length in enumerate(self._slot.array.shape):
            start, stop = 0, length
            while stop - start > 1:
                middle = (start + stop) // 2
                halves = [(start, middle), (middle, stop)]
                sizes = [self._error(axis, *half) for half in halves]
                if not any(sizes):
                    break
                start, stop = halves[int(np.argmax(sizes))]
            else:
                self._worst[axis] = start

    def _error(self, axis: int, start: int, stop: int) -> float:
        """The norm of the error between two indices of an axis, about; 0 if none is seen.

        The mean of (e . d)^2 over directions is the norm squared over the number of entries.
        """
        block = (*self._all[:axis], slice(start, stop), *self._all[axis + 1 :])
        entries = self._slot.array[block].size
        pairs = [self._compare(block) for _ in range(PAIR)]
        off = [abs(a - c) if abs(a - c) > t else 0.0 for a, c, t in pairs]
        return float(np.sqrt(entries * np.mean(np.square(off))))

    def _compare(self, block: Index, second_opinion: bool = False) -> tuple[float, float, float]:
        """g . d, the derivative along d, and how far they may be apart, for a random d."""
        slot = self._slot
        direction = self._rng.normal(size=slot.array[block].shape)
        direction /= np.linalg.norm(direction)

        def estimate(which: Array, h: Array) -> BoundedDerivative:
            return self._loop.along(slot, block, [direction for _ in which], h)

        if self._h is None:
            self._h = fitting_step(estimate, ONE, WIDEST * slot.array.size**0.5)
        found = estimate(ONE, np.full(1, self._h))
        if self._asked is None:
            refine(estimate, found)
            self._h = float(found.h[0])  # what suits one direction suits the next
        gradient = slot.gradient[block]
        analytic = float(np.vdot(gradient, direction))
        rounding = self._rounding + 2.0**-50 * float(np.linalg.norm(gradient))
        if second_opinion and not abs(analytic - found.value[0]) <= found.bound[0] + rounding:
            found.bound[...] = other_steps(estimate, found, ONE, kinks=True)
        return analytic, float(found.value[0]), float(found.bound[0]) + rounding
