"""``Judge``: which of the trials help, and in what order they are offered."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.cures.candidates import Changes, is_of, parts, without_rate
from mlpviz.cures.cure import Cure, Figure, cure_of
from mlpviz.cures.standing import CLEAR, SAME, SOLVED, SPOILT, helps
from mlpviz.cures.trial import Trial, Waiting
from mlpviz.diagnosis import RULES, Diagnosis

MOST = 5  # cures that are offered
ABOUT = 0.05  # of a score: what the first message proposes comes first if it reaches nearly as much
WORTH = 0.5  # of the gain of the best one: less is not offered beside it
OF_LOSS = (
    "loss",
    "output",
    "target_scale",
    "standardize_targets",
)  # choices on which the loss that is shown depends
HAIR = 1.01  # times: rounding aside
WAITING = 0.3  # of what the score lacks: if waiting gains less, it is no cure
SOONER = 0.5  # of the epochs that waiting takes: a cure that is so much quicker is one


class Ranked(NamedTuple):
    """A trial that helps, the figure that says so, and how much it asks for: less comes first."""

    trial: Trial
    figure: Figure
    size: tuple[int, int, int]

    @property
    def reached(self) -> float:
        """Its figure; a loss with its sign turned."""
        value = self.figure.of(self.trial.standing)
        return -value if self.figure.measure == "loss" else value


class Judge:
    """Judges trials of a run of ``config`` that stands where ``waiting`` begins.

    ``found`` are its messages, the most serious first, with what they propose.
    """

    def __init__(self, config: RunConfig, found: Sequence[Diagnosis], waiting: Waiting) -> None:
        self.config, self.waiting = config, waiting
        self.of_test = bool(found) and RULES[found[0].kind].of_test
        few = 1.0 / max(len(waiting.runs.dataset.X_test), 1)  # one sample more or less is chance
        self._spoilt = max(SPOILT, HAIR * few)
        self._score = "accuracy" if config.spec.n_classes else "R²"
        self._order = list(RULES)
        self._serious = min(
            (self._order.index(message.kind) for message in found), default=len(RULES)
        )
        self._first = found[0] if found else None
        self._proposed = [
            item
            for message in found
            for action in message.actions
            for item in action.changes.items()
        ]

    def merit(self, trial: Trial) -> tuple[float, float]:
        """By what trials are compared while they are under way: the larger the better.

        Each part beyond the first has to be worth ``SAME`` of the score.
        """
        standing, more = trial.standing, len(parts(trial.action.changes)) - 1
        score = standing.score(of_test=self.of_test) - SAME * max(more, 0)
        return round(score / SAME) * SAME, -standing.left(of_test=self.of_test)

    def as_good(self, one: Trial, other: Trial) -> bool:
        """Whether ``one``, which changes less than ``other``, is good enough in its place."""
        scores = [trial.standing.score(of_test=self.of_test) for trial in (one, other)]
        return one.error is None and scores[0] >= scores[1] - SAME

    def own(self, trial: Trial) -> bool:
        """Whether ``trial`` does what the first message proposes, and nothing else."""
        return self._first is not None and is_of(trial.action.changes, self._first)

    def hopeful(self, trials: Sequence[Trial]) -> list[Trial]:
        """Those of ``trials`` that help, if only the diagnosis finds nothing serious in them."""
        return [trial for trial in trials if self._figure_of(trial)]

    def cures(self, trials: Sequence[Trial], *, final: bool = False) -> tuple[Cure, ...]:
        """Those of ``trials`` that help, best first, with waiting where it does.

        At the end, ``final``, those alone that were trained for the longest or stopped early.
        """
        helping = [r for t in trials if (r := self._ranked(t))]
        longest = max((r.trial.epochs for r in helping), default=0)
        if final:
            helping = [r for r in helping if r.trial.epochs == longest or r.trial.stopped]
        ranked = ordered(self._simplest(helping))
        least = WORTH * max([self._gain(r) for r in ranked], default=0.0)
        if ranked:
            figure = ranked[0].figure
            ranked = [r for r in ranked if r.figure == figure and self._gain(r) >= least]
        waits = self._waits()
        if waits is not None and ranked and not self._beside(waits, ranked[0], least):
            waits = None
        chosen = self._led(ranked)[:MOST]
        if waits is not None:
            chosen.insert(self._place(chosen, waits), waits)
        return tuple(
            cure_of(r.trial.action, r.trial.standing, self.waiting.begin, r.figure) for r in chosen
        )

    def _led(self, ranked: list[Ranked]) -> list[Ranked]:
        """What the first message proposes is ahead, unless it reaches clearly less than the best.

        So the first button does what the message has just explained.
        """
        own = [r for r in ranked if self.own(r.trial)]
        if not own or own[0].reached < ranked[0].reached - ABOUT:
            return ranked
        return own + [r for r in ranked if r not in own]

    def _gain(self, ranked: Ranked) -> float:
        """By how much its figure is better than now."""
        now = ranked.figure.of(self.waiting.begin)
        return abs(ranked.figure.of(ranked.trial.standing) - now)

    def _beside(self, waits: Ranked, best: Ranked, least: float) -> bool:
        """Whether waiting is worth to be told beside the best cure, that gains ``2 least``."""
        return waits.figure == best.figure and self._gain(waits) >= least

    def _waits(self) -> Ranked | None:
        """Waiting, if it helps: if the score gains a good part of what it lacks."""
        if self.waiting.error is not None or self.of_test:  # overfitting does not go by itself
            return None
        begin, end = self.waiting.begin, self.waiting.standing
        by = helps(end, begin, of_test=False)
        if not by or (by == "score" and end.train - begin.train < WAITING * (1.0 - begin.train)):
            return None
        return Ranked(self.waiting, self._figure(by), (0, 0, 0))

    def _figure(self, by: str) -> Figure:
        return Figure(self._score if by == "score" else "loss", self.of_test)

    def _ranked(self, trial: Trial) -> Ranked | None:
        """``trial`` with its figure, if it helps more than waiting and breaks nothing."""
        by = self._figure_of(trial)
        if not by or not self._clean(trial):
            return None
        return Ranked(trial, self._figure(by), self._size(trial.action.changes))

    def _figure_of(self, trial: Trial) -> str:
        """By what ``trial`` helps; "" if it does not, or if waiting comes as far nearly as soon."""
        if trial.error is not None or not trial.begun:
            return ""
        of_test = self.of_test
        alike = all(getattr(trial.config, n) == getattr(self.config, n) for n in OF_LOSS)
        spoilt = self._spoilt
        by = helps(trial.standing, self.waiting.begin, of_test=of_test, alike=alike, spoilt=spoilt)
        waited = self.waiting.standing
        if by and not helps(trial.standing, waited, of_test=of_test, alike=alike, spoilt=spoilt):
            behind = waited.score(of_test=of_test) - trial.standing.score(of_test=of_test)
            if behind > SAME or trial.since(of_test=of_test) > SOONER * self._wait():
                return ""
        return by

    def _size(self, changes: Changes) -> tuple[int, int, int]:
        """How much is changed: parts, those of them that no message proposes, choices."""
        pieces = parts(changes)
        others = sum(not any(item in self._proposed for item in piece.items()) for piece in pieces)
        return len(pieces), others, len(changes)

    def _wait(self) -> float:
        """How many epochs waiting takes to where it comes; it may be there already."""
        if self._waits() is None:
            return -inf
        return self.waiting.since(of_test=self.of_test) - self.waiting.begin.epoch

    def _clean(self, trial: Trial) -> bool:
        """Whether the diagnosis finds nothing in it that is as serious as what the run has.

        Where the training leaves nothing to be wished for, only what is wrong with the test counts.
        """
        for _ in trial.look():  # most often it has been asked before
            pass
        solved = trial.standing.train >= SOLVED
        serious = [kind for kind in trial.kinds if RULES[kind].of_test or not solved]
        return all(self._order.index(kind) > self._serious for kind in serious)

    def _simplest(self, ranked: list[Ranked]) -> list[Ranked]:
        """Without those that reach no more than one with a part of their changes."""
        kept: list[Ranked] = []
        best: dict[str, Ranked] = {}  # whatever the learning rate
        for one in ordered(ranked):
            best.setdefault(repr(sorted(without_rate(one.trial.action.changes).items())), one)
        for one in sorted(best.values(), key=lambda r: (*r.size, -r.reached)):
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
    """By what they reached; each part beyond the first has to be worth ``SAME`` of it.

    Of those within ``SAME`` of the best that is left, the simplest comes first. What gains in the
    score comes before what gains in the loss.
    """
    left, found = list(ranked), []

    def worth(r: Ranked) -> float:
        return r.reached - SAME * max(r.size[0] - 1, 0)

    while left:
        scores = [r for r in left if r.figure.measure != "loss"] or left
        best = max(map(worth, scores))
        ties = [r for r in scores if worth(r) >= best - SAME]
        first = min(ties, key=lambda r: (*r.size, -r.reached))
        found.append(first)
        left.remove(first)
    return found


def _within(one: Ranked, other: Ranked) -> bool:
    """Whether ``one`` asks for a part of what ``other`` does, and reaches as much."""
    mine, theirs = one.trial.action.changes, other.trial.action.changes
    part = without_rate(mine).items() <= without_rate(theirs).items()
    alike = one.figure == other.figure or one.figure.measure != "loss"
    least = other.reached - SAME if one.figure == other.figure else -inf
    return alike and part and ("lr" not in mine or "lr" in theirs) and one.reached >= least
