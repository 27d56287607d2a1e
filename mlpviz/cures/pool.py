"""``Pool``: all trials of a search, within bounds of memory."""

from collections.abc import Sequence

from mlpviz.config import RunConfig
from mlpviz.cures.candidates import Changes, candidate, parts, without_rate
from mlpviz.cures.data import Runs
from mlpviz.cures.effort import ALIVE_BYTES, run_bytes
from mlpviz.cures.judge import Judge
from mlpviz.cures.trial import Trial
from mlpviz.profiles import limits

SIMPLE = 2  # parts
OWN = 2  # trials of what the first message proposes that go on whatever others reach
ALIKE = 2  # with the same changes but for the learning rate that go on


class Pool:
    """The trials of changes to ``config``, each config once."""

    def __init__(self, config: RunConfig, runs: Runs, judge: Judge) -> None:
        self.config, self.runs, self.judge = config, runs, judge
        self._trials: dict[RunConfig, Trial] = {}

    @property
    def trials(self) -> list[Trial]:
        """Those that have been trained."""
        return [trial for trial in self._trials.values() if trial.begun]

    def trial(self, changes: Changes) -> Trial | None:
        """The trial of ``changes``, the same each time; None where they change nothing allowed."""
        trial = candidate(self.runs, self.config, changes)
        return None if trial is None else self._trials.setdefault(trial.config, trial)

    def best(self, trials: Sequence[Trial], most: int) -> list[Trial]:
        """Those of ``trials`` that go on, the best first; the others give their memory back.

        Half of them change one or two things, if there are as many: what changes all at once often
        learns soonest, and is the last that anybody wants. The best of what the first message
        proposes goes on as well, for that is what its reader expects.
        """
        alive = [trial for trial in trials if trial.error is None and trial.begun]
        alive.sort(key=self.judge.merit, reverse=True)
        count: dict[str, int] = {}
        kept = []
        for trial in alive:
            key = kind_of(trial)
            count[key] = count.get(key, 0) + 1
            if count[key] <= ALIKE:
                kept.append(trial)
        simple = [trial for trial in kept if is_simple(trial)][: most - most // 2]
        others = [trial for trial in kept if trial not in simple]
        own = [trial for trial in kept if self.judge.own(trial)][:OWN]
        chosen = {*simple, *others[: most - len(simple)], *own}
        for trial in {*trials} - chosen:
            trial.rest()
        return [trial for trial in kept if trial in chosen]

    def make_room(self) -> None:
        """Put the worst trials aside where all together take too much memory."""
        alive = [trial for trial in self._trials.values() if trial.trainer is not None]
        sizes = {trial: run_bytes(trial.config, self.runs.dataset) for trial in alive}
        total = sum(sizes.values())
        for trial in sorted(alive, key=self.judge.merit)[:-1]:
            if total <= min(ALIVE_BYTES, limits().together_bytes):
                return
            total -= sizes[trial]
            trial.rest()


def is_simple(trial: Trial) -> bool:
    """Whether it changes one or two things."""
    return len(parts(trial.action.changes)) <= SIMPLE


def kind_of(trial: Trial) -> str:
    """What a trial changes, whatever its learning rate."""
    return repr(sorted(without_rate(trial.action.changes).items()))
