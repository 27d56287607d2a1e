"""The whole network in complex numbers: its loss where any parameter may have an imaginary part.

The node probes of ``mlpviz.gradcheck.structured.complex_step`` move one unit's z. Here a parameter
itself moves, which is how one does the complex step by hand: d loss / d w = Im loss(w + ih) / h.
"""

from collections.abc import Mapping

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.complex_step import complex_form
from mlpviz.gradcheck.structured.sample_losses import sample_loss


def complex_loss(
    network: MLP,
    params: Mapping[str, Array],
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
) -> complex:
    """``network.loss`` on X [n, d], Y [n, k] with the complex ``params`` in place of its own.

    ``params`` are keyed and shaped like ``network.params``; their dtype, complex128 or complex64,
    is that of every layer's result. (Inside an activation or the mean of the loss, complex64 may be
    carried in higher precision.) |x| and max(x, 0) go by the sign of the real part.
    """
    dtype = params["W1"].dtype
    a = np.asarray(X, dtype)
    names = [*network.activations, None if LOSSES[loss].fused else network.output]
    penalty = 0.0 + 0.0j
    for layer, name in enumerate(names, 1):
        W = params[f"W{layer}"]
        a = a @ W
        if network.bias:
            a = a + params[f"b{layer}"]
        if name is not None:
            a = complex_activation(name, a).astype(dtype, copy=False)
        if l2:
            penalty += l2 * complex(np.sum(W * W))
        if l1:
            penalty += l1 * complex(np.sum(np.sign(W.real) * W))
    targets = np.asarray(Y, network.dtype).T
    samples = sample_loss(loss).f(np.ascontiguousarray(a.T), targets)
    return complex(samples.mean()) + penalty


def complex_activation(name: str, z: Array) -> Array:
    """f(z) of any activation for complex z; a bent line goes by the side of Re z = 0."""
    activation = ACTIVATIONS[name]
    if not activation.bent:
        return complex_form(name)(z)
    right, left = activation.f(np.array([1.0, -1.0])) * (1.0, -1.0)
    result: Array = np.where(z.real > 0.0, right, left) * z
    return result
