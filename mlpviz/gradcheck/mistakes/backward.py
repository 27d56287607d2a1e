"""A backward pass in named steps, each a small function that can be exchanged for a wrong one.

The engine's own backward pass is one fast loop; this one computes the same numbers in the words of
a textbook, so that a mistake can be put into exactly one of its lines (``mistakes``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP

Before = Callable[[], Sequence[Array]]
Step = Callable[..., Array]


def weights(now: Array, before: Array) -> Array:
    """The parameters, one vector, that the pass works with; ``before`` are those before the last
    update.
    """
    return now


def targets(Y: Array) -> Array:
    """What the loss gradient is taken against: the targets [n, k] as they are."""
    return Y


def loss_value(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The loss that the program reports, without L2: ``value``, the right one."""
    return value


def loss_gradient(loss: str, prediction: Array, Y: Array) -> Array:
    """d loss / d prediction [n, k], 1/n included; the prediction is the logits if the loss is fused
    with its output function, else the output activations.
    """
    gradient: Array = LOSSES[loss].f(prediction, Y)[1]
    return gradient


def slope(activation: str, z: Array, a: Array) -> Array:
    """f'(z) [n, units] of the activation of that name, a = f(z)."""
    return ACTIVATIONS[activation].df(z, a)


def layer_input(now: Array, z: Array | None, before: Callable[[], Array]) -> Array:
    """A layer's input [n, fan_in] in this forward pass.

    ``z`` is its pre-activation, None for X; ``before()`` is what the weights had made before their
    last update.
    """
    return now


def weights_below(W: Array, gradient: Array) -> Array:
    """The weights [fan_in, fan_out] through which a delta goes down; ``gradient`` is their own."""
    return W


def delta_below(delta: Array, W: Array) -> Array:
    """delta W^T: d loss / d a [n, fan_in] of the layer below."""
    below: Array = delta @ W.T
    return below


def weight_gradient(a_prev: Array, delta: Array, a: Array) -> Array:
    """dW = a_prev^T delta, [fan_in, fan_out]; ``a`` is the layer's own output."""
    gradient: Array = a_prev.T @ delta
    return gradient


def bias_gradient(delta: Array) -> Array:
    """db = sum of delta over samples, [fan_out]."""
    gradient: Array = delta.sum(axis=0)
    return gradient


def penalty(term: Array | float, parameter: Array, l2: float, n: int) -> Array | float:
    """What L2 adds to a gradient: ``term``, 2 l2 W for weights and 0 for biases.

    ``parameter`` is W, of two dimensions, or b; ``n`` samples.
    """
    return term


def l1_penalty(term: Array | float, parameter: Array, l1: float, n: int) -> Array | float:
    """What L1 adds to a gradient: ``term``, l1 sign(W) for weights and 0 for biases."""
    return term


def parameter_gradient(gradient: Array) -> Array:
    """The gradient of W or b, L1 and L2 included, as it leaves its line."""
    return gradient


def new_gradient(gradient: Array, held: Array) -> Array:
    """What is left of all gradients, one vector: this batch's, in place of the ``held`` ones."""
    return gradient


