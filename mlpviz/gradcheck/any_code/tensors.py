"""torch tensors among someone's parameters: their memory, copies, gradients and graphs.

torch is imported inside the functions only. Who has a tensor has loaded it already, so that
``is_tensor`` needs no import at all.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from mlpviz.arrays import Array


def is_tensor(value: object) -> bool:
    """Whether ``value`` is a torch tensor. Does not import torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def is_module(value: object) -> bool:
    """Whether ``value`` is a torch module. Does not import torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def trained(module: Any) -> dict[str, Any]:
    """The parameters of a module that require grad, by name."""
    return {name: p for name, p in module.named_parameters() if p.requires_grad}


def unusable(tensor: Any) -> str | None:
    """Why the entries of ``tensor`` cannot be nudged, with the way out; None if they can."""
    import torch

    if tensor.dtype.is_complex:
        return f"is {tensor.dtype}: split it into real and imaginary part"
    if not tensor.dtype.is_floating_point:
        return f"is {tensor.dtype}, and a nudge would be rounded away: use .double()"
    if tensor.layout is not torch.strided:
        return f"has layout {tensor.layout}: use .to_dense()"
    if tensor.device.type != "cpu":
        return f"is on {tensor.device}: check on the CPU, after model.cpu()"
    if tensor.dtype not in (torch.float64, torch.float32, torch.float16):
        return f"is {tensor.dtype}, too coarse for differences: use .double()"
    return None


def memory(tensor: Any) -> Array:
    """The tensor's own memory as an array: what is written there, the tensor holds."""
    array: Array = tensor.detach().numpy()
    return array


def twin(tensor: Any) -> Any:
    """A tensor of its own with the same entries, that carries a graph if ``tensor`` does."""
    return tensor.detach().clone().requires_grad_(tensor.requires_grad)


def numbers(tensor: Any) -> Array:
    """A float64 copy of the entries of any real tensor, wherever it is."""
    import torch

    array: Array = tensor.detach().to("cpu", torch.float64, copy=True).numpy()
    return array


def grad_of(tensor: Any) -> Any:
    """``tensor.grad``, or None; without the warning that a tensor inside a graph would give."""
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def unit_roundoff(tensor: Any) -> float:
    """Half the distance from 1 to the next number of the tensor's type; float64's for integers."""
    import torch

    floating = tensor.dtype if tensor.dtype.is_floating_point else torch.float64
    return float(torch.finfo(floating).eps) / 2.0


def carries_graph(value: object) -> bool:
    """Whether ``value`` is a tensor that knows how it was computed."""
    return is_tensor(value) and getattr(value, "grad_fn", None) is not None


def own_functions(value: Any) -> list[str]:
    """The names of the torch.autograd.Functions written in Python that ``value`` was made with."""
    if not carries_graph(value):
        return []
    import torch

    kind = torch.autograd.function.BackwardCFunction
    names, seen, todo = [], set(), [value.grad_fn]
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if isinstance(node, kind):
            names.append(type(node).__name__.removesuffix("Backward"))
        todo += [before for before, _ in node.next_functions]
    return list(dict.fromkeys(names))


@contextmanager
def undisturbed(tensors: Sequence[Any]) -> Iterator[None]:
    """One thread for torch inside, with gradients enabled; afterwards all is as it was.

    That includes ``.grad`` of the tensors, which a loss that calls ``backward`` would add to.
    """
    if not tensors:
        yield
        return
    import torch

    kept = [(tensor, tensor.grad) for tensor in tensors if tensor.is_leaf]
    copies = [None if gradient is None else gradient.clone() for _, gradient in kept]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.enable_grad():
            yield
    finally:
        torch.set_num_threads(threads)
        for (tensor, gradient), copy in zip(kept, copies, strict=True):
            tensor.grad = gradient
            if gradient is not None:
                with torch.no_grad():
                    gradient.copy_(copy)


def differentiate(value: Any, tensors: Sequence[Any]) -> list[Array | None]:
    """d value / d tensor by autograd, in float64; None where the graph does not reach a tensor."""
    import torch

    gradients = torch.autograd.grad(value, list(tensors), allow_unused=True)
    return [None if gradient is None else numbers(gradient) for gradient in gradients]
