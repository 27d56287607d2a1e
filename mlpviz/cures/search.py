"""``CureSearch``: proposals and what else may help are tried, a slice of time after the other."""

from collections.abc import Generator, Iterator, Sequence
from itertools import combinations
from math import ceil
from time import perf_counter

from mlpviz.clock import Clock
from mlpviz.config import RunConfig
from mlpviz.cures.candidates import Changes, candidate, parts, together, without_rate
from mlpviz.cures.cure import Cures, Tried
from mlpviz.cures.data import Runs
from mlpviz.cures.effort import ALIVE_BYTES, run_bytes, trial_epochs
from mlpviz.cures.general import GENERAL, LEARNS, TEST
from mlpviz.cures.judge import Judge
from mlpviz.cures.sentence import said
from mlpviz.cures.trial import Trial, Waiting
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.lr_range import HIGH, LOW, range_steps
from mlpviz.run import Trainer
from mlpviz.words import rounded

RANGE_STEPS = 100  # of a range test
ROUNDS = (1 / 9, 1 / 3, 1.0)  # shares of a trial's epochs; after each but the last, some go on
KEPT = 3  # times fewer go on
FEWEST = 6  # that go on
ALIKE = 2  # with the same changes but for the learning rate that go on
BEST = 4  # that are combined with each other
SOLVED = 0.98  # a score: no combination is needed
FARTHER = (1 / 10, 1 / 3, 1.0, 3.0, 10.0)  # times the suggested rate, where it alone is changed
NEAR = 1.3  # times: rates no farther apart are one
# Shares of the whole work, about: waiting, range tests, the rounds with combinations in between.
SHARES = {"waiting": 0.04, "rates": 0.16, "round 0": 0.3, "round 1": 0.15}
SHARES |= {"combined": 0.15, "round 2": 0.12, "simpler": 0.08}

Steps = Iterator[None]


