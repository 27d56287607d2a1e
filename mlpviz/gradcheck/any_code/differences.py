"""Central differences of all parameters, as far as the time allows.

All entries if that can be done. Else random directions decide over whole parameters first; those
that fail are halved until the worst index of every axis is found; then single entries are nudged.
"""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.element_loop import ElementLoop, fitting_step, refine, wide
from mlpviz.gradcheck.any_code.parameters import Slot
from mlpviz.gradcheck.any_code.second_opinions import SecondOpinions, gradient_rounding
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative, put, unknown
from mlpviz.gradcheck.any_code.watch import OutOfTime, Watch
from mlpviz.gradcheck.any_code.whole_parameters import WholeParameter
from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.numerical import OFFSETS, STEP

LOSSES = len(OFFSETS)  # of one derivative
BATCH = 64  # entries between two looks at how many are in doubt
SECOND = 3 * LOSSES  # losses of a second opinion
FITTING = 3  # derivatives to find a parameter's step, at least
DIRECTIONS = 8  # through every parameter that cannot be nudged entry by entry
SAMPLES, LINE, FIRST = (
    64,
    24,
    8,
)  # entries of such a parameter, of a wrong row, and of all before more
# Shares of the time that is left; what remains then is for second opinions.
ALL, ALONG, HALVED, SINGLE = 0.6, 0.5, 0.3, 0.25


