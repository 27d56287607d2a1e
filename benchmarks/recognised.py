"""How long a check of someone's own code takes: recognised, with X and Y, and without.

Networks of usual size on 64 samples, through the public ``check_gradients`` with its usual limit.
"""

from functools import partial
from itertools import product
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.table import render
from mlpviz import check_gradients
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import inject

SIZES = ((784, 30, 10), (784, 300, 10), (784, 300, 500, 10))
N, ROUNDS = 64, 3
MISTAKE = "no-slope"


def program(sizes: tuple[int, ...], wrong: bool) -> tuple[Any, Any, Any, dict[str, Any]]:
    """A loss that reads its parameters, these, gradients right or wrong, and the data."""
    rng = np.random.default_rng(0)
    network = MLP(sizes, "tanh", "softmax", bias_std=0.1, seed=0)
    X, Y = rng.normal(size=(N, sizes[0])), np.eye(sizes[-1])[rng.integers(0, sizes[-1], N)]
    made = inject(network, MISTAKE) if wrong else network.copy()
    _, gradients = made.loss_and_gradients(X, Y, "cross_entropy")
    loss = partial(network.loss, X, Y, "cross_entropy")
    return loss, network.params, gradients, {"X": X, "Y": Y}


def main() -> None:
    """Print seconds by the clock and of the processors, the latter for a machine that is shared."""
    lines = []
    for sizes, known, wrong in product(SIZES, (True, False), (False, True)):
        loss, params, gradients, data = program(sizes, wrong)
        wall, busy = [], []
        for _ in range(ROUNDS if known else 1):
            began, used = perf_counter(), process_time()
            report = check_gradients(loss, params, gradients, **(data if known else {}))
            wall.append(perf_counter() - began)
            busy.append(process_time() - used)
        told = report.reading.kind if wrong else report.verdict
        words = ["-".join(map(str, sizes)), "with X and Y" if known else "without"]
        words += ["wrong" if wrong else "right", f"{median(wall):.2f} s", f"{median(busy):.2f} s"]
        lines.append([*words, told])
        print("   ".join(lines[-1]), flush=True)
    headings = ("network", "", "gradient", "seconds", "of the processors", "found")
    print(render(f"check_gradients on {N} samples, limit 60 s, {MISTAKE}.", headings, lines))