class CureSearch:
    """Tries to cure the run of ``trainer``, which it does not touch.

    ``config`` are its choices of the moment, if some have changed; ``error`` is what ended it, if
    anything did. ``advance`` goes on for a while; ``result`` can be asked for at any time, and
    tells what is known so far. To give the search up, forget it. Same work, same result.
    """

    def __init__(
        self,
        trainer: Trainer,
        config: RunConfig | None = None,
        error: NonFiniteError | None = None,
    ) -> None:
        self.config = trainer.config if config is None else config
        # the rules' proposals, not what else a kind of trainer makes of them
        self.found = Trainer.diagnose(trainer, self.config, error)
        self.trying = ""  # the label of what is being tried
        self._share = 0.0
        self._over = False
        self._runs = Runs(trainer)
        self._waiting = Waiting(trainer.twin(), self.config, self._runs)
        kinds = [diagnosis.kind for diagnosis in self.found]
        self._judge = Judge(self.config, kinds, self._waiting)
        self._epochs = trial_epochs(self.config, trainer.dataset, trainer.epoch)
        self._trials: list[Trial] = []
        self._last_word = ""
        self._work = self._search()

    @property
    def done(self) -> bool:
        """Whether there is nothing left to try."""
        return self._over

    @property
    def progress(self) -> float:
        """Share of the work that is done, in 0..1."""
        return 1.0 if self._over else min(self._share, 0.99)

    def advance(self, seconds: float, clock: Clock = perf_counter) -> bool:
        """Go on for about ``seconds`` by ``clock``; whether all is done."""
        ends = clock() + seconds
        while not self._over:
            self._over = next(self._work, True) is True
            if clock() >= ends:
                break
        return self._over

    def result(self) -> Cures:
        """The cures that are known so far, best first, and what was tried."""
        cures = self._judge.cures(self._trials)
        tried = [Tried(t.action.label, t.standing, t.epochs) for t in self._trials]
        sentence = said(cures, tried, self._last_word, complete=self._over)
        return Cures(cures, sentence, tried, complete=self._over)

    def _search(self) -> Steps:
        """All of it, in steps of a few milliseconds each."""
        yield from self._stage("waiting", [self._waiting], self._waiting.epochs + self._epochs)
        pool: list[Trial] = []
        yield from self._proposed(pool)
        for i, share in enumerate(ROUNDS[:-1]):
            yield from self._stage(f"round {i}", pool, ceil(share * self._epochs))
            pool = self._best(pool)
        more: list[Trial] = []
        yield from self._combined(pool, more)
        yield from self._stage("combined", more, ceil(ROUNDS[-2] * self._epochs))
        pool = self._best([*pool, *more])[:FEWEST]
        yield from self._stage("round 2", pool, self._epochs)
        simpler = self._simpler(pool)
        yield from self._stage("simpler", simpler, self._epochs)

    def _proposed(self, pool: list[Trial]) -> Steps:
        """What the messages propose and what is tried anyway: with the present rate and others."""
        sets = [action.changes for found in self.found for action in found.actions]
        against = TEST if self._judge.of_test else LEARNS
        for row in GENERAL.values():
            if row.against == against:
                sets += row.changes(self.config)
        seen: set[RunConfig] = set()
        for i, changes in enumerate([{}, *sets]):
            yield from self._with_rates(changes, pool, seen)
            self._share = SHARES["waiting"] + SHARES["rates"] * (i + 1) / (len(sets) + 1)

    def _with_rates(self, changes: Changes, pool: list[Trial], seen: set[RunConfig]) -> Steps:
        """Add trials of ``changes`` to ``pool``: as they are, with the present rate, with others.

        The others are what a range test suggests, and, where nothing else is changed, several.
        """
        plain = without_rate(changes)
        base = candidate(self._runs, self.config, plain)
        config = self.config if base is None else base.config
        if base is None and plain:
            return  # not allowed, or nothing new
        rates = [self.config.lr, *({changes["lr"]} if "lr" in changes else ())]
        if config not in seen:
            seen.add(config)
            self.trying = "" if base is None else base.action.label
            suggested = yield from self._suggested(config)
            if not plain:
                rates += [f * (suggested or self.config.lr) for f in FARTHER]
            elif suggested is not None:
                rates.append(suggested)
        for rate in dict.fromkeys(rounded(rate, 2) for rate in rates):
            trial = candidate(self._runs, self.config, {**plain, "lr": rate})
            if trial is not None and trial.config not in {other.config for other in pool}:
                pool.append(trial)

    def _suggested(self, config: RunConfig) -> Generator[None, None, float | None]:
        """The learning rate that a range test suggests for ``config``."""
        trainer = self._runs.trainer(config)
        work = range_steps(trainer, LOW, HIGH, RANGE_STEPS)
        while True:
            try:
                next(work)
            except StopIteration as over:
                suggested: float | None = over.value.suggested
                return suggested
            yield

    def _stage(self, name: str, trials: Sequence[Trial], epochs: int) -> Steps:
        """Train all ``trials`` until they have had ``epochs`` epochs."""
        begun = self._share
        for i, trial in enumerate(trials):
            self.trying = trial.action.label
            if trial is not self._waiting and trial not in self._trials:
                self._trials.append(trial)
            yield from trial.train(epochs)
            self._share = begun + SHARES[name] * (i + 1) / len(trials)
            self._make_room()

    def _make_room(self) -> None:
        """Put the worst trials aside where all together take too much memory."""
        alive = [trial for trial in self._trials if trial.trainer is not None]
        alive.sort(key=self._judge.merit)
        size = sum(run_bytes(trial.config, self._runs.dataset) for trial in alive)
        while size > ALIVE_BYTES and len(alive) > 1:
            worst = alive.pop(0)
            size -= run_bytes(worst.config, self._runs.dataset)
            worst.rest()

    def _best(self, pool: Sequence[Trial]) -> list[Trial]:
        """Those of ``pool`` that go on, the best first; the others give their memory back."""
        alive = sorted((t for t in pool if t.error is None), key=self._judge.merit, reverse=True)
        count: dict[str, int] = {}
        chosen = []
        for trial in alive:
            key = repr(sorted(without_rate(trial.action.changes).items()))
            count[key] = count.get(key, 0) + 1
            if count[key] <= ALIKE:
                chosen.append(trial)
        chosen = chosen[: max(FEWEST, len(pool) // KEPT)]
        for trial in pool:
            if trial not in chosen:
                trial.rest()
        return chosen

    def _combined(self, pool: Sequence[Trial], more: list[Trial]) -> Steps:
        """Add to ``more``: two of the best at once, and the best with longer and shorter steps."""
        if not pool or pool[0].standing.score(of_test=self._judge.of_test) >= SOLVED:
            return
        for trial in pool[: BEST - 1]:
            for factor in (1.0 / 3.0, 3.0):
                changes = {**trial.action.changes, "lr": rounded(trial.config.lr * factor, 2)}
                self._add(more, changes)
        sets = {repr(without_rate(t.action.changes)): t for t in reversed(pool)}
        best = [t for t in pool if t in sets.values() and without_rate(t.action.changes)][:BEST]
        for one, other in combinations(best, 2):
            both = together(one.action.changes, other.action.changes)
            pair = None if both is None else candidate(self._runs, self.config, both)
            if both is None or pair is None:
                continue
            rates = {one.config.lr, other.config.lr}
            self.trying = pair.action.label
            if suggested := (yield from self._suggested(pair.config)):
                rates.add(rounded(suggested, 2))
            for rate in sorted(rates):
                self._add(more, {**both, "lr": rate})

    def _add(self, trials: list[Trial], changes: Changes) -> None:
        """Add the trial of ``changes``, unless it has been tried."""
        trial = candidate(self._runs, self.config, changes)
        known = {other.config for other in (*self._trials, *trials)}
        if trial is not None and trial.config not in known:
            trials.append(trial)

    def _simpler(self, pool: Sequence[Trial]) -> list[Trial]:
        """The best of ``pool`` without one of their parts each, as far as that was not tried."""
        simpler: list[Trial] = []
        for trial in pool[:2]:
            pieces = parts(trial.action.changes)
            if len(pieces) < 2:
                continue
            for piece in pieces:
                left = {n: v for n, v in trial.action.changes.items() if n not in piece}
                known = [t for t in self._trials if t.action.changes == left]
                simpler += known
                if not known:
                    self._add(simpler, left)
        return simpler
