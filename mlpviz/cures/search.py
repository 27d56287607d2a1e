"""``CureSearch``: proposals and what else may help are tried, a slice of time after the other."""

from time import perf_counter

from mlpviz.clock import Clock
from mlpviz.config import RunConfig
from mlpviz.cures.cure import Cures, Tried
from mlpviz.cures.data import Runs
from mlpviz.cures.judge import Judge
from mlpviz.cures.plan import Plan
from mlpviz.cures.pool import Pool
from mlpviz.cures.sentence import said
from mlpviz.cures.trial import Waiting
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.run import Trainer

ALMOST = 0.99  # the most that is done before all is


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
        config = trainer.config if config is None else config
        # the rules' proposals, not what else a kind of trainer makes of them
        self.found = Trainer.diagnose(trainer, config, error)
        runs = Runs(trainer)
        waiting = Waiting(trainer.twin(), config, runs)
        self._judge = Judge(config, self.found, waiting)
        self._pool = Pool(config, runs, self._judge)
        self._plan = Plan(self._pool, self.found, waiting)
        self._steps = self._plan.steps()
        self._over = False

    @property
    def done(self) -> bool:
        """Whether there is nothing left to try."""
        return self._over

    @property
    def progress(self) -> float:
        """Share of the work that is done, in 0..1, about; it never falls."""
        return 1.0 if self._over else min(self._plan.share, ALMOST)

    @property
    def trying(self) -> str:
        """The label of what is being tried: "Standardise the inputs"."""
        return "" if self._over else self._plan.trying

    def advance(self, seconds: float, clock: Clock = perf_counter) -> bool:
        """Go on for about ``seconds`` by ``clock``; whether all is done."""
        ends = clock() + seconds
        while not self._over:
            self._over = next(self._steps, True) is True
            if clock() >= ends:
                break
        return self._over

    def hurry(self) -> None:
        """Try nothing new: what is known to be best so far is trained to the end, and judged."""
        self._plan.hurried = True

    def result(self) -> Cures:
        """The cures that are known so far, best first, and what was tried."""
        trials = self._pool.trials
        cures = self._judge.cures(trials, final=self._over)
        tried = [Tried(trial.action.label, trial.standing, trial.epochs) for trial in trials]
        sentence = said(cures, tried, self._plan.last_word, complete=self._over)
        return Cures(cures, sentence, tried, complete=self._over)
