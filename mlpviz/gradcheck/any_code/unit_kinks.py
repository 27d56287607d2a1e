"""Units that stand at 0, where ReLU and its relatives have no slope: what that leaves open.

Anything between the slopes on both sides is a derivative there, and programs differ: ``z > 0``
takes 0, ``z >= 0`` takes 1. A sample of zeros before a layer without biases, or with biases of 0,
as most begin with, puts all units of the layer there.
"""

from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS, Activation
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.recognised import Recognised

ROUNDINGS = 64.0  # of the numbers that z is made of, by which it may be off


def unit_kinks(found: Recognised, arrays: Sequence[Array], u: float) -> dict[str, Array] | None:
    """How far a right gradient may be from the engine's, by the engine's names.

    None if no unit of the network at ``arrays`` is at a kink: where z is 0 to rounding, with ``u``
    the unit round-off. With anything up to ``gap`` beside a slope s, the backward step
    delta = p s, where p = delta_above W^T, becomes (p + e) (s + g) with |e| <= off_above |W|^T and
    |g| <= gap. So it is off by |e| |s| + (|p| + |e|) gap at most, and dW by |x|^T off.
    """
    network = found.network(arrays)
    rows = [ACTIVATIONS[name] for name in network.activations]
    if not any(row.kink for row in rows):
        return None
    with np.errstate(all="ignore"):
        network.backpropagate(found.X, found.Y, found.loss)
    gaps = [_gap(network, layer, row, found.X, u) for layer, row in enumerate(rows, 1)]
    if not any(gap.any() for gap in gaps):
        return None
    jumps = {}
    off = np.zeros_like(network.delta[-1])
    for layer in range(len(rows) + 1, 0, -1):
        W = network.params[f"W{layer}"]
        jumps[f"W{layer}"] = np.abs(_inputs(network, layer, found.X)).T @ off
        if network.bias:
            jumps[f"b{layer}"] = off.sum(axis=0)
        if layer > 1:
            z, a = network.z[layer - 2], network.a[layer - 2]
            spread, gap = off @ np.abs(W).T, gaps[layer - 2]
            pulled = np.abs(found.scale * network.delta[layer - 1] @ W.T)
            off = spread * np.abs(rows[layer - 2].df(z, a)) + (pulled + spread) * gap
    return jumps


def _inputs(network: MLP, layer: int, X: Array) -> Array:
    """What a layer's weights are multiplied with [n, fan_in]."""
    return X if layer == 1 else network.a[layer - 2]


def size_of_z(network: MLP, layer: int, X: Array) -> Array:
    """How large the numbers are that a layer's z is made of, |x| |W| + |b|: [n, units]."""
    size: Array = np.abs(_inputs(network, layer, X)) @ np.abs(network.params[f"W{layer}"])
    return size + np.abs(network.params[f"b{layer}"]) if network.bias else size


def _gap(network: MLP, layer: int, row: Activation, X: Array, u: float) -> Array:
    """How far both slopes of a layer's units are apart where z is 0, else 0: [n, units]."""
    z = network.z[layer - 1]
    at_zero = np.abs(z) <= ROUNDINGS * u * size_of_z(network, layer, X)
    beside = np.array([-1.0, 1.0]) * np.finfo(z.dtype).tiny
    left, right = row.df(beside, row.f(beside))
    return np.where(row.kink & at_zero, abs(right - left), 0.0)
