"""``Known``: every number of one forward and backward pass, the engine's own, by name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.dropout import Given
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP
from mlpviz.tracing.digits import KNOWN
from mlpviz.tracing.formula import Val
from mlpviz.tracing.parts import Line, Part, Ref

OF_SAMPLES = "xyzadmhw"  # first letters of what every sample has


@dataclass(frozen=True, eq=False)
class Known:
    """The arrays of one pass by name, and what the network is.

    ``arrays`` has x [n, d]; z1, a1, ... and d1, ... [n, units] of every layer, the last a being the
    outputs; y [n, k]; W1, b1, ... and dW1, db1, ..., shaped as the parameters are. d is the loss's
    derivative in z, 1/n in it. With dropout there are the masks m1, ... and h1, ... [n, units],
    what goes on: a times m; where samples count by their weights w [n, 1], whose mean is 1.
    ``value`` is the loss, with its penalty. ``sample`` is the one whose z, a and d are written out.
    """

    arrays: Mapping[str, Array]
    activations: tuple[str, ...]
    output: str
    loss: str
    l2: float
    value: float
    sample: int = 0
    l1: float = 0.0

    @classmethod
    def of(
        cls,
        network: MLP,
        X: Array,
        Y: Array,
        loss: str,
        l2: float = 0.0,
        l1: float = 0.0,
        sample: int = 0,
        weights: Array | None = None,
        masks: Sequence[Array] = (),
    ) -> "Known":
        """Those of a network, in whose buffers the pass happens; ``weights`` are [n, 1]."""
        more: dict[str, Any] = {} if weights is None else {"weights": weights}
        more |= {"dropout": Given(masks)} if masks else {}
        with np.errstate(all="ignore"):  # what is not finite is for the caller to find
            value = network.backpropagate(X, Y, loss, l2, l1=l1, **more)
        layers = range(1, len(network.sizes))
        a = [*network.a[:-1], OUTPUTS[network.output].f(network.z[-1])]
        arrays: dict[str, Array] = {"x": X}
        for layer in layers:
            arrays |= {f"z{layer}": network.z[layer - 1], f"a{layer}": a[layer - 1]}
            if layer <= len(masks):
                mask = masks[layer - 1]
                arrays |= {f"m{layer}": mask, f"h{layer}": a[layer - 1] * mask}
        arrays["y"] = Y
        if weights is not None:
            arrays["w"] = weights
        for layer in layers:
            arrays[f"d{layer}"] = network.delta[layer - 1]
        arrays |= network.params
        arrays |= {f"d{name}": gradient for name, gradient in network.grads.items()}
        arrays = {name: array.copy() for name, array in arrays.items()}
        made = arrays, network.activations, network.output, loss
        return cls(*made, l2, float(value), sample, l1)

    @property
    def broken(self) -> str:
        """The first quantity that is not finite, in the order of the pass; empty if all are."""
        wrong = [name for name, array in self.arrays.items() if not np.isfinite(array).all()]
        return wrong[0] if wrong else "" if np.isfinite(self.value) else "L"

    @property
    def n(self) -> int:
        """Samples."""
        return len(self.arrays["x"])

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.activations) + 1

    @property
    def bias(self) -> bool:
        """Whether there are biases."""
        return "b1" in self.arrays

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer, inputs first."""
        return (
            self.arrays["x"].shape[1],
            *(self.arrays[f"z{layer}"].shape[1] for layer in range(1, self.depth + 1)),
        )

    @property
    def fused(self) -> bool:
        """Whether the loss takes logits."""
        return LOSSES[self.loss].fused

    @property
    def dropped(self) -> bool:
        """Whether units are left out."""
        return "m1" in self.arrays

    @property
    def weighted(self) -> bool:
        """Whether samples count by weights of their own."""
        return "w" in self.arrays

    def mask(self, layer: int) -> Array | None:
        """The factors of a layer's units [n, units], of those that dropout has; else None."""
        return self.arrays.get(f"m{layer}")

    def loss_of(self, network: MLP) -> float:
        """Another network's loss, on the same samples, weights and masks; its gradients go."""
        X, Y = (self.arrays[name].astype(network.dtype) for name in ("x", "y"))
        weights = self.arrays["w"].astype(network.dtype) if self.weighted else None
        if not self.dropped:
            column = None if weights is None else weights[:, 0]
            return float(network.loss(X, Y, self.loss, self.l2, column, l1=self.l1))
        masks = [self.arrays[f"m{layer}"] for layer in range(1, self.depth)]
        asked = (X, Y, self.loss, self.l2, weights, self.l1, Given(masks))
        return float(network.backpropagate(*asked))

    @property
    def digits_known(self) -> int:
        """Digits of the largest term to which a sum of the engine's is known."""
        return KNOWN[self.arrays["x"].itemsize]

    def activation(self, layer: int) -> str:
        """The name of a layer's activation; of the last one the output's."""
        return (*self.activations, self.output)[layer - 1]

    def before(self, layer: int) -> str:
        """What a layer's inputs are called: x, a1, ..., or h1, ... where units are left out."""
        if layer == 1:
            return "x"
        return f"h{layer - 1}" if self.dropped else f"a{layer - 1}"

    def row(self, quantity: str, sample: int | None = None) -> Array:
        """What one sample has of it [units]; of a parameter or a gradient all."""
        array = self.arrays[quantity]
        if not per_sample(quantity):
            return array
        row: Array = array[self.sample if sample is None else sample]
        return row

    def symbol(self, quantity: str) -> str:
        """What a quantity is called in a line: probabilities that a loss is fused with are p."""
        return "p" if self.fused and quantity == f"a{self.depth}" else quantity

    def val(self, quantity: str, index: tuple[int, ...] = (), sample: int | None = None) -> Val:
        """One number: its name, its value, and what it stands for."""
        if quantity == "L":
            return Val("L", self.value, Ref("L"))
        here = self.sample if sample is None else sample
        place, told = index, None
        if per_sample(quantity):
            told = here
            place = (here, *index) if self.n > 1 else index
        value = float(self.row(quantity, here)[index])
        name = ", ".join(map(str, place))
        return Val(f"{self.symbol(quantity)}[{name}]", value, Ref(quantity, index, told))

    def whole(self, quantity: str, text: str = "") -> Part:
        """The whole array in a line of NumPy; ``text`` if it is called otherwise there."""
        return Part(text or NUMPY.get(quantity, self.symbol(quantity)), Ref(quantity))


