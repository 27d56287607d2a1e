"""Which mistake is it? On a recognised network every known one is run, and compared.

A mistake that gives every number of the gradient under test, within its tolerance, is named: in all
layers or in one of them, alone or together with another. What gives nothing of the kind is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.bugs.backward import BuggyMLP, Steps
from mlpviz.gradcheck.bugs.table import BUGS
from mlpviz.gradcheck.readings.reading import Reading
from mlpviz.gradcheck.recognised import Recognised
from mlpviz.words import counted, listed

# Steps that every layer runs for itself: a mistake in them may stand in one layer alone.
BY_LAYER = {"slope", "weight_gradient", "bias_gradient", "delta_below", "penalty_gradient"}
MOST_PRODUCTS = 4e9  # in all pairs together: some seconds
LIKE = 16.0  # a wrong gradient is rounded as a right one is, in more or fewer steps


@dataclass(frozen=True)
class Placed:
    """A mistake of the table ``BUGS``: in ``layer``, or wherever it can stand (None)."""

    bug: str
    layer: int | None = None

    @property
    def steps(self) -> Steps:
        """The steps that it spoils."""
        return BUGS[self.bug].steps

    @property
    def spoils(self) -> frozenset[str]:
        """Names of those steps."""
        right = Steps()
        names = (entry.name for entry in fields(Steps))
        return frozenset(n for n in names if getattr(self.steps, n) is not getattr(right, n))

    def __str__(self) -> str:
        """``σ' forgotten, in layer 1``."""
        title = BUGS[self.bug].title
        return title if self.layer is None else f"{title}, in layer {self.layer} only"


class Trials:
    """Runs mistakes on the recognised network: what gradients they give, in someone's own shapes.

    ``judged`` are the gradients under test, ``right`` those of the network and ``slack`` how far
    rounding may move a right one; by parameter, as in the engine.
    """

    def __init__(
        self,
        found: Recognised,
        network: MLP,
        judged: Mapping[str, Array],
        right: Mapping[str, Array],
        slack: Mapping[str, Array],
    ) -> None:
        self._found, self._network = found, network
        self._judged, self._right, self._slack = judged, right, slack
        self._largest = {name: float(np.abs(g).max()) for name, g in right.items()}

    def gives(self, mistakes: Sequence[Placed]) -> bool:
        """Whether these mistakes give the gradient under test, and not the right one."""
        gradient = self.run(mistakes)
        return self.differs(gradient) and self.matches(gradient)

    def differs(self, gradient: Mapping[str, Array]) -> bool:
        """Whether a gradient is another one than the right one; not if it overflows."""
        return bool(gradient) and not self._all_alike(gradient, self._right)

    def matches(self, gradient: Mapping[str, Array]) -> bool:
        """Whether a gradient is the one under test."""
        return self._all_alike(gradient, self._judged)

    def _all_alike(self, one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
        return all(self._alike(one, other, name) for name in self._judged)

    def _alike(self, one: Mapping[str, Array], other: Mapping[str, Array], name: str) -> bool:
        size = max(1.0, float(np.abs(one[name]).max()) / max(self._largest[name], 1e-300))
        return bool(np.all(np.abs(one[name] - other[name]) <= LIKE * size * self._slack[name]))

    def run(self, mistakes: Sequence[Placed]) -> dict[str, Array]:
        """Gradients with the mistakes in place; empty if numbers overflow."""
        depth = len(self._network.sizes) - 1
        by_layer = {
            layer: _merged([m for m in mistakes if m.layer in (None, layer)])
            for layer in range(1, depth + 1)
        }
        everywhere = _merged([m for m in mistakes if m.layer is None])
        gradients = self._found.gradients(BuggyMLP.of(self._network, everywhere, "", by_layer))
        held = {name: gradients[name] for name in self._judged}
        return held if all(np.isfinite(g).all() for g in held.values()) else {}


def name_mistakes(trials: Trials, found: Recognised, network: MLP) -> Reading | None:
    """What gives the gradient under test, in words: all single mistakes that do, else all pairs.

    None if nothing does.
    """
    active: list[Placed] = []
    matching: list[tuple[Placed, ...]] = []
    for mistake in _everywhere(network, found.loss, found.engine_l2, len(found.X)):
        gradient = trials.run([mistake])
        if trials.differs(gradient):
            active.append(mistake)
            if trials.matches(gradient):
                matching.append((mistake,))
    if not matching:
        cost = float(network.n_parameters) * len(found.X) * 6.0
        pairs = combinations(active, 2)
        affordable = int(MOST_PRODUCTS / cost)
        matching = [
            pair
            for _, pair in zip(range(affordable), pairs, strict=False)
            if _go_together(*pair) and trials.gives(pair)
        ]
    return _told(_simplest(matching)) if matching else None


def _everywhere(network: MLP, loss: str, l2: float, n: int) -> Iterator[Placed]:
    """Every mistake that can show, in all layers and in each."""
    depth = len(network.sizes) - 1
    for name, bug in BUGS.items():
        if bug.changes == "loss" or bug.needs_step or bug.applies(network, loss, l2, n):
            continue
        yield Placed(name)
        if depth > 1 and Placed(name).spoils <= BY_LAYER:
            yield from (Placed(name, layer) for layer in range(1, depth + 1))


def _go_together(one: Placed, other: Placed) -> bool:
    """Whether two mistakes stand in different places."""
    apart = None not in (one.layer, other.layer) and one.layer != other.layer
    return apart or not one.spoils & other.spoils


def _merged(mistakes: Sequence[Placed]) -> Steps:
    steps = Steps()
    for mistake in mistakes:
        spoilt = {name: getattr(mistake.steps, name) for name in mistake.spoils}
        steps = replace(steps, **spoilt)
    return steps


def _simplest(matching: Sequence[tuple[Placed, ...]]) -> list[tuple[Placed, ...]]:
    """Without those that stand in one layer alone where the same mistake in all of them fits."""

    def bugs(each: tuple[Placed, ...]) -> tuple[str, ...]:
        return tuple(mistake.bug for mistake in each)

    anywhere = {bugs(each) for each in matching if all(m.layer is None for m in each)}
    return [
        each
        for each in matching
        if bugs(each) not in anywhere or all(m.layer is None for m in each)
    ]


def _told(matching: Sequence[tuple[Placed, ...]]) -> Reading:
    first, *others = matching
    words = listed([f"“{mistake}”" for mistake in first])
    helps = " ".join(BUGS[mistake.bug].help for mistake in first)
    sentence = f"Exactly what this mistake gives: {words}. {helps}"
    if len(first) > 1:
        sentence = f"Exactly what {len(first)} mistakes together give: {words}. {helps}"
    if others:
        rest = "; or ".join(" with ".join(f"“{m}”" for m in each) for each in others[:3])
        sentence += f" The same numbers here: {rest}."
    kinds = [mistake.bug for each in matching for mistake in each]
    evidence = f"run on the recognised network, {counted(len(matching), 'match', 'matches')}"
    return Reading(sentence, first[0].bug, evidence, tuple(dict.fromkeys(kinds[1:])))