class Differences:
    """Derivatives of every entry and along random directions; those not taken are NaN.

    ``estimates`` are flat, by slot; ``directions``, by slot, None where there was no need.
    ``doubtful`` is how many entries seem to fail, but were not looked at again: NaN, too.
    """

    def __init__(
        self,
        loop: ElementLoop,
        slots: Sequence[Slot],
        noise: float,
        watch: Watch,
        h: float | None = None,
    ) -> None:
        self._loop, self._slots, self._noise, self._watch, self._h = loop, slots, noise, watch, h
        self._rng = np.random.default_rng(0)
        self._sampled = [np.zeros(0, np.int64)] * len(slots)
        self.estimates = [unknown(slot.array.size, h or STEP) for slot in slots]
        self.doubtful = 0
        self._whole: dict[int, WholeParameter] = {}

    def run(self, seconds: float) -> None:
        """Take them all, or what the watch leaves time for; ``seconds`` is what a loss takes."""
        watch, limit = self._watch, self._watch.limit
        sizes = [slot.array.size for slot in self._slots]
        left = np.inf if limit is None else ALL * (limit - watch.seconds())
        if LOSSES * seconds * sum(sizes) <= left:
            watch.begin(LOSSES * (sum(sizes) + FITTING * len(sizes)))
            with watch.part(ALL):
                for i in range(len(self._slots)):
                    self._entries(i, np.arange(sizes[i]))
        else:
            planned = sum(min(size, DIRECTIONS + SAMPLES) for size in sizes)
            watch.begin(LOSSES * (planned + FITTING * len(sizes)))
        if not watch.interrupted and not self._complete:
            self._sample()
        opinions = SecondOpinions(self._loop, self._slots, self.estimates, self._noise)
        with watch.part(None):  # whatever it takes: without them nothing fails
            opinions.worst()
        if not watch.interrupted:
            with watch.part():
                opinions.rest()
        self.doubtful = opinions.forget()

    @property
    def directions(self) -> list[Directions | None]:
        """What was found along directions, by slot."""
        return [self._whole[i].found if i in self._whole else None for i in range(len(self._slots))]

    @property
    def nothing(self) -> bool:
        """Whether nothing is known yet."""
        whole = any(found is not None for found in self.directions)
        return not whole and all(np.isnan(estimate.value).all() for estimate in self.estimates)

    @property
    def _complete(self) -> bool:
        return not any(np.isnan(estimate.value).any() for estimate in self.estimates)

    def _sample(self) -> None:
        """Directions through all that is not wholly known, then single entries of it."""
        watch = self._watch
        open_ = [i for i, each in enumerate(self.estimates) if np.isnan(each.value).any()]
        for i in open_:
            slot = self._slots[i]
            if slot.array.size > DIRECTIONS and np.isfinite(slot.gradient).all():
                self._whole[i] = WholeParameter(self._loop, slot, self._noise, self._rng, self._h)
        whole = self._whole.values()
        with watch.part(ALONG):
            for each in DIRECTIONS * [*whole]:
                if not each.wrong:
                    each.try_one()
        with watch.part(HALVED):
            for each in whole if not watch.interrupted else ():
                if each.wrong:
                    watch.expect(each.losses_to_halve)
                    each.halve()
        doubt = any(each.wrong for each in whole)
        with watch.part(SINGLE if doubt else ALL):
            chosen = {i: self._chosen(i) for i in open_} if not watch.interrupted else {}
            for part in (slice(FIRST), slice(FIRST, None)):
                for i, indices in chosen.items():
                    self._entries(i, indices[part])

    def _chosen(self, i: int) -> Array:
        """The entries of a slot to nudge, in an order in which any part of them tells most.

        Those of the largest gradients, some others, and where its error was followed to, if it is
        wrong.
        """
        slot = self._slots[i]
        found = self._whole[i].found if i in self._whole else None
        worst = () if found is None else found.worst
        flat = np.arange(slot.array.size).reshape(slot.array.shape)
        meeting = [flat[worst]] if worst and None not in worst else []
        lines = [
            self._rng.permutation(np.take(flat, at, axis).reshape(-1))[:LINE]
            for axis, at in enumerate(worst)
            if at is not None
        ]
        others = self._rng.permutation(slot.array.size)[:SAMPLES]
        chosen = np.concatenate([meeting, _largest(slot)[-4:], *lines, others]).astype(np.int64)
        ordered = np.array(list(dict.fromkeys(chosen.tolist())))
        return np.asarray(ordered[np.isnan(self.estimates[i].value)[ordered]])

    def _entries(self, i: int, indices: Array) -> None:
        """Nudge these entries of slot ``i``, and again those for which the step was too wide."""
        slot, known = self._slots[i], self.estimates[i]

        def estimate(some: Array, h: Array) -> BoundedDerivative:
            return self._loop.estimate(slot, some, h)

        if self._h is None and np.isnan(known.value).all():
            known.h[...] = fitting_step(estimate, _largest(slot)[-3:])
        try:
            for start in range(0, len(indices), BATCH):
                self._batch(i, indices[start : start + BATCH])
            if self._h is None:
                refine(estimate, known)
        except (OutOfTime, KeyboardInterrupt):
            vague = wide(known)  # there would have been a better step: these are not judged
            known.value[vague], known.bound[vague] = np.nan, np.inf
            raise

    def _batch(self, i: int, indices: Array) -> None:
        """Some entries; those that are done when the time is over, or at Ctrl-C, are kept."""
        slot, known, loop = self._slots[i], self.estimates[i], self._loop
        h, values = known.h[indices], np.empty((LOSSES, len(indices)))
        done = 0
        try:
            for losses in loop.losses(slot, indices, h):
                values[:, done] = losses
                done += 1
        finally:
            some = indices[:done]
            put(known, some, loop.judged(slot, some, h[:done], values[:, :done]))
        doubt = np.abs(slot.gradient.reshape(-1)[some] - known.value[some])
        doubtful = (
            doubt > known.bound[some] + gradient_rounding(slot, known.value, self._noise)[some]
        )
        again = int(np.count_nonzero(wide(known)[some])) if self._h is None else 0
        self._watch.expect(LOSSES * again + SECOND * int(np.count_nonzero(doubtful)))


def _largest(slot: Slot) -> Array:
    """The entries of a slot by the size of the gradient under test; the largest comes last."""
    size = np.nan_to_num(np.abs(slot.gradient.reshape(-1)), posinf=0.0)
    return np.argsort(size, kind="stable")
