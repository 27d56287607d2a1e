"""Random networks, batches and losses on which the gradient check is tried."""

from typing import Any, NamedTuple

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP

Array = np.ndarray[Any, Any]

PAIRS = [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]
DEPTHS = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)  # hidden layers of ten consecutive networks


class Case(NamedTuple):
    """One network with a batch, loss and L2 strength."""

    network: MLP
    X: Array
    Y: Array
    loss: str
    l2: float


def make_case(seed: int, dtype: str = "float64") -> Case:
    """Case number ``seed``: 400 consecutive ones have every choice about equally often.

    Depth 0 to 4, widths 1 to 8, k in 1, 2, 3, 5 (softmax: from 2), n 1 to 20, inputs of scale 0.1
    to 10, with and without biases and L2. N(0, std) has std up to 3: weights far too large.
    """
    rng = np.random.default_rng([seed, 20])
    loss, output = PAIRS[seed % len(PAIRS)]
    init = list(INITIALIZERS)[seed // 3 % len(INITIALIZERS)]
    k = int(rng.choice([2, 3, 5] if output == "softmax" else [1, 2, 3, 5]))
    activations = _activations(seed)
    sizes, bias = (*rng.integers(1, 9, len(activations) + 1), k), bool(rng.random() < 0.7)
    options = {"std": float(rng.choice([1e-6, 0.1, 1.0, 3.0]))} if init == "normal" else {}
    spread = float(rng.choice([0.0, 0.5]))
    network = MLP(
        sizes,
        activations,
        output,
        bias=bias,
        init=init,
        init_options=options,
        bias_std=spread if INITIALIZERS[init].biases is None else 0.0,
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


def _activations(seed: int) -> list[str]:
    """Those of the hidden layers: ten consecutive networks share a shuffled deck of all, twice."""
    block, place = divmod(seed, len(DEPTHS))
    deck = [*ACTIVATIONS] * 2
    order = np.random.default_rng([block, 21]).permutation(len(deck))
    start = sum(DEPTHS[:place])
    return [deck[i] for i in order[start : start + DEPTHS[place]]]


def make_ordinary_case(seed: int) -> Case:
    """Like ``make_case``, but with nothing extreme: every weight matters, nothing is saturated.

    Depth 1 to 3, widths 2 to 6, two neighbouring layers of equal width half of the time, Xavier
    weights, biases, L2, 7 samples (no layer has as many units).
    """
    rng = np.random.default_rng([seed, 22])
    loss, output = PAIRS[seed % len(PAIRS)]
    depth = 1 + seed // 2 % 3
    sizes = rng.integers(2, 7, depth + 2)
    if seed % 2:
        sizes[1:3] = sizes[1]
    names = list(ACTIVATIONS)
    activations = [names[(seed + i * int(rng.integers(1, 10))) % len(names)] for i in range(depth)]
    network = MLP([int(size) for size in sizes], activations, output, bias_std=0.5, seed=seed)
    n, k = 7, network.sizes[-1]
    X = rng.normal(size=(n, network.sizes[0]))
    if LOSSES[loss].task == "classification":
        return Case(network, X, np.eye(k)[rng.integers(k, size=n)], loss, 0.01)
    return Case(network, X, rng.normal(size=(n, k)), loss, 0.01)
