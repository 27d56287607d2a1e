"""The backward pass under test, line by line: what each line gave, and what it should have given.

A mistake high up makes everything below it wrong. So each line is judged by what the lines before
it really gave: the step from layer 2's delta to layer 1's by the program's own delta of layer 2.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.gradcheck.readings.roles import UNKNOWN, Role
from mlpviz.gradcheck.result import LayerDeltas
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.structured.rounding import SLOPE_ROUNDINGS

Stage = Literal["output", "step", "weights", "biases"]

LOSS_ROUNDINGS = 16.0  # inside one loss derivative, right or wrong, with a margin
TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a backward pass: what it gave, and what it should have given.

    ``stage`` and ``layer`` (1 for the first, 0 if unknown) say which; ``name`` is that of a
    parameter, or "delta 2". ``tolerance`` bounds by how much rounding alone can move ``actual``
    from ``right``. ``penalty`` is the part of both that comes from L2, as far as it is known;
    ``role`` says what is known of a parameter.
    """

    stage: Stage
    layer: int
    name: str
    actual: Array
    right: Array
    tolerance: Array
    penalty: Array | float = 0.0
    role: Role = UNKNOWN

    @cached_property
    def fails(self) -> Array:
        """Which numbers are wrong, beyond rounding."""
        fails: Array = ~(np.abs(self.actual - self.right) <= self.tolerance)
        return fails

    @property
    def wrong(self) -> bool:
        """Whether any number is wrong."""
        return bool(self.fails.any())

    @property
    def telling(self) -> bool:
        """Whether any number is not 0 beyond rounding: one that is would pass without proof."""
        return bool(np.any(np.abs(self.right) > self.tolerance))

    @property
    def where(self) -> str:
        """The line in words."""
        places = {
            "output": f"the delta of the last layer (layer {self.layer})",
            "step": f"the step from layer {self.layer + 1}'s delta to layer {self.layer}'s",
        }
        return places.get(self.stage, self.name)


@dataclass(frozen=True, eq=False)
class Trace:
    """All numbers that a backward pass works with. Lists count layers from 0.

    ``inputs``, ``outputs`` and ``z`` [n, units] are those of the forward pass, ``delta`` what the
    backward pass under test made; ``weights`` [fan_in, fan_out]; ``u`` is its unit round-off.
    """

    activations: tuple[str, ...]
    output: str
    loss: str
    targets: Array
    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]
    z: tuple[Array, ...]
    delta: tuple[Array, ...]
    weights: tuple[Array, ...]
    u: float

    @property
    def prediction(self) -> Array:
        """What the loss takes: logits if it is fused with the output function."""
        return self.z[-1] if LOSSES[self.loss].fused else self.outputs[-1]

    def loss_gradient(
        self, prediction: Array, targets: Array, loss: str | None = None
    ) -> tuple[Array, Array]:
        """d loss / d prediction [n, k], of this or another loss, and a bound on its rounding.

        The bound is absolute, since a - y cancels, and allows for an output slope up to 1.
        """
        value: Array = LOSSES[loss or self.loss].f(prediction, targets)[1]
        size = 1.0 + np.abs(prediction) + np.abs(targets).sum(axis=1, keepdims=True)
        if self.output == "softmax":  # e^z passes on the rounding of z
            size = size + np.abs(self.z[-1]).max(axis=1, keepdims=True)
        return value, LOSS_ROUNDINGS * self.u * (np.abs(value) + size / len(value)) + TINY

    def slope(self, name: str, z: Array) -> Array:
        """f'(z) of the activation ``name``."""
        row = ACTIVATIONS[name]
        return np.asarray(row.df(z, row.f(z)), np.float64)

    def step(self, layer: int, W: Array, slope: Array | float) -> tuple[Array, Array]:
        """delta of ``layer`` from the one above, (delta W) * slope, and a bound on its rounding.

        ``W`` [units above, units] is whatever is used in place of the transposed weights.
        """
        above = self.delta[layer + 1]
        flow = np.abs(above) @ np.abs(W)
        slope_error = SLOPE_ROUNDINGS * self.u * (1.0 + np.abs(self.outputs[layer]))
        bound = flow * ((len(W) + 4) * self.u * np.abs(slope) + slope_error)
        return (above @ W) * slope, bound + TINY

    def product(
        self, layer: int, inputs: Array, penalty: Array | float = 0.0
    ) -> tuple[Array, Array]:
        """inputs^T delta + penalty, the weight gradient, and a bound on its rounding."""
        delta = self.delta[layer]
        bound = (len(delta) + 4) * self.u * (np.abs(inputs).T @ np.abs(delta))
        return inputs.T @ delta + penalty, bound + 4.0 * self.u * np.abs(penalty) + TINY

    def lines(
        self, layers: tuple[LayerDeltas, ...], rows: dict[str, ParameterRow], l2: float
    ) -> tuple[Line, ...]:
        """The lines of the backward pass in the order in which it runs, without the forward one."""
        last = len(self.delta) - 1
        top, lines = layers[-1], []
        for i in range(last, -1, -1):
            name = f"delta {i + 1}"
            if i == last:
                right, bound = top.numerical, top.bound + TINY
                lines.append(Line("output", i + 1, name, self.delta[i], right, bound))
            else:
                slope = self.slope(self.activations[i], self.z[i])
                right, bound = self.step(i, self.weights[i + 1].T, slope)
                lines.append(Line("step", i + 1, name, self.delta[i], right, bound))
            penalty = 2.0 * l2 * self.weights[i]
            name = f"W{i + 1}"
            product, bound = self.product(i, self.inputs[i], penalty)
            actual = rows[name].analytic
            lines.append(Line("weights", i + 1, name, actual, product, bound, penalty))
            name = f"b{i + 1}"
            if name in rows:
                total, bound = self.product(i, np.ones((len(self.delta[i]), 1)))
                lines.append(Line("biases", i + 1, name, rows[name].analytic, total[0], bound[0]))
        return tuple(lines)
