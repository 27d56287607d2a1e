"""``Plan``: what a search tries, one thing after the other, in steps of a few milliseconds."""

from collections.abc import Generator, Iterator, Sequence
from itertools import combinations
from math import ceil

from mlpviz.cures.candidates import Changes, parts, together, without_rate
from mlpviz.cures.effort import affordable, trial_epochs
from mlpviz.cures.general import GENERAL, LEARNS, TEST, everything
from mlpviz.cures.one_batch import one_batch
from mlpviz.cures.pool import Pool, is_simple, kind_of
from mlpviz.cures.rates import ladder, suggested, written
from mlpviz.cures.standing import SOLVED
from mlpviz.cures.trial import Trial, Waiting
from mlpviz.diagnosis import Diagnosis

SHORT, MIDDLE = 1 / 9, 1 / 3  # of a trial's epochs: two rounds, after each of which some go on
KEPT = 3  # times fewer go on
FEWEST = 6  # that go on
BEST = 4  # that are combined with each other
MANY = 3  # parts: some may not be needed
SHORTER = 0.2  # times the suggested rate: for long runs it may be too long
AGAIN, LONGER = 9, 3  # times as long, where nothing helps: all trials, the best of them
MOST = 25  # trials of full length that all of them take, about
# Shares of the whole work, about, by stage.
SHARES = {"wait": 0.04, "rates": 0.16, "short": 0.25, "middle": 0.14, "pruned": 0.08}
SHARES |= {"combined": 0.1, "full": 0.1, "longer": 0.05}

Steps = Iterator[None]


