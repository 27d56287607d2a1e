"""How fast this machine is: measured once, on networks' own work."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from mlpviz.clock import Clock
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP

BATCH, WIDTH = 32, 192  # of the product that is timed, as in a usual network
SAMPLES, UNITS = 64, 1024  # of the layer that is timed: more than the innermost cache holds
ROUNDS = 12  # the quickest counts: nothing makes a machine quicker than it is
ENOUGH = 0.03  # s, after which two rounds have to do: a browser takes ten times as long


class Speed(NamedTuple):
    """Operations of products a second; and per activation, units passed forth and back a second.

    Both in float64 and in one thread, as the server works. A unit is that of one sample.
    """

    products: float
    units: Mapping[str, float]


@cache
def speed() -> Speed:
    """This machine's, measured at the first call; takes about a fifth of a second."""
    return measure()


def measure(clock: Clock = perf_counter) -> Speed:
    """Time a product of matrices, and a wide layer of every activation.

    ``clock`` tells the time, in seconds.
    """
    a, W = np.full((BATCH, WIDTH), 0.5), np.full((WIDTH, WIDTH), 0.5)
    out = np.empty_like(a)
    products = 2.0 * BATCH * WIDTH**2 / _quickest(lambda: a.dot(W, out), clock)
    X = np.linspace(-1.0, 1.0, SAMPLES)[:, None]
    units = {}
    for name in ACTIVATIONS:
        train = partial(MLP([1, UNITS, 1], name).backpropagate, X, X, "mse")
        units[name] = SAMPLES * UNITS / _quickest(train, clock)
    return Speed(products, units)


def _quickest(work: Callable[[], object], clock: Clock) -> float:
    """Seconds of the quickest of some rounds."""
    seconds: list[float] = []
    for _ in range(ROUNDS):
        if len(seconds) > 1 and sum(seconds) > ENOUGH:
            break
        started = clock()
        work()
        seconds.append(clock() - started)
    return max(min(seconds), 1e-9)
