"""A backward pass in named steps, each a small function that can be exchanged for a wrong one.

The engine's own backward pass is one fast loop; this one computes the same numbers in the words of
a textbook, so that a mistake can be put into exactly one of its lines (``mlpviz.gradcheck.bugs``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.buffers import Buffers
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP


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


def current_inputs(now: list[Array], before: Callable[[], list[Array]]) -> list[Array]:
    """Every layer's input: X and the hidden activations of this forward pass.

    ``before()`` would give those that the weights had made before their last update.
    """
    return now


def weight_gradient(a_prev: Array, delta: Array, a: Array) -> Array:
    """dW = a_prev^T delta, [fan_in, fan_out]; ``a`` is the layer's own output."""
    gradient: Array = a_prev.T @ delta
    return gradient


def bias_gradient(delta: Array) -> Array:
    """db = sum of delta over samples, [fan_out]."""
    gradient: Array = delta.sum(axis=0)
    return gradient


def delta_below(delta: Array, W: Array, layer: int) -> Array:
    """delta W^T: d loss / d a [n, fan_in] of the layer below, which has number ``layer``."""
    below: Array = delta @ W.T
    return below


def penalty_gradient(name: str, parameter: Array, l2: float) -> Array | float:
    """d (l2 * sum W^2) / d parameter: 2 l2 W for weights, 0 for biases."""
    return 2.0 * l2 * parameter if name.startswith("W") else 0.0


def new_gradient(gradient: Array, held: Array) -> Array:
    """What is left in ``grads``: this batch's gradient, in place of the ``held`` one."""
    return gradient


@dataclass(frozen=True)
class Steps:
    """The steps of a backward pass, the right ones unless replaced; functions of plain arrays.

    ``slope`` and ``delta_below`` belong to the layer that the delta comes to.

    ``output_slope`` is the slope of the output function, where the loss is not fused with it.
    """

    targets: Callable[[Array], Array] = targets
    loss_value: Callable[[str, float, Array, Array], float] = loss_value
    loss_gradient: Callable[[str, Array, Array], Array] = loss_gradient
    output_slope: Callable[[str, Array, Array], Array] = slope
    slope: Callable[[str, Array, Array], Array] = slope
    inputs: Callable[[list[Array], Callable[[], list[Array]]], list[Array]] = current_inputs
    weight_gradient: Callable[[Array, Array, Array], Array] = weight_gradient
    bias_gradient: Callable[[Array], Array] = bias_gradient
    delta_below: Callable[[Array, Array, int], Array] = delta_below
    penalty_gradient: Callable[[str, Array, float], Array | float] = penalty_gradient
    new_gradient: Callable[[Array, Array], Array] = new_gradient


class BuggyMLP(MLP):
    """An MLP whose backward pass runs ``steps``; everything else is the engine's.

    ``steps`` should be functions of a module, so that the network can be pickled; ``bug`` names
    what is wrong with them ("" if nothing). Copies and pickles keep both, and the two things that
    a buggy program remembers from one call to the next: the gradients that it left in ``grads``
    and the weights from before the last update. A trainer's snapshots do not.
    """

    def __init__(
        self, *args: Any, steps: Steps | None = None, bug: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_layer: Mapping[int, Steps] = {}
        self.steps = Steps() if steps is None else steps
        self.bug = bug
        self._used = self._outdated = self.flat.copy()

    @classmethod
    def of(
        cls, network: MLP, steps: Steps, bug: str = "", by_layer: Mapping[int, Steps] | None = None
    ) -> Self:
        """A copy of ``network`` that runs ``steps``, but in a layer of ``by_layer`` its own."""
        twin = cls.__new__(cls)
        own = {"steps": steps, "bug": bug, "by_layer": by_layer or {}}
        twin.__setstate__(network.__getstate__() | own)
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """Structure, weights, steps, and what the program remembers."""
        memory = {
            "flat_grad": self.flat_grad.copy(),
            "used": self._used.copy(),
            "outdated": self._outdated.copy(),
        }
        own = {"steps": self.steps, "bug": self.bug, "by_layer": self.by_layer}
        return super().__getstate__() | own | memory

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Rebuild from ``__getstate__``'s; without a memory if the state came from an MLP."""
        super().__setstate__(state)
        self.steps, self.bug = state["steps"], state["bug"]
        self.by_layer = state.get("by_layer", {})
        self.flat_grad[...] = state.get("flat_grad", 0.0)
        self._used = state.get("used", self.flat).astype(self.dtype)
        self._outdated = state.get("outdated", self.flat).astype(self.dtype)

    def backpropagate(self, X: Array, Y: Array, loss: str, l2: float = 0.0) -> float:
        """Loss value for one batch; leaves the gradients of ``steps`` in ``flat_grad``, ``grads``.

        X [n, d] and Y [n, k] must already be arrays of the network's dtype. The deltas are in
        ``delta``, as after the engine's own backward pass.
        """
        steps, gradients = self.steps, {}
        self._remember_weights()
        buffers = self._forward_logits(X)
        value, delta = self._loss_and_delta(buffers, Y, loss)
        outputs = [*buffers.a[:-1], OUTPUTS[self.output].f(buffers.z[-1])]
        inputs = steps.inputs([X, *outputs[:-1]], lambda: self._inputs_before_update(X))
        for layer in range(len(outputs), 0, -1):
            a_prev, a, W = inputs[layer - 1], outputs[layer - 1], self.params[f"W{layer}"]
            here = self.by_layer.get(layer, steps)
            gradients[f"W{layer}"] = here.weight_gradient(a_prev, delta, a)
            gradients[f"b{layer}"] = here.bias_gradient(delta)
            if layer > 1:
                below = layer - 2  # lists count from 0
                f, z = self.activations[below], buffers.z[below]
                there = self.by_layer.get(layer - 1, steps)
                delta = there.delta_below(delta, W, layer - 1) * there.slope(f, z, outputs[below])
                buffers.delta[below][...] = delta
        for name, parameter in self.params.items():
            here = self.by_layer.get(int(name[1:]), steps)
            gradient = gradients[name] + here.penalty_gradient(name, parameter, l2)
            self.grads[name][...] = steps.new_gradient(gradient, self.grads[name])
        return value + l2 * self.penalty() if l2 else value

    def _loss_and_delta(self, buffers: Buffers, Y: Array, loss: str) -> tuple[float, Array]:
        """The loss that the program reports, and its delta of the output layer."""
        value, _ = super()._loss_and_delta(buffers, Y, loss)  # refuses what does not go together
        steps = self.by_layer.get(len(self.sizes) - 1, self.steps)
        fused = LOSSES[loss].fused
        z, a, delta = buffers.z[-1], buffers.a[-1], buffers.delta[-1]
        prediction = z if fused else a
        value = steps.loss_value(loss, value, prediction, Y)
        delta[...] = steps.loss_gradient(loss, prediction, steps.targets(Y))
        if not fused:
            delta *= steps.output_slope(self.output, z, a)
        return value, delta

    def _remember_weights(self) -> None:
        """Tell an update from a second call at the same weights."""
        if not np.array_equal(self.flat, self._used, equal_nan=True):
            self._outdated, self._used = self._used, self.flat.copy()

    def _inputs_before_update(self, X: Array) -> list[Array]:
        """X and the hidden activations that the weights before the last update make of it."""
        past = MLP(**super().__getstate__()["structure"], init="zeros")
        past.flat[...] = self._outdated
        past.forward(X)
        return [X, *past.a[:-1]]
