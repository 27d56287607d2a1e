"""``Judge``: which of the trials help, and in what order they are offered."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.cures.candidates import parts, without_rate
from mlpviz.cures.cure import Cure, Figure, cure_of
from mlpviz.cures.standing import CLEAR, SAME, helps
from mlpviz.cures.trial import Trial, Waiting
from mlpviz.diagnosis import RULES

MOST = 5  # cures that are offered
WORTH = 0.5  # of the gain of the best one: less is not offered beside it
SOONER = 0.5  # of the epochs that waiting takes: a cure that is so much quicker is one


class Ranked(NamedTuple):
    """A trial that helps, and the figure that says so."""

    trial: Trial
    figure: Figure

    @property
    def reached(self) -> float:
        """Its figure; a loss with its sign turned."""
        value = self.figure.of(self.trial.standing)
        return -value if self.figure.measure == "loss" else value


class Judge:
    """Judges trials of a run of ``config`` that stands where ``waiting`` begins.

    ``kinds`` are those of its messages, the most serious first.
    """

    def __init__(self, config: RunConfig, kinds: Sequence[str], waiting: Waiting) -> None:
        self.waiting = waiting
        self.of_test = bool(kinds) and RULES[kinds[0]].of_test
        self._score = "accuracy" if config.spec.n_classes else "R²"
        self._order = list(RULES)
        self._serious = min((self._order.index(kind) for kind in kinds), default=len(RULES))

    def merit(self, trial: Trial) -> tuple[float, float]:
        """By what trials are compared while they are under way: the larger the better."""
        standing = trial.standing
        score = standing.score(of_test=self.of_test)
        return round(score / SAME) * SAME, -standing.left(of_test=self.of_test)

    def cures(self, trials: Sequence[Trial]) -> tuple[Cure, ...]:
        """Those of ``trials`` that help, best first, with waiting where it does."""
        ranked = ordered(self._simplest([r for t in trials if (r := self._ranked(t))]))
        waits = self._waits()
        if ranked:
            best, now = ranked[0], ranked[0].figure.of(self.waiting.begin)
            least = WORTH * abs(best.figure.of(best.trial.standing) - now)
            ranked = [
                r
                for r in ranked
                if r.figure != best.figure or abs(r.figure.of(r.trial.standing) - now) >= least
            ]
        chosen = ranked[:MOST]
        if waits is not None:
            chosen.insert(self._place(chosen, waits), waits)
        return tuple(
            cure_of(r.trial.action, r.trial.standing, self.waiting.begin, r.figure) for r in chosen
        )

    def _waits(self) -> Ranked | None:
        """Waiting, if it helps."""
        figure = helps(self.waiting.standing, self.waiting.begin, of_test=self.of_test)
        return Ranked(self.waiting, self._figure(figure)) if figure else None

    def _figure(self, by: str) -> Figure:
        return Figure(self._score if by == "score" else "loss", self.of_test)

    def _ranked(self, trial: Trial) -> Ranked | None:
        """``trial`` with its figure, if it helps more than waiting and breaks nothing."""
        if trial.error is not None or trial.epochs == 0 or not self._clean(trial):
            return None
        of_test = self.of_test
        by = helps(trial.standing, self.waiting.begin, of_test=of_test)
        if not by:
            return None
        waited = self.waiting.standing
        if not helps(trial.standing, waited, of_test=of_test):
            behind = waited.score(of_test=of_test) - trial.standing.score(of_test=of_test)
            if behind > SAME or trial.since(of_test=of_test) > SOONER * self._wait():
                return None
        return Ranked(trial, self._figure(by))

    def _wait(self) -> float:
        """How many epochs waiting takes to where it comes; it may be there already."""
        if self._waits() is None:
            return -inf
        return self.waiting.since(of_test=self.of_test) - self.waiting.begin.epoch

    def _clean(self, trial: Trial) -> bool:
        """Whether the diagnosis finds nothing in it that is as serious as what the run has."""
        trial.look()
        return all(self._order.index(kind) > self._serious for kind in trial.kinds)

    def _simplest(self, ranked: list[Ranked]) -> list[Ranked]:
        """Without those that reach no more than one with a part of their changes."""
        kept: list[Ranked] = []
        best: dict[str, Ranked] = {}  # whatever the learning rate
        for one in ordered(ranked):
            best.setdefault(repr(sorted(without_rate(one.trial.action.changes).items())), one)
        for one in sorted(best.values(), key=lambda r: (*_size(r), -r.reached)):
            if not any(_within(other, one) for other in kept):
                kept.append(one)
        return kept

    def _place(self, chosen: Sequence[Ranked], waits: Ranked) -> int:
        """Where waiting stands among the cures: first, unless some are better or much sooner."""
        ahead = 0
        for cure in chosen:
            better = cure.figure == waits.figure and cure.reached > waits.reached + CLEAR
            sooner = cure.trial.since(of_test=self.of_test) <= SOONER * self._wait()
            ahead += better or sooner
        return ahead


def ordered(ranked: Sequence[Ranked]) -> list[Ranked]:
    """By what they reached; of those within 0.01 of the best that is left, the simplest first.

    What gains in the score comes before what gains in the loss.
    """
    left, found = list(ranked), []
    while left:
        scores = [r for r in left if r.figure.measure != "loss"] or left
        best = max(r.reached for r in scores)
        ties = [r for r in scores if r.reached >= best - SAME]
        first = min(ties, key=lambda r: (*_size(r), -r.reached))
        found.append(first)
        left.remove(first)
    return found


def _size(ranked: Ranked) -> tuple[int, int]:
    """How much is changed: parts, and choices."""
    changes = ranked.trial.action.changes
    return len(parts(changes)), len(changes)


def _within(one: Ranked, other: Ranked) -> bool:
    """Whether ``one`` asks for a part of what ``other`` does, and reaches as much."""
    mine, theirs = one.trial.action.changes, other.trial.action.changes
    part = without_rate(mine).items() <= without_rate(theirs).items()
    alike = one.figure == other.figure or one.figure.measure != "loss"
    least = other.reached - SAME if one.figure == other.figure else -inf
    return alike and part and ("lr" not in mine or "lr" in theirs) and one.reached >= least