NUMPY = {"x": "X", "y": "Y"}


def per_sample(quantity: str) -> bool:
    """Whether every sample has its own: x, z1, a1, d1, y, but not W1, b1, dW1."""
    return quantity[0] in OF_SAMPLES and not quantity.startswith(("dW", "db"))


def layer_of(quantity: str) -> int:
    """The layer of a quantity, 0 for x; y and L belong to none, -1."""
    number = quantity.lstrip("abcdefghijklmnopqrstuvwxyzWL_")
    return int(number) if number else 0 if quantity == "x" else -1


def shape_part(known: Known, quantity: str, transposed: bool = False) -> Part:
    """A shape in a line of shapes: ``(1,4)``."""
    shape = np.shape(known.arrays[quantity])
    shape = shape[::-1] if transposed else shape
    text = ",".join(map(str, shape))
    return Part(f"({text})" if len(shape) > 1 else f"({text},)", Ref(quantity))


def code_line(known: Known, target: str, code: str, names: Mapping[str, str]) -> Line:
    """``target = code`` in NumPy, whose variables are the arrays that ``names`` gives them."""
    parts = [known.whole(target), Part(" = ")]
    variable = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or r"(?!)"
    for piece in re.split(rf"(?<![\w.\"])({variable})(?![\w(])", code):
        if piece in names:
            parts.append(known.whole(names[piece]))
        elif piece:
            parts.append(Part(piece))
    return tuple(parts)
