"""A whole parameter against random directions, and halved where they fail; see ``directions``."""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.element_loop import WIDEST, ElementLoop, Index, fitting_step, refine
from mlpviz.gradcheck.any_code.parameters import Slot
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding, other_steps
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative
from mlpviz.gradcheck.directions import Directions, visible_norm
from mlpviz.gradcheck.numerical import OFFSETS

SIGMAS = 5.0  # by which the rounding of many entries may add up along a random direction
PAIR = 2  # directions through each half, at most
NOTICED = 2.0**-6  # of the error that a direction meets in a block: the least that is looked for
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

        Axis by axis, each within the indices that the ones before it have ended with. An axis ends
        with None where neither half shows an error any more.
        """
        shape = self._slot.array.shape
        self._worst = [None] * len(shape)
        block, size = self._all, self._size(self._all, [self._off(self._all), self._off(self._all)])
        for axis, length in enumerate(shape):
            start, stop = 0, length
            while stop - start > 1 and size:
                middle = (start + stop) // 2
                halves = [
                    (*block[:axis], slice(*half), *block[axis + 1 :])
                    for half in ((start, middle), (middle, stop))
                ]
                worse, size = self._worse(halves, size)
                start, stop = ((start, middle), (middle, stop))[worse]
                block = halves[worse]
            if stop - start == 1 and size:
                self._worst[axis] = start

    def _worse(self, halves: Sequence[Index], above: float) -> tuple[int, float]:
        """Which of two halves of a block holds more of its error, whose norm is ``above``.

        And the norm there, about; 0 if neither shows any. One direction through each shows whether
        there is any: only where both have some do more of them tell which has more.
        """
        first, other = (self._off(half, above) for half in halves)
        if not first or not other:
            return (0 if first else 1), above * bool(first or other)
        sizes = [
            self._size(half, [seen, self._off(half, above)])
            for half, seen in zip(halves, (first, other), strict=True)
        ]
        worse = int(np.argmax(sizes))
        return worse, sizes[worse]

    def _size(self, block: Index, seen: Sequence[float]) -> float:
        """The norm of the error in a block, about, from what directions through it have shown.

        The mean of (e . d)^2 over directions is the norm squared over the number of entries.
        """
        entries = self._slot.array[block].size
        return float(np.sqrt(entries * np.mean(np.square(seen))))

    def _off(self, block: Index, above: float = 0.0) -> float:
        """By how much a direction through a block is off; 0 if that is within its tolerance.

        An error far below the norm ``above`` need not be seen.
        """
        enough = NOTICED * above / self._slot.array[block].size ** 0.5
        analytic, central, tolerance = self._compare(block, enough=enough)
        off = abs(analytic - central)
        return off if off > tolerance else 0.0

    def _compare(
        self, block: Index, second_opinion: bool = False, enough: float = 0.0
    ) -> tuple[float, float, float]:
        """g . d, the derivative along d, and how far they may be apart, for a random d.

        Other steps are tried until that is little, or no more than ``enough``.
        """
        slot = self._slot
        direction = self._rng.normal(size=slot.array[block].shape)
        direction /= np.linalg.norm(direction)

        def estimate(which: Array, h: Array) -> BoundedDerivative:
            return self._loop.along(slot, block, [direction for _ in which], h)

        if self._h is None:
            self._h = fitting_step(estimate, ONE, WIDEST * slot.array.size**0.5)
        found = estimate(ONE, np.full(1, self._h))
        if self._asked is None and found.bound[0] > enough:
            refine(estimate, found)
            self._h = float(found.h[0])  # what suits one direction suits the next
        gradient = slot.gradient[block]
        analytic = float(np.vdot(gradient, direction))
        rounding = self._rounding + 2.0**-50 * float(np.linalg.norm(gradient))
        if second_opinion and not abs(analytic - found.value[0]) <= found.bound[0] + rounding:
            found.bound[...] = other_steps(estimate, found, ONE, kinks=True)
        return analytic, float(found.value[0]), float(found.bound[0]) + rounding
