"""Does the checker's forward pass speak about the same function as the engine's?

A node probe trusts its own copy of the forward pass. Three comparisons earn that trust: every layer
of the engine's forward pass, the loss value, and single weights through the engine's own loss.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import OFFSETS, STEP, nudged_losses, romberg, rounding_floor
from mlpviz.gradcheck.probes import NodeDelta
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.suffix import Suffix

Array = np.ndarray[Any, Any]

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
    suffix: Suffix, engine_loss: float, l2: float, u: float
) -> tuple[float, tuple[str, ...]]:
    """The checker's own loss value, L2 term included, and whether the engine's differs from it."""
    samples = suffix.losses(suffix.z[-1])
    energy = sum(float(np.sum(np.square(W))) for W in suffix.weights)
    value = float(samples.mean()) + l2 * energy
    size = float(np.mean(np.abs(samples) + np.abs(suffix.z[-1]).max(axis=0) + 1.0))
    terms = suffix.targets.size
    bound = u * ((terms + FEW) * size + (sum(W.size for W in suffix.weights) + FEW) * l2 * energy)
    if abs(value - engine_loss) <= bound:
        return value, ()
    return value, (f"the engine's loss is {engine_loss:.17g}; its definition gives {value:.17g}",)


def spot_faults(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float,
    suffix: Suffix,
    deltas: Sequence[NodeDelta],
    rows: Sequence[ParameterRow],
    own: Mapping[str, Array],
    spots: int,
) -> tuple[str, ...]:
    """Per parameter, a weight whose slope in the engine's own loss is not what the probes found.

    ``network`` is a float64 copy, changed and restored. Up to ``spots`` weights per parameter are
    drawn, always the same ones. A nudge that crosses a kink says nothing about the derivative and
    is skipped. If the engine works in float32, ``own``, its gradients, differ from the copy's by
    what forward rounding does to a gradient: that difference is allowed for.
    """
    network.forward(X)
    kinked = [i for i, name in enumerate(network.activations) if ACTIVATIONS[name].kink]
    sides = [network.z[i] > 0.0 for i in kinked]
    crossed = False

    def engine_loss() -> float:
        nonlocal crossed
        value = network.loss(X, Y, loss=loss, l2=l2)
        crossed |= any(
            not np.array_equal(network.z[i] > 0.0, side)
            for i, side in zip(kinked, sides, strict=True)
        )
        return value

    base, exact = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
    scale = base + _rounded_per_loss(suffix, deltas, X)
    rng = np.random.default_rng(0)
    faults = []
    for row in rows:
        array = network.params[row.name]
        for flat_index in rng.choice(array.size, min(spots, array.size), replace=False):
            index = tuple(int(i) for i in np.unravel_index(flat_index, array.shape))
            h = STEP / max(1.0, _lever(network, X, row.name, index))
            crossed = False
            values = nudged_losses(engine_loss, array, index, h, OFFSETS)
            estimate = romberg(values, np.asarray(base), h)
            bound = estimate.knotted if suffix.knotted else estimate.smooth
            bound = bound + rounding_floor(scale, h) + row.tolerance[index]
            bound += np.abs(exact[row.name][index] - own[row.name][index])
            if not crossed and not abs(estimate.value - row.numerical[index]) <= bound:
                faults.append(
                    f"{row.name}[{', '.join(map(str, index))}]: the engine's own loss has slope "
                    f"{float(estimate.value):.9g}, the probes found {row.numerical[index]:.9g}"
                )
                break
    return tuple(faults)


def _lever(network: MLP, X: Array, name: str, index: tuple[int, ...]) -> float:
    """Largest |a_prev| that a parameter multiplies: how far its nudge moves z; 1 for biases."""
    if name.startswith("b"):
        return 1.0
    layer = int(name[1:])
    a_prev = X if layer == 1 else network.a[layer - 2]
    return float(np.abs(a_prev[:, index[0]]).max())


def _rounded_per_loss(suffix: Suffix, deltas: Sequence[NodeDelta], X: Array) -> float:
    """Mean over samples of the magnitudes whose rounding reaches the loss."""
    reach = [suffix.reach(layer) for layer in range(len(suffix.z))]
    reach[0] = reach[0] + np.abs(suffix.weights[0]) @ np.abs(X.T)
    per_sample = np.abs(suffix.z[-1]).max(axis=0)
    for delta, size in zip(deltas, reach, strict=True):
        per_sample = per_sample + np.sum(np.abs(delta.value) * size, axis=0)
    return float(per_sample.mean())
