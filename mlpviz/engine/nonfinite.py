"""Where the first NaN or infinity came from, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.engine.evaluation import Split, chunks
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import Optimizer
from mlpviz.engine.passes import Passes
from mlpviz.engine.samples import all_finite
from mlpviz.words import as_chosen, whole

BEFORE_UPDATE = ("z", "a", "loss", "delta", "dW", "db")  # operations of a step before its update


@dataclass(frozen=True)
class Origin:
    """The first array that was not finite.

    ``operation`` is one of z, a, loss, delta, dW, db, W, b (W and b: the update itself) and
    "optimiser state"; ``layer`` counts from 1.
    """

    operation: str
    layer: int


class NonFiniteError(ArithmeticError):
    """Training met NaN or infinity. The weights are those from before the step that failed.

    ``epoch`` is the epoch that could not be finished, ``batch`` counts from 1 (``None``: every
    step was finite, but the evaluation after the last one was not), ``lr`` the learning rate.
    """

    def __init__(self, epoch: int, batch: int | None, origin: Origin, lr: float) -> None:
        super().__init__(epoch, batch, origin, lr)
        self.epoch, self.batch, self.origin, self.lr = epoch, batch, origin, lr

    def __str__(self) -> str:
        if (self.epoch, self.batch) == (1, 1) and self.origin.operation in BEFORE_UPDATE:
            return (
                f"Training cannot start: {self.origin.operation} of layer {self.origin.layer} is "
                "not finite with the initial weights. Scale the inputs (standardize) or start from "
                "smaller weights."
            )
        where = "the evaluation" if self.batch is None else f"batch {whole(self.batch)}"
        return (
            f"Training stopped: {self.origin.operation} of layer {self.origin.layer} is not finite "
            f"(epoch {whole(self.epoch)}, {where}). The weights from before are kept. "
            f"The steps are too long: lower the learning rate (now {as_chosen(self.lr)}, try "
            f"{as_chosen(self.lr / 10)} or less), scale the inputs (standardize), or start from "
            "smaller weights."
        )


def first_nonfinite(network: MLP, loss: float, backward: bool) -> Origin | None:
    """The first non-finite array of the last pass, in the order in which it was computed.

    Looks at z and a of each layer, then the loss, then (if ``backward``) delta and the parameter
    gradients from the last layer to the first. ``None`` if all of them are finite.
    """
    for operation, layer, values in _in_order(network, loss, backward):
        if not np.isfinite(values).all():
            return Origin(operation, layer)
    return None


def nonfinite_evaluation(
    network: MLP, splits: Iterable[Split], loss: str, l2: float, passes: Passes, l1: float = 0.0
) -> Origin:
    """The first array that is not finite where the ``splits`` are measured and not all are."""
    for split in splits:
        for X, Y, _ in chunks(network, split, passes.measured):
            passes.between()
            value = network.loss(X, Y, loss, l2, l1=l1)
            origin = first_nonfinite(network, value, backward=False)
            if origin is not None:
                return origin
    return Origin("loss", len(network.sizes) - 1)  # only the sum over chunks overflowed


def nonfinite_update(network: MLP, optimizer: Optimizer) -> Origin | None:
    """The first parameter, or part of the optimiser's state, that is not finite, or ``None``.

    An overflow of Adam's mean square does not show in the weights: it only stops them for ever.
    """
    if not all_finite(network.flat):
        for name, values in network.params.items():
            if not np.isfinite(values).all():
                return Origin(name[0], int(name[1:]))
    for state in optimizer.state.values():
        if not all_finite(state):
            for name, values in network.named(state).items():
                if not np.isfinite(values).all():
                    return Origin("optimiser state", int(name[1:]))
    return None


def _in_order(network: MLP, loss: float, backward: bool) -> Iterator[tuple[str, int, Any]]:
    depth = len(network.sizes) - 1
    for layer in range(1, depth + 1):
        yield "z", layer, network.z[layer - 1]
        if layer < depth:
            yield "a", layer, network.a[layer - 1]
    yield "loss", depth, loss
    if backward:
        for layer in range(depth, 0, -1):
            yield "delta", layer, network.delta[layer - 1]
            for name in (f"W{layer}", f"b{layer}"):
                if name in network.grads:
                    yield f"d{name[0]}", layer, network.grads[name]
