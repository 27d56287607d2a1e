"""How many mistakes are named: every one of the table, through the public ``check_gradients``.

Three networks, without a penalty, with L2, with L1, weights either way round, three styles of
names; first with the data, so that the network is recognised, then without. Without a limit of
time: another program's load is no reason not to name a mistake.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from textwrap import fill

import numpy as np

from benchmarks.table import render
from mlpviz import check_gradients
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, BuggyMLP, inject
from mlpviz.gradcheck.readings import READINGS
from mlpviz.gradcheck.report import GradientReport

NETWORKS = {
    "4-4-4-3 tanh, softmax": ((4, 4, 4, 3), "tanh", "softmax", "cross_entropy"),
    "4-5-3 sigmoid, mse": ((4, 5, 3), "sigmoid", "sigmoid", "mse"),
    "3-5-5-2 relu, mse": ((3, 5, 5, 2), "relu", "identity", "mse"),
}
STYLES = {
    "W1, b1": "{}{}",
    "theta_1, beta_1": "{}_{}",
    "fc1.weight": "fc{1}.{0}",
}
KINDS = {"W1, b1": "Wb", "theta_1, beta_1": ("theta", "beta"), "fc1.weight": ("weight", "bias")}
PENALTIES = ({"l2": 0.0, "l1": 0.0}, {"l2": 0.05, "l1": 0.0}, {"l2": 0.0, "l1": 0.03})
N = 6
STEP = 0.05
# What by itself says no more than where the errors are, or by how much.
VAGUE = {*READINGS} - {*MISTAKES} | {"unknown"}


class Program:
    """Someone's program with a mistake, after a step of training."""

    def __init__(
        self, network: str, penalty: dict[str, float], out_in: bool, style: str, mistake: str
    ) -> None:
        sizes, activation, output, self.loss = NETWORKS[network]
        rng = np.random.default_rng(0)
        self.X, self.penalty = rng.normal(size=(N, sizes[0])), penalty
        self.Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], N)]
        self.out_in, self.style = out_in, style
        self.own = MLP(sizes, activation, output, bias_std=0.5, seed=1)
        self.why = MISTAKES[mistake].applies(self.own, self.loss, n=N, **penalty)
        if self.why is None:
            self.network = inject(self.own, mistake)
            self.network.backpropagate(self.X, self.Y, self.loss, **penalty)
            if MISTAKES[mistake].needs_step:
                self.network.flat -= STEP * self.network.flat_grad
            self.params = self.theirs(self.network.params)

    def theirs(self, named: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Arrays by their own names, their own way round."""
        return {
            STYLES[self.style].format(KINDS[self.style][name[0] == "b"], name[1:]): (
                array.T.copy() if self.out_in and array.ndim == 2 else array.copy()
            )
            for name, array in named.items()
        }

    def reported(self) -> float:
        """The loss at the present parameters."""
        there: BuggyMLP = self.network.copy()
        for array, own in zip(there.params.values(), self.params.values(), strict=True):
            array[...] = own.T if self.out_in and array.ndim == 2 else own
        return there.loss(self.X, self.Y, self.loss, **self.penalty)

    def check(self, known: bool) -> GradientReport:
        """The report, with the data or without."""
        there = self.network.copy()
        _, made = there.loss_and_gradients(self.X, self.Y, self.loss, **self.penalty)
        data = {"X": self.X, "Y": self.Y} if known else {}
        return check_gradients(self.reported, self.params, self.theirs(made), limit=None, **data)


def programs() -> Iterator[tuple[str, Program]]:
    """Every mistake in every setting in which it can show."""
    for network, penalty, out_in, style in product(NETWORKS, PENALTIES, (False, True), STYLES):
        for mistake in MISTAKES:
            program = Program(network, penalty, out_in, style, mistake)
            if program.why is None:
                yield mistake, program


def judged(mistake: str, report: GradientReport) -> str:
    """What the report makes of it: "alone", "named" among others, "vague", "wrong" or "passed"."""
    if report.verdict != "fail":
        return "passed"
    names = {report.reading.kind, *report.reading.alternatives} - VAGUE
    if names & {mistake, MISTAKES[mistake].same_as}:
        return "alone" if len(names) == 1 else "named"
    return "wrong" if names else "vague"


def main() -> None:
    """Print the table, what was named wrongly, and what was not although the network is known."""
    lines, missed = [], []
    for known in (True, False):
        counts: Counter[str] = Counter()
        for mistake, program in programs():
            if not known and (program.style != "W1, b1" or program.out_in):
                continue
            report = program.check(known)
            verdict = judged(mistake, report)
            counts[verdict] += 1
            if verdict == "wrong" or (known and verdict not in ("alone", "named")):
                missed.append(f"{verdict}: {mistake}, {program.penalty}, {report.reading.sentence}")
            print(".", end="", file=sys.stderr, flush=True)
        total = sum(counts.values())
        counts["named"] += counts["alone"]
        cells = [str(counts[word]) for word in ("named", "alone", "vague", "wrong", "passed")]
        lines.append(["with X and Y" if known else "without", str(total), *cells])
    print(file=sys.stderr)
    title = (
        f"All {len(MISTAKES)} mistakes where they can show, in {len(NETWORKS)} networks, without a "
        "penalty, with L2, with L1; with X and Y in both orientations and three styles of names. "
        "Alone: no other mistake is named, since none gives the same numbers. Vague: where the "
        "errors are and by how much, without a cause."
    )
    headings = ("", "checked", "named", "alone", "vague", "wrong name", "not seen")
    print(render(fill(title, 100), headings, lines))
    print("\n".join(["", *missed]))
