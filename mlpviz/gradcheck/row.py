"""``ParameterRow``: one parameter's gradient from several sources, compared element by element."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.verdict import VERDICTS, Pair, Verdict

SOURCE_TITLES = {
    "analytic": "analytic",
    "autograd": "autograd",
    "central": "central differences",
    "complex_step": "complex step",
}
SOURCES = tuple(SOURCE_TITLES)
SHARPEST_FIRST = ("complex_step", "autograd", "central")
COARSE = 1e-3  # a source that cannot see an error of this share of the largest entry cannot judge


@dataclass(frozen=True, eq=False)
class ParameterRow:
    """The comparison of one parameter's analytic gradient with its references.

    Attributes
    ----------
    name, shape : of the parameter
    values : by source, arrays of the parameter's shape; "analytic" and at least one reference
    bounds : by source, how far that number may be from the true derivative by round-off and
        truncation
    kinks : where the nudge +-h crosses a kink, such as ReLU's, for some sample (the derivative is
        then that of the smooth piece that contains the current point)
    tolerance : bound of the analytic number plus the smallest bound of a reference
    excess : error / tolerance, which is |analytic - reference| / (sum of both bounds): the largest
        of the references that can judge the element, or that it exceeds; of all if none can judge;
        infinite if not finite
    verdicts : per element, an index into ``VERDICTS``. "fail": the excess is above 1; else
        "unresolved": the tolerance is above 1e-3 of the largest reference entry; else "pass".
        An element that was not looked at passes if ``directions`` do with such a resolution
    verdict : the worst of ``verdicts``; "fail" too if ``directions`` fail
    worst : index of the element with the largest excess
    resolution : largest tolerance over the largest reference entry: whatever is wrong by more than
        this share of the largest entry is caught. 0 where all agree that the gradient is 0. Where
        elements were not looked at, at least that of ``directions``
    scale : what takes the place of the largest entry where the gradient should be 0: the largest
        of the other parameters; else 0
    seen : which elements were looked at one by one; None for all. The references of others are NaN
    directions : what random directions through the whole parameter have shown, if any were taken
    """

    name: str
    shape: tuple[int, ...]
    values: Mapping[str, Array] = field(repr=False)
    bounds: Mapping[str, Array] = field(repr=False)
    kinks: Array = field(repr=False)
    tolerance: Array = field(repr=False)
    excess: Array = field(repr=False)
    verdicts: Array = field(repr=False)
    verdict: Verdict
    worst: tuple[int, ...]
    resolution: float
    scale: float = 0.0
    seen: Array | None = field(default=None, repr=False)
    directions: Directions | None = None

    @classmethod
    def compare(
        cls,
        name: str,
        values: Mapping[str, Array],
        bounds: Mapping[str, Array],
        kinks: Array,
        scale: float = 0.0,
        seen: Array | None = None,
        directions: Directions | None = None,
        between: Callable[[], object] = unheard,
    ) -> "ParameterRow":
        """Judge ``values["analytic"]`` by every other source; all arrays have one shape.

        A reference that is not finite decides nothing where another one is. ``scale`` takes the
        place of the largest reference entry if it is larger. ``directions`` judge what is not seen.
        ``between`` is called now and then; what it raises ends it.
        """
        values = {name: np.asarray(values[name], np.float64) for name in SOURCES if name in values}
        references = [source for source in values if source != "analytic"]
        analytic = values["analytic"]
        if seen is not None:
            seen = seen | ~np.isfinite(analytic)
            seen = None if seen.all() else seen
        with np.errstate(all="ignore"):
            largest = max(_largest(values[_sharpest(values)], seen, directions), scale)
            told = seen is None or directions is not None
            exact = told and largest == 0.0 and not np.any(analytic)
            tolerance = np.full(analytic.shape, np.inf)
            excess = np.full(analytic.shape, -np.inf)
            of_any = excess
            for source in references:
                between()
                allowed = bounds["analytic"] + bounds[source]
                ratio = np.abs(analytic - values[source]) / allowed
                able = exact | (allowed <= COARSE * largest) | (ratio > 1.0)
                tolerance = np.fmin(tolerance, allowed)  # fmin and fmax pass over NaN
                excess = np.fmax(excess, np.where(able, ratio, -np.inf))
                of_any = np.fmax(of_any, ratio)
            between()
            excess = np.where(np.isneginf(excess), of_any, excess)
            decided = np.isfinite(tolerance) & np.isfinite(analytic) & ~np.isneginf(excess)
            excess = np.where(decided, excess, np.inf)
            if seen is not None:
                blur = np.inf if directions is None else directions.visible
                tolerance, excess = np.where(seen, tolerance, blur), np.where(seen, excess, 0.0)
            failed = excess > 1.0
            vague = np.zeros(analytic.shape, bool) if exact else ~(tolerance <= COARSE * largest)
            resolution = 0.0 if exact else float(tolerance.max() / np.float64(largest))
        wrong = directions is not None and not directions.excess <= 1.0
        vague |= wrong and seen is not None and ~seen
        verdicts = np.where(failed, np.int8(2), vague.astype(np.int8))
        return cls(
            name=name,
            shape=analytic.shape,
            values=values,
            bounds=bounds,
            kinks=kinks,
            tolerance=tolerance,
            excess=excess,
            verdicts=verdicts,
            verdict="fail" if wrong else VERDICTS[int(verdicts.max())],
            worst=tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), excess.shape)),
            resolution=resolution,
            scale=scale,
            seen=seen,
            directions=directions,
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the numbers come from, in the order of ``SOURCES``."""
        return tuple(self.values)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every pair of sources."""
        return tuple(combinations(self.values, 2))

    @property
    def analytic(self) -> Array:
        """The gradient that is judged."""
        return self.values["analytic"]

    @property
    def numerical(self) -> Array:
        """The sharpest reference: complex step, else autograd, else central differences."""
        return self.values[_sharpest(self.values)]

    def absolute_error(self, first: str, second: str) -> Array:
        """|first - second| of two sources, element by element."""
        with np.errstate(all="ignore"):
            error: Array = np.abs(self.values[first] - self.values[second])
            return error

    def relative_error(self, first: str, second: str) -> Array:
        """|a - b| / max(|a|, |b|) of two sources, element by element; 0 / 0 is 0.

        0 means equal, 1 that one of them is 0, 2 that the signs are opposite.
        """
        a, b = self.values[first], self.values[second]
        with np.errstate(all="ignore"):
            error = np.abs(a - b)
            return np.where(error == 0.0, 0.0, error / np.maximum(np.abs(a), np.abs(b)))

    def pair(self, first: str, second: str) -> Pair:
        """How two sources compare in all elements: the worst verdict, and where it comes from.

        That is the largest error of a pair that fails, the largest tolerance of one that cannot
        judge, the largest ratio of one that passes. Of the elements that both know.
        """
        allowed = self.bounds[first] + self.bounds[second]
        with np.errstate(all="ignore"):
            error = np.abs(self.values[first] - self.values[second])
            ratio = error / allowed
        wrong = (ratio > 1.0) | ~np.isfinite(self.values[first])
        known = ~(self._unknown(first) | self._unknown(second))
        if not known.any():
            return Pair(0.0, np.inf, 0.0, "unresolved")
        telling = ratio if self._able(allowed)[known].all() else allowed
        if wrong.any():
            telling = np.where(wrong, error, -1.0)
        telling = np.where(known, np.nan_to_num(telling, nan=np.inf), -2.0)
        at = np.unravel_index(int(np.argmax(telling)), self.shape)
        return self.pair_at(first, second, tuple(int(i) for i in at))

    def pair_at(self, first: str, second: str, index: tuple[int, ...]) -> Pair:
        """How two sources compare at one element."""
        allowed = self.bounds[first][index] + self.bounds[second][index]
        with np.errstate(all="ignore"):
            error = np.abs(self.values[first][index] - self.values[second][index])
            ratio = float(error / allowed)
        verdict: Verdict = "pass" if self._able(allowed) and ratio <= 1.0 else "unresolved"
        if ratio > 1.0 or not np.isfinite(self.values[first][index]):
            verdict = "fail"
        return Pair(self._share(float(error)), self._share(float(allowed)), ratio, verdict)

    def judges(self, source: str) -> Array:
        """Where ``source`` can judge the analytic number: its tolerance is small enough."""
        return self._able(self.bounds["analytic"] + self.bounds[source])

    def deciding(self) -> tuple[Array, Array]:
        """Per element the error and the tolerance behind ``excess``, over the largest entry."""
        error, tolerance = np.full(self.shape, np.nan), np.full(self.shape, np.nan)
        for source in SHARPEST_FIRST:
            if source in self.values:
                allowed = self.bounds["analytic"] + self.bounds[source]
                with np.errstate(all="ignore"):
                    apart = np.abs(self.analytic - self.values[source])
                    here = np.isnan(tolerance) & (apart / allowed == self.excess)
                error, tolerance = np.where(here, apart, error), np.where(here, allowed, tolerance)
        largest = 1.0 if self._nothing else self._largest
        with np.errstate(all="ignore"):
            return error / largest, tolerance / largest

    @property
    def error(self) -> float:
        """The largest error if the gradient fails, else the one closest to its tolerance.

        It is |analytic - reference| over the reference's largest entry, for the reference with the
        largest excess.
        """
        return self.pair("analytic", self._decisive()).error

    @property
    def allowed(self) -> float:
        """The tolerance of that error, over the reference's largest entry."""
        return self.pair("analytic", self._decisive()).tolerance

    @property
    def looked_at(self) -> Array:
        """Which elements were looked at one by one: ``seen``, or all."""
        return np.ones(self.shape, bool) if self.seen is None else self.seen

    @property
    def failing_share(self) -> float:
        """Share of elements that fail, of those that were looked at."""
        return self._share_of_seen(self.verdicts == 2)

    @property
    def kink_share(self) -> float:
        """Share of elements whose nudge crosses a kink, of those that were looked at."""
        return self._share_of_seen(self.kinks)

    def _share_of_seen(self, marked: Array) -> float:
        return float(np.count_nonzero(marked[self.looked_at]) / max(1, self.looked_at.sum()))

    def _unknown(self, source: str) -> Array:
        return np.isnan(self.values[source]) & np.isinf(self.bounds[source])

    def _decisive(self) -> str:
        """The reference with the largest excess at the worst element; the sharpest of equals."""

        def excess(source: str) -> tuple[bool, float]:
            pair = self.pair_at("analytic", source, self.worst)
            return pair.verdict != "unresolved", -1.0 if np.isnan(pair.ratio) else pair.ratio

        return max((s for s in SHARPEST_FIRST if s in self.values), key=excess)

    def _able(self, allowed: Array) -> Array:
        """Where a tolerance is small enough to decide."""
        return self._nothing | (allowed <= COARSE * self._largest)

    @cached_property
    def _largest(self) -> float:
        """The reference's largest entry, or what takes its place."""
        return max(_largest(self.numerical, self.seen, self.directions), self.scale)

    @cached_property
    def _nothing(self) -> bool:
        """Whether all agree that the gradient is 0."""
        return self._largest == 0.0 and not np.any(self.analytic)

    def _share(self, value: float) -> float:
        if value == 0.0 or self._nothing:
            return value
        return value / self._largest if self._largest else float("inf")


def _largest(values: Array, seen: Array | None, directions: Directions | None) -> float:
    """The largest entry that was seen, or |g . d| / sqrt(m) of m entries, which is no more."""
    if seen is None:
        return float(np.abs(values).max())
    known = np.abs(values[seen & ~np.isnan(values)]).max(initial=0.0)
    least = 0.0 if directions is None else abs(directions.central) / values.size**0.5
    return max(float(known), least)


def _sharpest(values: Mapping[str, Array]) -> str:
    return next(source for source in SHARPEST_FIRST if source in values)
