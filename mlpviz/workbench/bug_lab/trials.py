"""Trials of the buggy checkers: what they say of a right gradient and of a wrong one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS, PLAIN_CHECKER, Findings
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.run import Trainer
from mlpviz.words import SIGNS, counted, listed
from mlpviz.workbench.gate import gate

CONFIG = RunConfig(dataset="iris", hidden_sizes=(5,), bias_std=0.3)  # some dozen weights
SAMPLES = 10
BUG = "no-slope"  # what is wrong with the wrong gradient, unless the checker has its own


@dataclass(frozen=True)
class Trial:
    """One gradient, judged by a buggy checker, by the same one without its mistake, and by us."""

    title: str
    buggy: Findings
    plain: Findings
    ours: GradientReport


@lru_cache(maxsize=len(BUGGY_CHECKERS))
def trials(name: str) -> tuple[Trial, Trial]:
    """What the checker ``name`` says of a right gradient and of a wrong one."""
    with gate:
        return _trials(name)


def _trials(name: str) -> tuple[Trial, Trial]:
    checker = BUGGY_CHECKERS[name]
    trainer = Trainer(CONFIG)
    network, loss = trainer.network, CONFIG.loss
    X, Y = trainer.train_split.X[:SAMPLES], trainer.train_split.Y[:SAMPLES]
    _, right = network.loss_and_gradients(X, Y, loss=loss)
    _, wrong = inject(network, BUG).loss_and_gradients(X, Y, loss=loss)
    what = MISTAKES[BUG].title
    if checker.misleads == "acquits":
        wrong, what = checker.spoil(right), "NaN in W1"

    def judge(title: str, gradients: Mapping[str, Array]) -> Trial:
        asked = X, Y, loss, 0.0, gradients
        ours = check_network(network, X, Y, loss=loss, gradients=gradients)
        return Trial(title, checker.run(network, *asked), PLAIN_CHECKER.run(network, *asked), ours)

    return judge("A right gradient", right), judge(f"A wrong gradient ({what})", wrong)


def conclusion(trial: Trial) -> str:
    """Whether the buggy checker is right about the gradient."""
    n = len(trial.ours.rows)
    wrong = {row.name for row in trial.ours.failing}
    claimed = {name for name, right in trial.buggy.claims.items() if not right}
    if claimed == wrong:
        return f"{SIGNS['pass']} It is right about every parameter."
    parts = []
    if claimed - wrong:
        parts.append(f"condemns {counted(len(claimed - wrong), 'right one')}")
    if wrong - claimed:
        parts.append(f"lets {counted(len(wrong - claimed), 'wrong one')} pass")
    return f"{SIGNS['fail']} Of {counted(n, 'gradient')} it {listed(parts)}."
