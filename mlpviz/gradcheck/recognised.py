"""``Recognised``: someone's code as a network of the engine, and the way there and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.layout import Layout

Penalty = Literal["none", "weights", "all"]


@dataclass(frozen=True)
class Recognised:
    """What someone's code computes: loss = scale * engine's loss + l2 * sum of squares.

    Attributes
    ----------
    layout : which array is which
    activations, output, loss : names in the engine's tables
    scale : the loss over the engine's, which sums over outputs and averages over samples
    l2 : factor of the sum of squares; of the weights alone, or of ``penalised`` "all" parameters
    X, Y : inputs [n, d] and targets [n, k] as the engine takes them
    """

    layout: Layout
    activations: tuple[str, ...]
    output: str
    loss: str
    scale: float
    l2: float
    penalised: Penalty
    X: Array
    Y: Array

    def network(self, arrays: Sequence[Array]) -> MLP:
        """The engine's network with someone's parameters."""
        network = MLP(
            self.layout.sizes,
            self.activations,
            self.output,
            bias=self.layout.has_biases,
            init="zeros",
        )
        for name, values in self.named(arrays).items():
            network.params[name][...] = values
        return network

    def named(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """Someone's arrays, parameters or gradients, by the engine's names and in its shapes."""
        W, b = self.layout.split(arrays)
        named = {f"W{i}": matrix for i, matrix in enumerate(W, 1)}
        return named | {f"b{i}": v for i, v in enumerate(b, 1) if self.layout.has_biases}

    def held(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """``named`` without the biases that a layer does not have."""
        own = [self.layout.inside or index is not None for index in self.layout.biases]
        absent = {f"b{layer}" for layer, there in enumerate(own, 1) if not there}
        return {n: array for n, array in self.named(arrays).items() if n not in absent}

    def unnamed(self, named: dict[str, Array], shapes: Sequence[tuple[int, ...]]) -> list[Array]:
        """The other way: arrays by the engine's names as someone's, of ``shapes``."""
        depth = range(1, len(self.layout.sizes))
        zeros = [np.zeros(units) for units in self.layout.sizes]
        b = [named.get(f"b{i}", zeros[i]) for i in depth]
        return self.layout.join([named[f"W{i}"] for i in depth], b, shapes)
