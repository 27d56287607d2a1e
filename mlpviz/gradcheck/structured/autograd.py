"""The independent oracle: the same network in torch's own operations, differentiated by autograd.

torch is loaded inside the functions only. Nothing of the engine's arithmetic is used; only
parameters and names are read from the network. The names are looked up in ``TORCH_ACTIVATIONS``,
``TORCH_LOSSES`` and ``TORCH_FUSED``: torch's own operations.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.missing_torch import load_torch
from mlpviz.gradcheck.structured.references import reference


def functional() -> Any:
    """torch.nn.functional, imported when it is first needed."""
    return load_torch().nn.functional


HERE = "mlpviz/gradcheck/structured/autograd.py"
Operation = Callable[..., Any]

TORCH_ACTIVATIONS: dict[str, Operation] = {
    "identity": lambda z: z,
    "tanh": lambda z: z.tanh(),
    "sigmoid": lambda z: z.sigmoid(),
    "relu": lambda z: z.relu(),
    "leaky_relu": lambda z: functional().leaky_relu(z),
    "elu": lambda z: functional().elu(z),
    "selu": lambda z: functional().selu(z),
    "gelu": lambda z: functional().gelu(z),
    "silu": lambda z: functional().silu(z),
    # torch switches to the identity above the threshold, which at its default of 20 costs 2e-9;
    # above 40 the difference is below float64's resolution.
    "softplus": lambda z: functional().softplus(z, threshold=40.0),
    "softsign": lambda z: functional().softsign(z),
}
# Summed over all; on the output activations, or on the logits where torch has a fused form.
TORCH_LOSSES: dict[str, Operation] = {
    "mse": lambda a, y: functional().mse_loss(a, y, reduction="sum"),
    "huber": lambda a, y: functional().huber_loss(a, y, reduction="sum"),
    "mae": lambda a, y: functional().l1_loss(a, y, reduction="sum"),
}
TORCH_FUSED: dict[str, Operation] = {
    "cross_entropy": lambda z, y: functional().cross_entropy(z, y, reduction="sum"),
    "binary_cross_entropy": lambda z, y: functional().binary_cross_entropy_with_logits(
        z, y, reduction="sum"
    ),
}


def autograd_gradients(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    z: Sequence[Array] | None = None,
    outputs: Array | None = None,
) -> tuple[float, dict[str, Array]]:
    """Loss and gradients of ``network`` on ``X`` [n, d], ``Y`` [n, k] by torch autograd.

    Runs in float64 on one thread, whatever the network's dtype, and restores torch's number of
    threads. ``z`` are pre-activations [n, units] of every layer, computed elsewhere: the gradients
    are then taken at exactly these, as otherwise a z that rounds to the other side of a kink, or to
    another float32, has another derivative. ``outputs`` [n, k] are the same for a loss whose slope
    jumps at the target. The gradients are keyed and shaped like
    ``network.params``. Raises ``MissingTorchError`` if torch is not installed and
    ``MissingReferenceError`` for a loss or activation that torch's tables lack.
    """
    torch = load_torch()
    hidden = [reference(TORCH_ACTIVATIONS, name, HERE) for name in network.activations]
    if loss in TORCH_FUSED:
        on_logits = TORCH_FUSED[loss]
    else:
        of_outputs = reference(TORCH_LOSSES, loss, HERE)
        output = reference(TORCH_ACTIVATIONS, network.output, HERE)

        def on_logits(z: Any, y: Any) -> Any:
            a = output(z)
            return of_outputs(a if outputs is None else _exactly(a, outputs), y)

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
            if z is not None:
                a = _exactly(a, z[layer - 1])
            if layer < last:
                a = hidden[layer - 1](a)
        value = on_logits(a, y) / len(X)
        for layer in range(1, last + 1):
            W = params[f"W{layer}"]
            value = value + l2 * (W**2).sum() + l1 * W.abs().sum()
        gradients = torch.autograd.grad(value, list(params.values()))
        named = zip(params, gradients, strict=True)
        return float(value.detach()), {name: tensor.numpy() for name, tensor in named}
    finally:
        torch.set_num_threads(threads)


def _exactly(tensor: Any, values: Array) -> Any:
    """``values``, with the graph of a ``tensor`` that is close: so the difference is exact."""
    torch = load_torch()
    own = torch.tensor(np.array(values), dtype=torch.float64)
    return tensor + (own - tensor).detach()


def differentiate(function: Callable[..., Any], *arrays: Array) -> Array:
    """The gradient of ``function(*arrays)``, one number, in the first array, by torch's autograd.

    ``function`` gets float64 tensors and uses their own operations. Raises ``MissingTorchError`` if
    torch is not installed.
    """
    torch = load_torch()
    first, *others = (torch.tensor(np.array(array), dtype=torch.float64) for array in arrays)
    (gradient,) = torch.autograd.grad(function(first.requires_grad_(), *others), [first])
    result: Array = gradient.numpy()
    return result
