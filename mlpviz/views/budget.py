"""How much of a gradient check a frame can afford, on every page that checks beside training."""

import sys

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.profiles import limits

CHECK_SAMPLES = 16  # of the training split
SPOTS = 2  # weights per parameter that are also checked one by one through the engine's own loss
# Most products that one evaluation of the gradient check's probes may take: about 50 ms while
# playing, half a second in between.
PLAYING_COST, PAUSED_COST = 50_000_000, 500_000_000


def batch_rows(n: int, samples: int = CHECK_SAMPLES, seed: int = 0) -> Array:
    """Which of ``n`` are checked, in order: ``samples`` at most; for one seed the same ones."""
    return np.random.default_rng(seed).permutation(n)[:samples]


def most_samples(network: MLP) -> int:
    """How many samples a check of ``network`` that was asked for may take here; 0: not even one."""
    most = limits().check_products / probe_cost(network.sizes, 1)
    return int(min(most, sys.maxsize))


def batch_size(network: MLP, samples: int, *, playing: bool) -> int:
    """How many of ``samples`` a check of ``network`` can afford; 0 if even one takes too long."""
    cost = PLAYING_COST if playing else PAUSED_COST
    return min(samples, cost // probe_cost(network.sizes, 1), most_samples(network))