@dataclass(frozen=True)
class Steps:
    """The steps of a backward pass, the right ones unless replaced; functions of plain arrays.

    Each takes what the right one of its name above takes; that of a mistake with an amount also
    ``amount``, which has to be bound before it runs.

    ``slope``, ``weights_below`` and ``delta_below`` belong to the layer that the delta comes to.
    ``output_slope`` is the slope of the output function, where the loss is not fused with it.
    """

    weights: Step = weights
    targets: Step = targets
    loss_value: Callable[..., float] = loss_value
    loss_gradient: Step = loss_gradient
    output_slope: Step = slope
    slope: Step = slope
    layer_input: Step = layer_input
    weights_below: Step = weights_below
    delta_below: Step = delta_below
    weight_gradient: Step = weight_gradient
    bias_gradient: Step = bias_gradient
    penalty: Callable[..., Array | float] = penalty
    l1_penalty: Callable[..., Array | float] = l1_penalty
    parameter_gradient: Step = parameter_gradient
    new_gradient: Step = new_gradient

    @property
    def spoilt(self) -> dict[str, Callable[..., Any]]:
        """The steps that are not the right ones, by name."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: f for name, f in own.items() if f is not getattr(RIGHT, name)}

    def __or__(self, other: "Steps") -> "Steps":
        """These steps, and those that are spoilt in the ``other``."""
        return replace(self, **other.spoilt)


RIGHT = Steps()

# What a step computes, by its field of ``Steps``.
STEP_WORDS = {
    "weights": "the weights at which all gradients are taken",
    "targets": "the targets that the loss gradient is taken against",
    "loss_value": "the value of the loss",
    "loss_gradient": "the loss's gradient, with which the backward pass begins",
    "output_slope": "the slope of the output function",
    "slope": "the slopes of the activations",
    "layer_input": "the activations from which the gradients of weights are made",
    "weights_below": "the weights through which a delta goes down",
    "delta_below": "the way of a delta through the weights to the layer below",
    "weight_gradient": "the gradient of the weights, made from a layer's inputs and its delta",
    "bias_gradient": "the gradient of the biases, made from a layer's delta",
    "penalty": "what L2 adds to the gradient",
    "l1_penalty": "what L1 adds to the gradient",
    "parameter_gradient": "how the gradient of one parameter leaves its line",
    "new_gradient": "where the finished gradient is written",
}


@dataclass(frozen=True, eq=False)
class Pass:
    """What a backward pass works with, and its lines. Layers count from 1.

    ``z`` and ``a`` [n, units] are those of the forward pass, layer by layer, the output function
    included; ``before()`` gives the layers' inputs that the weights had made before their last
    update. ``l2`` and ``l1`` are of sum(W**2) and sum(|W|); ``on_biases``: of biases, too.
    """

    activations: Sequence[str]
    output: str
    loss: str
    params: Mapping[str, Array]
    X: Array
    Y: Array
    z: Sequence[Array]
    a: Sequence[Array]
    before: Before
    l2: float = 0.0
    l1: float = 0.0
    on_biases: bool = False

    @classmethod
    def of(cls, network: MLP, X: Array, Y: Array, loss: str, before: Before, **more: Any) -> "Pass":
        """That of a network whose forward pass on X has just run; ``more`` are its penalties."""
        z = network.z
        a = [*network.a[:-1], OUTPUTS[network.output].f(z[-1])]
        known = network.activations, network.output, loss, network.params
        return cls(*known, X, Y, z, a, before, **more)

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.z)

    @property
    def prediction(self) -> Array:
        """What the loss takes: logits if it is fused with the output function."""
        return self.z[-1] if LOSSES[self.loss].fused else self.a[-1]

    def last_delta(self, steps: Steps) -> Array:
        """delta of the last layer."""
        delta = steps.loss_gradient(self.loss, self.prediction, steps.targets(self.Y))
        if LOSSES[self.loss].fused:
            return delta
        return delta * steps.output_slope(self.output, self.z[-1], self.a[-1])

    def delta(self, layer: int, above: Array, gradient: Array, steps: Steps) -> Array:
        """delta of ``layer`` from the one above, whose weights have that gradient."""
        W = steps.weights_below(self.params[f"W{layer + 1}"], gradient)
        name, z, a = self.activations[layer - 1], self.z[layer - 1], self.a[layer - 1]
        return steps.delta_below(above, W) * steps.slope(name, z, a)

    def weights(self, layer: int, delta: Array, steps: Steps) -> Array:
        """The gradient of a layer's weights."""
        now, z = (self.a[layer - 2], self.z[layer - 2]) if layer > 1 else (self.X, None)
        inputs = steps.layer_input(now, z, lambda: self.before()[layer - 1])
        product = steps.weight_gradient(inputs, delta, self.a[layer - 1])
        return steps.parameter_gradient(product + self.penalties(f"W{layer}", steps))

    def biases(self, layer: int, delta: Array, steps: Steps) -> Array:
        """The gradient of a layer's biases."""
        total = steps.bias_gradient(delta) + self.penalties(f"b{layer}", steps)
        return steps.parameter_gradient(total)

    def penalties(self, name: str, steps: Steps) -> Array | float:
        """What L2 and L1 add to the gradient of a parameter."""
        parameter, n = self.params[name], len(self.X)
        penalised = parameter.ndim > 1 or self.on_biases
        squares = 2.0 * self.l2 * parameter if penalised else 0.0
        sizes = self.l1 * np.sign(parameter) if penalised and self.l1 else 0.0
        return steps.penalty(squares, parameter, self.l2, n) + steps.l1_penalty(
            sizes, parameter, self.l1, n
        )

    def run(self, steps: Steps, by_layer: Mapping[int, Steps]) -> Iterator["LayerPass"]:
        """All lines, from the last layer down; ``by_layer`` are steps of some layers' own."""
        delta = self.last_delta(by_layer.get(self.depth, steps))
        for layer in range(self.depth, 0, -1):
            here = by_layer.get(layer, steps)
            dW = self.weights(layer, delta, here)
            db = self.biases(layer, delta, here) if f"b{layer}" in self.params else None
            yield LayerPass(layer, delta, dW, db)
            if layer > 1:
                delta = self.delta(layer - 1, delta, dW, by_layer.get(layer - 1, steps))


class LayerPass(NamedTuple):
    """What a backward pass makes in one layer: delta [n, units], dW, and db if there are biases."""

    layer: int
    delta: Array
    dW: Array  # noqa: N815
    db: Array | None
