"""What is known of a program beside its gradient report: ``Context``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.engine.network import MLP


class Network(NamedTuple):
    """An MLP, its loss and its batch, all of it known. Parameters are W1, b1, W2, ..."""

    activations: tuple[str, ...]
    output: str
    loss: str
    params: Mapping[str, Array]
    X: Array
    Y: Array

    def forward(self) -> tuple[list[Array], list[Array]]:
        """z and a [n, units] of every layer, in float64."""
        functions = [*(ACTIVATIONS[name].f for name in self.activations), OUTPUTS[self.output].f]
        z: list[Array] = []
        a: list[Array] = [np.asarray(self.X, np.float64)]
        for layer, f in enumerate(functions, 1):
            z.append(a[-1] @ self.params[f"W{layer}"] + self.params.get(f"b{layer}", 0.0))
            a.append(f(z[-1]))
        return z, a[1:]


@dataclass(frozen=True, eq=False)
class Context:
    """What is known of the program under test beside its report; None where it is not.

    Attributes
    ----------
    activations, output, loss : names in the engine's tables
    l2 : strength of the penalty l2 * sum(W**2)
    n : samples
    params : parameters by the report's names
    X, Y : the batch, [n, d] and [n, k]
    held : what the program's gradient arrays held before the checked pass
    """

    activations: tuple[str, ...] | None = None
    output: str | None = None
    loss: str | None = None
    l2: float | None = None
    n: int | None = None
    params: Mapping[str, Array] | None = field(default=None, repr=False)
    X: Array | None = field(default=None, repr=False)
    Y: Array | None = field(default=None, repr=False)
    held: Mapping[str, Array] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, network: MLP, X: Array, Y: Array, *, loss: str, l2: float = 0.0) -> "Context":
        """All that a network of the engine tells, as it is before the check. Arrays are copied."""
        return cls(
            activations=network.activations,
            output=network.output,
            loss=loss,
            l2=l2,
            n=len(X),
            params={name: array.copy() for name, array in network.params.items()},
            X=np.array(X, network.dtype),
            Y=np.array(Y, network.dtype),
            held={name: array.copy() for name, array in network.grads.items()},
        )

    @property
    def network(self) -> Network | None:
        """The whole network, if all of it is known."""
        parts = (self.activations, self.output, self.loss, self.params, self.X, self.Y)
        if any(part is None for part in parts):
            return None
        return Network(*parts)  # type: ignore[arg-type]
