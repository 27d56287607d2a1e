"""The seven networks and data sets on which the engine is compared with its peers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz import load_dataset

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Workload:
    """One row of the table: a network, its data, and how it is trained.

    ``data()`` makes X [n, d] and Y [n, k] in float64; Y is one-hot or real-valued. The output is
    linear under "mse" and a softmax under "cross_entropy", since every peer can do both.
    ``batch_size`` ``None`` is the full batch. ``rounds`` of about ``seconds`` per candidate are
    timed.
    """

    title: str
    data: Callable[[], tuple[Array, Array]]
    sizes: tuple[int, ...]
    activation: str
    loss: str
    batch_size: int | None
    l2: float = 0.0
    lr: float = 0.01
    rounds: int = 15
    seconds: float = 0.15


def digits() -> tuple[Array, Array]:
    """The 1437 training images of scikit-learn's digits, one-hot targets."""
    data = load_dataset("digits", preprocessing="standardize_global")
    return data.X_train, data.Y_train


def mnist(n: int) -> tuple[Array, Array]:
    """``n`` samples: the bundled MNIST training images, repeated as often as needed."""
    data = load_dataset("mnist", preprocessing="minmax")
    times = -(-n // len(data.X_train))
    return np.tile(data.X_train, (times, 1))[:n], np.tile(data.Y_train, (times, 1))[:n]


def cifar_shaped() -> tuple[Array, Array]:
    """10,000 random samples with CIFAR-10's 3072 inputs and 10 classes."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((10_000, 3072)), np.eye(10)[rng.integers(0, 10, 10_000)]


def playground() -> tuple[Array, Array]:
    """250 points in the plane with targets -1 and 1, as in TensorFlow Playground."""
    rng = np.random.default_rng(0)
    X = rng.uniform(-1.0, 1.0, (250, 2))
    return X, np.sign(X[:, :1] * X[:, 1:])


def playground_features() -> tuple[Array, Array]:
    """The same points by TensorFlow Playground's features: x, y, x^2, y^2, xy, sin x, sin y."""
    X, Y = playground()
    x, y = X.T
    return np.stack([x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)], axis=1), Y


WORKLOADS = [
    Workload("digits 1437 x 64-50-10", digits, (64, 50, 10), "tanh", "mse", None),
    Workload("MNIST 1000 x 784-50-10", lambda: mnist(1000), (784, 50, 10), "tanh", "mse", None),
    Workload(
        "MNIST 60000 x 784-392-196-98-10, batch 2500",
        lambda: mnist(60_000),
        (784, 392, 196, 98, 10),
        "relu",
        "cross_entropy",
        2500,
        rounds=7,
    ),
    Workload(
        "CIFAR-shaped 10000 x 3072-50-10, batch 100, L2",
        cifar_shaped,
        (3072, 50, 10),
        "relu",
        "cross_entropy",
        100,
        l2=1e-4,
        rounds=9,
        seconds=0.3,
    ),
    Workload("playground 250 x 2-4-2-1, batch 10", playground, (2, 4, 2, 1), "tanh", "mse", 10),
    Workload("playground 250 x 2-8-8-1, batch 10", playground, (2, 8, 8, 1), "tanh", "mse", 10),
    Workload(
        "playground 250 x 7-8-8-8-8-8-8-1, batch 10",
        playground_features,
        (7, 8, 8, 8, 8, 8, 8, 1),
        "tanh",
        "mse",
        10,
    ),
]
