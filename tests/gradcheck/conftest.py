"""Random networks, batches and losses for the tests of the gradient check."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP

Array = np.ndarray[Any, Any]

PAIRS = [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]


class Case(NamedTuple):
    """One network with a batch, loss and L2 strength."""

    network: MLP
    X: Array
    Y: Array
    loss: str
    l2: float


def make_case(seed: int, dtype: str = "float64") -> Case:
    """Case number ``seed``: consecutive seeds run through activations, initialisers and pairs.

    Depth 0 to 4, widths 1 to 8, k in 1, 2, 3, 5 (softmax: from 2), n 1 to 20, inputs of scale 0.1
    to 10, with and without biases and L2. N(0, std) has std up to 3: weights far too large.
    """
    rng = np.random.default_rng([seed, 20])
    loss, output = PAIRS[seed % len(PAIRS)]
    names, inits = list(ACTIVATIONS), list(INITIALIZERS)
    init = inits[seed // 3 % len(inits)]
    depth = seed // 2 % 5
    k = int(rng.choice([2, 3, 5] if output == "softmax" else [1, 2, 3, 5]))
    network = MLP(
        (*rng.integers(1, 9, depth + 1), k),
        [names[(seed + i * int(rng.integers(10))) % len(names)] for i in range(depth)],
        output,
        bias=bool(rng.random() < 0.7),
        init=init,
        init_options={"std": float(rng.choice([1e-6, 0.1, 1.0, 3.0]))} if init == "normal" else {},
        bias_std=float(rng.choice([0.0, 0.5])),
        seed=seed,
        dtype=dtype,
    )
    n = int(rng.integers(1, 21))
    X = rng.normal(0.0, float(rng.choice([0.1, 1.0, 10.0])), (n, network.sizes[0]))
    if LOSSES[loss].task == "classification":
        Y = np.eye(k)[rng.integers(k, size=n)] * float(rng.choice([1.0, 0.9]))
    else:
        Y = rng.normal(size=(n, k))
    return Case(network, X, Y, loss, float(rng.choice([0.0, 0.01])))


@pytest.fixture(scope="session")
def random_case() -> Callable[..., Case]:
    """``random_case(seed, dtype="float64") -> Case``."""
    return make_case
