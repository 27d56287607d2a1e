"""Mistakes in the gradients of weights and biases: sums, L2, what is left from before."""

from collections.abc import Callable, Iterable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.bugs.backward import Steps, penalty_gradient, weight_gradient
from mlpviz.gradcheck.bugs.bug import (
    Bug,
    Setting,
    biases,
    everything,
    has_biases,
    hidden_layer,
    reaches,
    regularized,
    several_samples,
    square,
    weights,
)


def output_for_input(a_prev: Array, delta: Array, a: Array) -> Array:
    """a^T delta, where it has the shape of W."""
    return weight_gradient(a if a.shape == a_prev.shape else a_prev, delta, a)


def stale_inputs(now: list[Array], before: Callable[[], list[Array]]) -> list[Array]:
    """Activations of the weights from before the last update."""
    return before()


def summed_over_all(delta: Array) -> Array:
    """One sum over samples and units, for every bias."""
    return np.full(delta.shape[1], delta.sum(), delta.dtype)


def averaged(delta: Array) -> Array:
    """The mean over samples of a delta that is divided by n already."""
    mean: Array = delta.mean(axis=0)
    return mean


def no_penalty(name: str, parameter: Array, l2: float) -> float:
    """0."""
    return 0.0


def penalty_on_all(name: str, parameter: Array, l2: float) -> Array | float:
    """2 l2 times the parameter, for biases too."""
    return 2.0 * l2 * parameter


def half_penalty(name: str, parameter: Array, l2: float) -> Array | float:
    """l2 W."""
    return penalty_gradient(name, parameter, l2 / 2.0)


def added_up(gradient: Array, held: Array) -> Array:
    """The gradient on top of what is held; on nothing after a run that left infinities behind."""
    total: Array = gradient + np.nan_to_num(held, nan=0.0, posinf=0.0, neginf=0.0)
    return total


def _square_weights(setting: Setting) -> Iterable[str]:
    return {f"W{i}" for i in range(1, setting.depth + 1) if square(setting, i)}


def _shared_biases(setting: Setting) -> Iterable[str]:
    if not setting.network.bias:
        return set()
    return {f"b{i}" for i in range(1, setting.depth + 1) if setting.network.sizes[i] > 1}


def _biases_off_zero(setting: Setting) -> Iterable[str]:
    return {name for name in biases(setting) if setting.network.params[name].any()}


def _deeper_weights(setting: Setting) -> Iterable[str]:
    return {f"W{i}" for i in range(2, setting.depth + 1)}


PARAMETER_BUGS: dict[str, Bug] = {
    "output-for-input": Bug(
        "dW from the layer's output",
        "The weight gradient uses the activation that the layer makes, not the one it gets.",
        r"\partial L / \partial W^{(l)} = a^{(l)\top} \delta^{(l)}",
        r"\partial L / \partial W^{(l)} = a^{(l-1)\top} \delta^{(l)}",
        "Off by one in a list of activations. Shapes allow it for square layers only, and "
        "deltas and biases stay right: just those weights fail.",
        Steps(weight_gradient=output_for_input),
        (reaches(_square_weights, "needs a layer with as many units as inputs"),),
        _square_weights,
    ),
    "stale-activation": Bug(
        "Stale activation",
        "The weight gradients use activations from before the last update.",
        r"\partial L / \partial W^{(l)} = a_{\mathrm{old}}^{(l-1)\top} \delta^{(l)}",
        r"\partial L / \partial W^{(l)} = a^{(l-1)\top} \delta^{(l)}",
        "Activations were stored and not computed anew after the step. The error is as large as "
        "the step was long, W1 is right, and before the first update nothing shows.",
        Steps(inputs=stale_inputs),
        (hidden_layer,),
        _deeper_weights,
        needs_step=True,
    ),
    "bias-axis": Bug(
        "Bias summed over the wrong axes",
        "The sum for the biases runs over units as well as samples.",
        r"\partial L / \partial b^{(l)}_j = \sum_{i,k} \delta^{(l)}_{ik}",
        r"\partial L / \partial b^{(l)}_j = \sum_i \delta^{(l)}_{ij}",
        "np.sum without an axis gives one number, and broadcasting puts it into every bias; "
        "axis=1 would only fit where n equals the width. All biases of a layer move alike.",
        Steps(bias_gradient=summed_over_all),
        (has_biases, reaches(_shared_biases, "needs a layer with two units")),
        _shared_biases,
    ),
    "bias-mean": Bug(
        "Bias averaged",
        "The bias gradient is a mean over samples of a delta that has 1/n in it already.",
        r"\partial L / \partial b^{(l)} = \tfrac1n \sum_i \delta^{(l)}_i",
        r"\partial L / \partial b^{(l)} = \sum_i \delta^{(l)}_i",
        "Weights are right and biases too small by the batch size: they hardly move, and the "
        "weights make up for it.",
        Steps(bias_gradient=averaged),
        (has_biases, several_samples),
        biases,
    ),
    "no-l2": Bug(
        "L2 forgotten in the gradient",
        "The loss has the L2 term, the gradient does not.",
        r"\partial L / \partial W = a^\top \delta",
        r"\partial L / \partial W = a^\top \delta + 2 \lambda W",
        "All weights fail and all biases pass. Nothing holds the weights back, and with a small "
        "λ the training curves hardly differ.",
        Steps(penalty_gradient=no_penalty),
        (regularized,),
        weights,
    ),
    "half-l2": Bug(
        "L2 gradient without its 2",
        "The penalty is λ ΣW², its gradient is taken as λW.",
        r"\partial L / \partial W = a^\top \delta + \lambda W",
        r"\partial L / \partial W = a^\top \delta + 2 \lambda W",
        "Right for a penalty with 1/2. The weights fail by λW: little for a small λ, so that a "
        "loose threshold lets it pass.",
        Steps(penalty_gradient=half_penalty),
        (regularized,),
        weights,
    ),
    "l2-on-biases": Bug(
        "L2 applied to biases",
        "The gradient pulls biases to zero too, though the loss does not penalise them.",
        r"\partial L / \partial b = \sum_i \delta_i + 2 \lambda b",
        r"\partial L / \partial b = \sum_i \delta_i",
        "Only biases fail, by 2λb: nothing shows while they are still zero, as most networks "
        "start.",
        Steps(penalty_gradient=penalty_on_all),
        (has_biases, regularized),
        _biases_off_zero,
    ),
    "accumulated": Bug(
        "Gradients not reset",
        "Each backward pass adds to what the one before left behind.",
        r"g \leftarrow g + \nabla L",
        r"g \leftarrow \nabla L",
        "The first check passes; later everything fails. Steps grow into a momentum "
        "without friction, and the loss swings.",
        Steps(new_gradient=added_up),
        (),
        everything,
        needs_step=True,
    ),
}
