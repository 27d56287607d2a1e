"""The independent oracle: the same network in torch's own operations, differentiated by autograd.

torch is imported inside the functions only. Nothing of the engine's
arithmetic is used; only parameters and names are read from the network.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP


def autograd_gradients(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    z: Sequence[Array] | None = None,
) -> tuple[float, dict[str, Array]]:
    """Loss and gradients of ``network`` on ``X`` [n, d], ``Y`` [n, k] by torch autograd.

    Runs in float64 on one thread, whatever the network's dtype, and restores torch's number of
    threads. ``z`` are pre-activations [n, units] of every layer, computed elsewhere: the gradients
    are then taken at exactly these, as otherwise a z that rounds to the other side of a kink, or to
    another float32, has another derivative. The gradients are keyed and shaped like
    ``network.params``. Raises ``ImportError`` if torch is not installed and ``KeyError`` for a loss
    or activation that torch's table lacks.
    """
    import torch
    from torch.nn import functional

    # softplus: torch switches to the identity above the threshold, which at its default of 20
    # costs 2e-9; above 40 the difference is below float64's resolution.
    activations = {
        "identity": lambda z: z,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": functional.relu,
        "leaky_relu": functional.leaky_relu,
        "elu": functional.elu,
        "gelu": functional.gelu,
        "silu": functional.silu,
        "softplus": lambda z: functional.softplus(z, threshold=40.0),
        "softsign": functional.softsign,
    }
    # On the logits where torch has a fused form, else on the output activations; summed over all.
    fused = {
        "cross_entropy": lambda z, y: functional.cross_entropy(z, y, reduction="sum"),
        "binary_cross_entropy": lambda z, y: functional.binary_cross_entropy_with_logits(
            z, y, reduction="sum"
        ),
    }
    on_outputs = {
        "mse": lambda a, y: functional.mse_loss(a, y, reduction="sum"),
        "huber": lambda a, y: functional.huber_loss(a, y, reduction="sum"),
    }

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        params = {
            name: torch.tensor(np.array(array), dtype=torch.float64, requires_grad=True)
            for name, array in network.params.items()
        }
        a = torch.tensor(np.array(X), dtype=torch.float64)
        y = torch.tensor(np.array(Y), dtype=torch.float64)
        last = len(network.sizes) - 1
        for layer in range(1, last + 1):
            a = a @ params[f"W{layer}"]
            if network.bias:
                a = a + params[f"b{layer}"]
            if z is not None:  # z itself, with a's graph: z - a is exact, as the two are close
                a = a + (torch.tensor(np.array(z[layer - 1]), dtype=torch.float64) - a).detach()
            if layer < last:
                a = activations[network.activations[layer - 1]](a)
        if loss in fused:
            value = fused[loss](a, y)
        else:
            value = on_outputs[loss](activations[network.output](a), y)
        value = value / len(X)
        for layer in range(1, last + 1):
            value = value + l2 * (params[f"W{layer}"] ** 2).sum()
        gradients = torch.autograd.grad(value, list(params.values()))
        named = zip(params, gradients, strict=True)
        return float(value.detach()), {name: tensor.numpy() for name, tensor in named}
    finally:
        torch.set_num_threads(threads)


def differentiate(function: Callable[..., Any], *arrays: Array) -> Array:
    """The gradient of ``function(*arrays)``, one number, in the first array, by torch's autograd.

    ``function`` gets float64 tensors and uses their own operations. Raises ``ImportError`` if torch
    is not installed.
    """
    import torch

    first, *others = (torch.tensor(np.array(array), dtype=torch.float64) for array in arrays)
    (gradient,) = torch.autograd.grad(function(first.requires_grad_(), *others), [first])
    result: Array = gradient.numpy()
    return result