class Plan:
    """What to try for a run with the messages ``found``, whose trials ``pool`` has.

    ``share`` is how much is done, ``trying`` the label of what is being trained. ``hurried``: only
    what the last rounds need is tried any more. ``last_word`` is found where nothing helps.
    """

    def __init__(self, pool: Pool, found: Sequence[Diagnosis], waiting: Waiting) -> None:
        self.pool, self.waiting = pool, waiting
        self.share, self.trying, self.last_word = 0.0, "", ""
        self.hurried = False
        self._proposed = [action.changes for message in found for action in message.actions]
        self._of_test = pool.judge.of_test
        self._epochs = trial_epochs(
            pool.config, pool.runs.dataset, waiting.begin.epoch, of_test=self._of_test
        )
        self._stage, self._begun = "wait", 0.0

    def steps(self) -> Steps:
        """All of it."""
        whole = self._epochs
        yield from self._train("wait", [self.waiting], self.waiting.begin.epoch + whole)
        first: list[Trial] = []
        yield from self._first(first)
        best = yield from self._rounds(first, whole)
        yield from self._look()
        if not self._helped() and not self._of_test and self._affordable(AGAIN * whole, MOST):
            whole *= AGAIN  # trials that were so short have told little: all of them once more
            yield from self._train("longer", [self.waiting], self.waiting.begin.epoch + whole)
            best = yield from self._rounds(first, whole)
            yield from self._look()
        while not self._helped() and self._affordable(LONGER * whole, 2 * BEST):
            whole *= LONGER
            yield from self._longer(self.pool.best(best, BEST), whole)
            yield from self._look()
        if not self._helped() and not self._of_test:
            self.last_word = yield from one_batch(self.pool.config, self.pool.runs)

    def _rounds(self, first: Sequence[Trial], whole: int) -> Generator[None, None, list[Trial]]:
        """Train ``first`` in rounds up to ``whole`` epochs; those that are left, and simpler ones.

        After a ninth and a third of the epochs the better ones alone go on.
        """
        if self._of_test:  # overfitting shows late: no trial is judged before
            yield from self._train("short", first, whole)
            best = self.pool.best(first, FEWEST)
        else:
            yield from self._train("short", first, ceil(SHORT * whole), early=True)
            best = self.pool.best(first, max(FEWEST, len(first) // KEPT))
            yield from self._train("middle", best, ceil(MIDDLE * whole), early=True)
            best = self.pool.best(best, FEWEST)
            more: list[Trial] = []
            yield from self._pruned(best[:1], more, ceil(MIDDLE * whole))
            yield from self._combined(best, more)
            yield from self._train("combined", more, ceil(MIDDLE * whole), early=True)
            best = self.pool.best([*best, *more], FEWEST)
            yield from self._train("full", best, whole)
        simpler: list[Trial] = []
        yield from self._pruned(best[:2], simpler, whole)
        return [*best, *simpler]

    def _affordable(self, epochs: int, trials: int) -> bool:
        return affordable(self.pool.config, self.pool.runs.dataset, epochs, trials)

    def _enter(self, stage: str) -> None:
        self._begun = max(self.share, self._begun + SHARES.get(self._stage, 0.0))
        self._stage = stage

    def _done(self, share: float) -> None:
        self.share = max(self.share, self._begun + SHARES[self._stage] * share)

    def _train(
        self, stage: str, trials: Sequence[Trial], epochs: int, *, early: bool = False
    ) -> Steps:
        """Train all ``trials`` until they have had ``epochs`` epochs.

        In a hurry, ``early`` rounds are left once a few have been trained.
        """
        self._enter(stage)
        for i, trial in enumerate(trials):
            if early and self.hurried and i >= FEWEST:
                return
            self.trying = trial.action.label
            yield from trial.train(epochs)
            self._done((i + 1) / len(trials))
            self.pool.make_room()

    def _look(self) -> Steps:
        """Ask the diagnosis about all that may be offered: that takes its time."""
        for trial in self.pool.judge.hopeful(self.pool.trials):
            yield from trial.look()
            yield

    def _helped(self) -> bool:
        return bool(self.pool.judge.cures(self.pool.trials))

    def _first(self, found: list[Trial]) -> Steps:
        """What the messages propose and what is tried anyway: with the present rate and others."""
        self._enter("rates")
        config = self.pool.config
        sets: list[Changes] = [*self._proposed] if self._of_test else [*self._proposed, {}]
        against = TEST if self._of_test else LEARNS
        sets += [
            s for row in GENERAL.values() if row.against == against for s in row.changes(config)
        ]
        if not self._of_test:
            sets.append(everything(config))
        for i, changes in enumerate(sets):
            if self.hurried:
                return
            for rate in (yield from self._rates(changes)):
                trial = self.pool.trial({**changes, "lr": rate})
                if trial is not None and trial not in found:
                    found.append(trial)
            self._done((i + 1) / len(sets))

    def _rates(self, changes: Changes) -> Generator[None, None, list[float]]:
        """Learning rates to try with ``changes``: their own, the present one, a range test's.

        Where nothing else is changed, several around the latter; with what a message proposes, a
        shorter one, too. Against overfitting none but the present, with which it was learned.
        """
        config = self.pool.config
        rates = [changes.get("lr", config.lr), config.lr]
        plain = self.pool.trial(without_rate(changes))
        if self._of_test or (plain is None and without_rate(changes)):
            return rates[:1]
        self.trying = "" if plain is None else plain.action.label
        rate = yield from suggested(self.pool.runs, config if plain is None else plain.config)
        if plain is None:
            rates += ladder(rate or config.lr)
        elif rate is not None:
            rates.append(rate)
            if changes in self._proposed:
                rates.append(written(rate * SHORTER))
        return list(dict.fromkeys(rates))

    def _solved(self, best: Sequence[Trial]) -> bool:
        """Whether some of them, not too many things at once, leave nothing to be wished for."""
        scores = [t.standing.score(of_test=self._of_test) for t in best if is_simple(t)]
        return max(scores, default=0.0) >= SOLVED

    def _pruned(self, best: Sequence[Trial], more: list[Trial], epochs: int) -> Steps:
        """Add to ``more`` those of ``best`` that change several things, without what is not needed.

        One part after the other is left out, and stays out if that is as good.
        """
        self._enter("pruned")
        for trial in best:
            least = trial
            for piece in parts(trial.action.changes)[::-1]:
                left = {n: v for n, v in least.action.changes.items() if n not in piece}
                less = None if self.hurried else self.pool.trial(left)
                if less is None or (less.begun and less.error is not None):
                    continue
                self.trying = less.action.label
                yield from less.train(epochs)
                if self.pool.judge.as_good(less, least):
                    least = less
                self.pool.make_room()
            if least is not trial:
                more.append(least)

    def _combined(self, best: Sequence[Trial], more: list[Trial]) -> Steps:
        """Add to ``more``: two of the best at once, and the best with longer and shorter steps."""
        if self._solved([*more, *best]) or self.hurried:
            return
        for trial in best[: BEST - 1]:
            for factor in (1.0 / 3.0, 3.0):
                self._add(more, {**trial.action.changes, "lr": written(trial.config.lr * factor)})
        kinds = {kind_of(trial): trial for trial in reversed(best)}
        sets = [t for t in best if t in kinds.values() and without_rate(t.action.changes)][:BEST]
        for one, other in combinations(sets, 2):
            both = together(one.action.changes, other.action.changes)
            pair = None if both is None else self.pool.trial(both)
            if both is None or pair is None or len(parts(both)) > MANY:
                continue
            rates = {one.config.lr, other.config.lr}
            self.trying = pair.action.label
            if rate := (yield from suggested(self.pool.runs, pair.config)):
                rates.add(rate)
            for rate in sorted(rates):
                self._add(more, {**both, "lr": rate})

    def _add(self, trials: list[Trial], changes: Changes) -> None:
        trial = self.pool.trial(changes)
        if trial is not None and not trial.begun and trial not in trials:
            trials.append(trial)

    def _longer(self, best: Sequence[Trial], epochs: int) -> Steps:
        yield from self._train("longer", [self.waiting], self.waiting.begin.epoch + epochs)
        yield from self._train("longer", best, epochs)
