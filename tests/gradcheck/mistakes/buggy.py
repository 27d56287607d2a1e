"""Networks with a mistake, in every kind of setting."""

from typing import NamedTuple

import numpy as np
import pytest

from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import Setting as Place
from mlpviz.gradcheck.mistakes.network import BuggyMLP

N = 7  # no layer below has as many units


class Setting(NamedTuple):
    sizes: tuple[int, ...]
    activation: str | tuple[str, ...]
    output: str
    loss: str
    l2: float = 0.0
    bias: bool = True
    l1: float = 0.0


SETTINGS = {
    "linear": Setting((4, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "tanh": Setting((4, 5, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "relu": Setting((4, 6, 1), "relu", "identity", "huber"),
    "mixed": Setting((3, 5, 4, 2), ("sigmoid", "relu"), "identity", "mse"),
    "squares": Setting((5, 5, 5, 2), ("gelu", "silu"), "sigmoid", "binary_cross_entropy", 0.03),
    "deep": Setting((4, 6, 6, 5, 3), ("relu", "tanh", "elu"), "tanh", "mse", 0.02),
    "leaky": Setting((2, 4, 4, 1), ("softsign", "leaky_relu"), "sigmoid", "mse"),
    "as many": Setting((3, N, 2), "tanh", "identity", "mse"),
    "wide": Setting((3, N, N), "tanh", "softmax", "cross_entropy"),
    "no bias": Setting((4, 4, 4), "softplus", "softmax", "cross_entropy", 0.01, bias=False),
    "lines": Setting((3, 4, 2), "identity", "identity", "mse", 0.05),
    "absolute": Setting((3, 5, 2), "tanh", "tanh", "mae", 0.02),
    "sparse": Setting((4, 5, 3), "sigmoid", "softmax", "cross_entropy", l1=0.02),
    "elastic": Setting((3, 4, 4, 2), "tanh", "identity", "mse", 0.03, l1=0.05),
}


class Case(NamedTuple):
    """A buggy network after two updates, so that it has something to remember."""

    network: BuggyMLP
    X: np.ndarray
    Y: np.ndarray
    loss: str
    l2: float
    l1: float

    @property
    def asked(self):
        return {"loss": self.loss, "l2": self.l2, "l1": self.l1}

    def place(self, n=N):
        """Where its mistake is made, with so many samples."""
        return Place(self.network, self.loss, self.l2, n, self.l1)


def make(setting, bug, n=N, dtype="float64"):
    sizes, activation, output, loss, l2, bias, l1 = setting
    healthy = MLP(sizes, activation, output, bias=bias, bias_std=0.5, seed=5, dtype=dtype)
    rng = np.random.default_rng(3)
    X, k = rng.normal(size=(n, sizes[0])), sizes[-1]
    classes = LOSSES[loss].task == "classification"
    Y = np.eye(k)[rng.integers(k, size=n)] if classes else rng.normal(size=(n, k))
    X, Y = X.astype(dtype), Y.astype(dtype)
    network = inject(healthy, bug)
    for _ in range(2):
        network.backpropagate(X, Y, loss, l2, l1=l1)
        network.flat -= 0.02 * network.flat_grad
    return Case(network, X, Y, loss, l2, l1)


def healthy_twin(network):
    return BuggyMLP.of(network, Steps())


def program(network, case):
    return network.copy().loss_and_gradients(case.X, case.Y, **case.asked)


def failing(report):
    return {row.name for row in report.rows if row.verdict == "fail"}


each_bug = pytest.mark.parametrize("bug", MISTAKES)
