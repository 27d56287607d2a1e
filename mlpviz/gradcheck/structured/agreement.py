"""Does the checker's forward pass speak about the same function as the engine's?

A node probe trusts its own copy of the forward pass. Three comparisons earn that trust: every layer
of the engine's forward pass, the loss value, and some weights through the engine's own loss
(``mlpviz.gradcheck.structured.spots``).
"""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.downstream import Downstream
from mlpviz.words import all_digits

FEW = 64.0  # roundings inside one activation, with a margin


def forward_faults(network: MLP, X: Array, u: float) -> tuple[str, ...]:
    """Layers whose z is not a_prev @ W + b, or whose a is not f(z), beyond rounding.

    ``network`` as its forward pass on X left it; ``u`` is its unit round-off. A product of m terms
    is off by at most (m + 2) u sum |a||W|, and the sum by at most |a| |W| (Cauchy and Schwarz);
    underflow adds an absolute error.
    """
    faults = []
    tiny = float(np.finfo(network.dtype).tiny)
    a = X.astype(np.float64)
    for i, z in enumerate(network.z):
        W = network.params[f"W{i + 1}"].astype(np.float64)
        b = network.params[f"b{i + 1}"].astype(np.float64) if network.bias else np.zeros(W.shape[1])
        lengths = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(W, axis=0)
        bound = (len(W) + 4) * u * (lengths + np.abs(b)) + tiny
        if not np.all(np.abs(z - (a @ W + b)) <= bound):
            faults.append(f"layer {i + 1}: the engine's z is not a_prev @ W{i + 1} + b{i + 1}")
        if i < len(network.activations):
            name = network.activations[i]
            z, a = z.astype(np.float64), network.a[i].astype(np.float64)
            if not np.all(np.abs(a - ACTIVATIONS[name].f(z)) <= FEW * u * (1.0 + np.abs(z))):
                faults.append(f"layer {i + 1}: the engine's a is not {name}(z)")
    return tuple(faults)


def loss_faults(
    downstream: Downstream, engine_loss: float, l2: float, u: float, l1: float = 0.0
) -> tuple[float, tuple[str, ...]]:
    """The checker's own loss value, penalties included, and whether the engine's is another."""
    samples = downstream.losses(downstream.z[-1])
    energy = sum(float(np.sum(np.square(W))) for W in downstream.weights)
    penalty = l2 * energy + l1 * sum(float(np.sum(np.abs(W))) for W in downstream.weights)
    value = float(samples.mean()) + penalty
    size = float(np.mean(np.abs(samples) + np.abs(downstream.z[-1]).max(axis=0) + 1.0))
    terms = downstream.targets.size
    bound = u * ((terms + FEW) * size + (sum(W.size for W in downstream.weights) + FEW) * penalty)
    if abs(value - engine_loss) <= bound:
        return value, ()
    given, defined = all_digits(engine_loss), all_digits(value)
    return value, (f"the engine's loss is {given}; its definition gives {defined}",)
