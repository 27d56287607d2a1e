"""``Recognised``: someone's code as a network of the engine, and the way there and back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.candidates import signed_classes
from mlpviz.gradcheck.description import Penalty
from mlpviz.gradcheck.layout import Layout
from mlpviz.gradcheck.mistakes.factor import reduction
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.reported import RIGHT, Report
from mlpviz.words import number


@dataclass(frozen=True)
class Recognised:
    """What someone's code computes: scale * engine's loss + l2 * sum of squares + l1 * of sizes.

    Attributes
    ----------
    layout : which array is which
    activations, output, loss : names in the engine's tables
    scale : the loss over the engine's, which sums over outputs and averages over samples
    l2 : factor of the sum of squares; of the weights alone, or of ``penalised`` "all" parameters
    X, Y : inputs [n, d] and targets [n, k] as the engine takes them
    report : the mistake in the loss itself, if there is one
    l1 : factor of the sum of sizes, of the same parameters
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
    report: Report = RIGHT
    l1: float = 0.0

    def network(self, arrays: Sequence[Array]) -> MLP:
        """The engine's network with someone's parameters."""
        network = MLP(
            self.layout.sizes,
            self.activations,
            self.output,
            bias=self.layout.has_biases,
            init="zeros",
        )
        for name, values in self.layout.named(arrays).items():
            network.params[name][...] = values
        return network

    @property
    def engine_l2(self) -> float:
        """What the engine's own L2 term does of it: weights alone; the rest is in ``pull``."""
        return self.l2 / self.scale if self.penalised == "weights" else 0.0

    @property
    def engine_l1(self) -> float:
        """The same for L1."""
        return self.l1 / self.scale if self.penalised == "weights" else 0.0

    def penalises(self, name: str) -> bool:
        """Whether the penalty is of the parameter that the engine calls ``name``."""
        return self.penalised == "all" or (self.penalised == "weights" and name[0] == "W")

    def penalty_part(self, name: str, parameter: Array) -> Array | float:
        """What L2 and L1 add to the gradient of the parameter that the engine calls ``name``."""
        if not self.penalises(name):
            return 0.0
        part: Array = 2.0 * self.l2 * parameter
        return part + self.l1 * np.sign(parameter) if self.l1 else part

    def pull(self, name: str, parameter: Array) -> Array | float:
        """The same where biases have it, too; 0 where ``engine_l2`` and ``engine_l1`` have it."""
        return self.penalty_part(name, parameter) if self.penalised == "all" else 0.0

    def gradients(self, network: MLP) -> dict[str, Array]:
        """d someone's loss / d parameters by ``network``'s own backward pass, by engine's names."""
        if self.report.name:
            network = BuggyMLP.of(network, self.report.steps)
        with np.errstate(all="ignore"):
            network.backpropagate(self.X, self.Y, self.loss, self.engine_l2, l1=self.engine_l1)
        return {
            name: self.scale * gradient + self.pull(name, network.params[name])
            for name, gradient in network.grads.items()
        }

    def held(self, arrays: Sequence[Array]) -> dict[str, Array]:
        """Someone's arrays by the engine's names, without biases that a layer does not have."""
        return self.layout.held(arrays)

    def unnamed(self, named: dict[str, Array], shapes: Sequence[tuple[int, ...]]) -> list[Array]:
        """The other way: arrays by the engine's names as someone's, of ``shapes``."""
        depth = range(1, len(self.layout.sizes))
        zeros = [np.zeros(units) for units in self.layout.sizes]
        b = [named.get(f"b{i}", zeros[i]) for i in depth]
        return self.layout.join([named[f"W{i}"] for i in depth], b, shapes)

    def writer(self, names: Sequence[str], arrays: Sequence[Array]) -> Writer:
        """Writes lines as someone does: their ``names`` of the arrays, and the way round."""
        layout, own = self.layout, {}
        for i, (weight, bias) in enumerate(zip(layout.weights, layout.biases, strict=True), 1):
            own[f"W{i}"] = names[weight]
            if bias is not None:
                own[f"b{i}"] = names[bias]
            elif layout.inside:
                place = "0" if layout.inside == "first" else "-1"
                own[f"b{i}"] = f"{names[weight]}[{f':, {place}' if layout.out_in else place}]"
        biases = [arrays[index] for index in layout.biases if index is not None]
        return Writer(
            self.activations,
            self.output,
            self.loss,
            reduction(self.scale, *self.Y.shape)[1],
            layout.out_in,
            layout.columns,
            keepdims=any(array.ndim > 1 for array in biases),
            names=own,
        )


def described(found: Recognised, given: Array | None = None) -> str:
    """``5-6-4, tanh, softmax, cross_entropy, mean over samples, plus 0.01 sum(W^2)``.

    ``given`` are the targets as they were passed.
    """
    words, _ = reduction(found.scale, *found.Y.shape)
    parts = ["-".join(map(str, found.layout.sizes)), *dict.fromkeys(found.activations)]
    parts += [found.output, found.loss, words]
    parts += [found.report.words] if found.report.name else []
    if found.l1:
        what = "|W|" if found.penalised == "weights" else "|W| + |b|"
        parts.append(f"plus {number(found.l1)} sum({what})")
    if found.l2:
        what = "W^2" if found.penalised == "weights" else "W^2 + b^2"
        parts.append(f"plus {number(found.l2)} sum({what})")
    if given is not None and signed_classes(given) and not found.Y.min() < 0.0:
        parts.append("with targets 0 and 1 for the labels -1 and 1")
    return ", ".join(parts)
