"""One run as a user has it: what its messages say, and what becomes of it with their cures."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter
from typing import NamedTuple

import numpy as np

from mlpviz import NonFiniteError, RunConfig, Trainer
from mlpviz.data import Dataset
from mlpviz.diagnosis import Action, Diagnosis

LOOKS = 40  # at the messages of a run, besides those at its first epochs
FIRST = 20  # epochs after each of which the messages are looked at
MESSAGES = 3  # among which the true fault is looked for
CURES = 5  # that are followed at most


class Case(NamedTuple):
    """A run to be judged.

    ``data(seed)`` makes its dataset, the config's own if None. A message names the true fault if
    its kind or a word of its title and sentence, in lower case, is in ``named``. ``goal`` is the
    score, accuracy or R² of the ``split``, of a run that works.
    """

    name: str
    config: RunConfig
    epochs: int
    goal: float
    named: tuple[str, ...] = ()
    data: Callable[[int], Dataset] | None = None
    split: str = "train"


def names(named: tuple[str, ...], found: Diagnosis) -> bool:
    """Whether a message is of a kind in ``named`` or has one of its words."""
    said = f"{found.title} {found.sentence}".lower()
    return found.kind in named or any(word in said for word in named)


@dataclass(frozen=True)
class Outcome:
    """What became of one run.

    ``score`` is what it reached, ``shown`` the kinds of its last messages, ``alarms`` of all that
    it ever had, ``changes`` how often the first one changed. ``first`` and ``among`` say whether
    the first message, or one of the first three, named the true fault; ``tried`` whether cures
    were followed, ``cured`` what each reached, the first message's first one at the front.
    """

    name: str
    seed: int
    goal: float
    score: float
    shown: tuple[str, ...]
    alarms: tuple[str, ...]
    changes: int
    first: bool
    among: bool
    tried: bool
    cures: tuple[str, ...]
    cured: tuple[float, ...]
    seconds: float

    @property
    def works(self) -> bool:
        """Whether the run reached the goal by itself."""
        return self.score >= self.goal

    @property
    def first_works(self) -> bool:
        """Whether the first cure of the first message reached the goal."""
        return bool(self.cured) and self.cured[0] >= self.goal

    @property
    def any_works(self) -> bool:
        """Whether some cure reached it."""
        return any(score >= self.goal for score in self.cured)


def judge(case: Case, seed: int, cure: bool = True) -> Outcome:
    """Train the case, look at its messages as a page does, follow its cures if it needs them."""
    started = perf_counter()
    config = case.config
    dataset = None if case.data is None else case.data(seed)
    trainer, found, kinds = watch(config, dataset, case.epochs)
    shown = [each[:1] for each in kinds]
    cures: dict[str, float] = {}
    tried = cure and score_of(trainer, case.split) < case.goal
    if tried:
        for action in [action for each in found for action in each.actions][:CURES]:
            if action.label not in cures:
                cures[action.label] = reached(case, action, dataset)
    named = [names(case.named, each) for each in found[:MESSAGES]]
    return Outcome(
        name=case.name,
        seed=seed,
        goal=case.goal,
        score=score_of(trainer, case.split),
        shown=tuple(each.kind for each in found),
        alarms=tuple(sorted({kind for each in kinds for kind in each})),
        changes=sum(a != b for a, b in pairwise(shown)),
        first=bool(named) and named[0],
        among=any(named),
        tried=tried,
        cures=tuple(cures),
        cured=tuple(cures.values()),
        seconds=perf_counter() - started,
    )


def watch(
    config: RunConfig, dataset: Dataset | None, epochs: int
) -> tuple[Trainer, tuple[Diagnosis, ...], list[tuple[str, ...]]]:
    """A trained run, its last messages, and the kinds of the messages at every look."""
    trainer = Trainer(config, dataset)
    looks = {*range(FIRST + 1), *np.linspace(0, epochs, LOOKS + 1).round().astype(int).tolist()}
    found = trainer.diagnose()
    kinds = [tuple(each.kind for each in found)]
    error = None
    try:
        for record in trainer.run(epochs):
            if record.epoch in looks:
                found = trainer.diagnose()
                kinds.append(tuple(each.kind for each in found))
    except NonFiniteError as stopped:
        error = stopped
        found = trainer.diagnose(error=error)
        kinds.append(tuple(each.kind for each in found))
    return trainer, found, kinds


def reached(case: Case, cure: Action, dataset: Dataset | None) -> float:
    """What the cured run has reached in the epochs that the cure names; -inf if it stopped.

    It has at least as many epochs as the sick run had, so that a cure is judged by where it leads.
    """
    named = getattr(cure, "epochs", 0)
    epochs = max(case.epochs, named) if cure.changes else case.epochs + named
    return trained(cure.apply(case.config), dataset, epochs, case.split)


def trained(config: RunConfig, dataset: Dataset | None, epochs: int, split: str) -> float:
    """The score of a run at its end; -inf if it stopped."""
    trainer = Trainer(config, dataset)
    try:
        for _ in trainer.run(epochs):
            pass
    except NonFiniteError:
        return float("-inf")
    return score_of(trainer, split)


def score_of(trainer: Trainer, split: str) -> float:
    """Accuracy or R² of a split, as far as the run has come."""
    newest = trainer.history.newest
    accuracy, r2 = (getattr(newest, f"{split}_{what}") for what in ("accuracy", "r2"))
    return float("-inf") if accuracy is None and r2 is None else accuracy if r2 is None else r2
