"""Mistakes in dW and db: the inputs of a product, the axis of a sum, samples that are lost."""

from collections.abc import Callable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import Steps, weight_gradient
from mlpviz.gradcheck.mistakes.conditions import (
    biases,
    curved_inputs,
    deeper_weights,
    has_biases,
    hidden_layer,
    reaches,
    several_samples,
    shared_biases,
    square_weights,
    weights,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written

ZERO = Written("0", "0")


def output_for_input(a_prev: Array, delta: Array, a: Array) -> Array:
    """a^T delta, where it has the shape of W."""
    return weight_gradient(a if a.shape == a_prev.shape else a_prev, delta, a)


def z_for_input(now: Array, z: Array | None, before: Callable[[], Array]) -> Array:
    """The z of the layer below."""
    return now if z is None else z


def stale_input(now: Array, z: Array | None, before: Callable[[], Array]) -> Array:
    """What the weights from before the last update had made."""
    return before()


def transposed(a_prev: Array, delta: Array, a: Array) -> Array:
    """delta^T a_prev, where it has the shape of W."""
    right = weight_gradient(a_prev, delta, a)
    return right.T if right.shape[0] == right.shape[1] else right


def no_weight_gradient(a_prev: Array, delta: Array, a: Array) -> Array:
    """0."""
    return np.zeros((a_prev.shape[1], delta.shape[1]), delta.dtype)


def no_bias_gradient(delta: Array) -> Array:
    """0."""
    return np.zeros(delta.shape[1], delta.dtype)


def summed_over_all(delta: Array) -> Array:
    """One sum over samples and units, for every bias."""
    return np.full(delta.shape[1], delta.sum(), delta.dtype)


def averaged(delta: Array) -> Array:
    """The mean over samples of a delta that is divided by n already."""
    mean: Array = delta.mean(axis=0)
    return mean


def averaged_over_all(delta: Array) -> Array:
    """One mean over samples and units, for every bias."""
    return np.full(delta.shape[1], delta.sum() / len(delta), delta.dtype)


def times_n(delta: Array) -> Array:
    """The sum over samples of a delta without its 1/n."""
    total: Array = delta.sum(axis=0) * len(delta)
    return total


def product_times_n(a_prev: Array, delta: Array, a: Array) -> Array:
    """a_prev^T delta with a delta without its 1/n."""
    return weight_gradient(a_prev, delta, a) * len(delta)


def last_sample_product(a_prev: Array, delta: Array, a: Array) -> Array:
    """The last sample's share of dW."""
    return weight_gradient(a_prev[-1:], delta[-1:], a[-1:])


def last_sample_sum(delta: Array) -> Array:
    """The last sample's share of db."""
    last: Array = delta[-1]
    return last


def first_sample_product(a_prev: Array, delta: Array, a: Array) -> Array:
    """The first sample's share of dW."""
    return weight_gradient(a_prev[:1], delta[:1], a[:1])


def first_sample_sum(delta: Array) -> Array:
    """The first sample's share of db."""
    first: Array = delta[0]
    return first


PARAMETERS: dict[str, Mistake] = {
    "output-for-input": Mistake(
        title="dW from the layer's output",
        help="The weight gradient uses the activation that the layer makes, not the one it gets.",
        lesson="Off by one in a list of activations. Shapes allow it for square layers only, and "
        "deltas and biases stay right: just those weights learn something else. Take the "
        "activation that the layer gets.",
        steps=Steps(weight_gradient=output_for_input),
        wrong=lambda w: w.weights(w.product(w.a())),
        right=Writer.weights,
        needs=(reaches(square_weights, "needs a layer with as many units as inputs"),),
        reach=square_weights,
    ),
    "z-for-input": Mistake(
        title="dW from z",
        help="The weight gradient uses the z of the layer below, not its activation.",
        lesson="z and a lie side by side in most programs, and have one shape. Deltas, biases and "
        "W1, whose input is X, are right; the other weights learn from what their layer never "
        "sees. Take a.",
        steps=Steps(layer_input=z_for_input),
        wrong=lambda w: w.above_first.weights(w.above_first.product(w.above_first.z(-1))),
        right=lambda w: w.above_first.weights(),
        needs=(reaches(curved_inputs, "needs a hidden activation other than identity"),),
        reach=curved_inputs,
    ),
    "stale-activation": Mistake(
        title="Stale activation",
        help="The weight gradients use activations from before the last update.",
        lesson="Activations were stored and not computed anew after the step. Weights follow the "
        "batch before, and long steps swing. W1 is right, and before the first update nothing "
        "shows. Run the forward pass first.",
        steps=Steps(layer_input=stale_input),
        wrong=lambda w: w.above_first.weights(
            w.above_first.product(w.named(w.above_first.a(-1), "old"))
        ),
        right=lambda w: w.above_first.weights(),
        needs=(hidden_layer,),
        reach=deeper_weights,
        needs_step=True,
    ),
    "transposed-dw": Mistake(
        title="dW transposed",
        help="The two factors of the weight gradient have changed places.",
        lesson="Shapes catch this unless the layer is square. Only those weights fail, and their "
        "diagonal is right: each learns what another one should. Inputs come first, transposed, "
        "deltas second.",
        steps=Steps(weight_gradient=transposed),
        wrong=lambda w: w.weights(w.product(turned=True)),
        right=Writer.weights,
        needs=(reaches(square_weights, "needs a layer with as many units as inputs"),),
        reach=square_weights,
    ),
    "no-dw": Mistake(
        title="dW never computed",
        help="The gradient of the weights is 0 but for what L2 adds.",
        lesson="A line is missing, or its result goes to another name. These weights stay as they "
        "began, and the biases learn alone.",
        steps=Steps(weight_gradient=no_weight_gradient),
        wrong=lambda w: w.weights(ZERO),
        right=Writer.weights,
        reach=weights,
    ),
    "no-db": Mistake(
        title="db never computed",
        help="The gradient of the biases is 0.",
        lesson="A line is missing, or its result goes to another name. The biases stay where they "
        "began, and the weights make up for it.",
        steps=Steps(bias_gradient=no_bias_gradient),
        wrong=lambda w: w.biases(ZERO),
        right=Writer.biases,
        needs=(has_biases,),
        reach=biases,
    ),
    "bias-axis": Mistake(
        title="Bias summed over the wrong axes",
        help="The sum for the biases runs over units as well as samples.",
        lesson="np.sum(dZ) without an axis gives one number, and broadcasting puts it into every "
        "bias. All biases of a layer move alike.",
        steps=Steps(bias_gradient=summed_over_all),
        wrong=lambda w: w.biases(w.total("all")),
        right=Writer.biases,
        needs=(has_biases, reaches(shared_biases, "needs a layer with two units")),
        reach=shared_biases,
    ),
    "bias-mean": Mistake(
        title="Bias averaged",
        help="The bias gradient is a mean over samples of a delta that has 1/n in it already.",
        lesson="Weights are right and biases too small by the batch size: they hardly move, and "
        "the weights make up for it.",
        steps=Steps(bias_gradient=averaged),
        wrong=lambda w: w.divided(w.biases(), "n"),
        right=Writer.biases,
        needs=(has_biases, several_samples),
        reach=biases,
    ),
    "bias-mean-of-all": Mistake(
        title="One mean for all biases",
        help="One mean over samples and sum over units, for every bias.",
        lesson="1/n * np.sum(dZ), where dZ has 1/n in it already: two slips in one line. All "
        "biases of a layer move alike, and hardly. Sum over samples only.",
        steps=Steps(bias_gradient=averaged_over_all),
        wrong=lambda w: w.divided(w.biases(w.total("all")), "n"),
        right=Writer.biases,
        needs=(has_biases, several_samples, reaches(shared_biases, "needs a layer with two units")),
        reach=biases,
    ),
    "bias-not-averaged": Mistake(
        title="1/n missing in db",
        help="The bias gradient lacks the 1/n of the loss; the weight gradient has it.",
        lesson="Where each line divides by n for itself, one is easily forgotten. Weights are "
        "right and biases too large by the batch size: they swing in training, the more the larger "
        "the batch. Divide the last delta once, and no other line needs it.",
        steps=Steps(bias_gradient=times_n),
        wrong=lambda w: w.times(w.biases(), "n"),
        right=Writer.biases,
        needs=(has_biases, several_samples),
        reach=biases,
    ),
    "weights-not-averaged": Mistake(
        title="1/n missing in dW",
        help="The weight gradient lacks the 1/n of the loss; the bias gradient has it.",
        lesson="Where each line divides by n for itself, one is easily forgotten. Biases are right "
        "and weights too large by the batch size: a step that suits the one is far too long for "
        "the other. Divide the last delta once, and no other line needs it.",
        steps=Steps(weight_gradient=product_times_n),
        wrong=lambda w: w.weights(w.n_times(w.product())),
        right=Writer.weights,
        needs=(several_samples,),
        reach=weights,
    ),
    "last-sample": Mistake(
        title="= for += over samples",
        help="Of all samples, only the last one counts in the gradients.",
        lesson="A loop over samples sets dW and db where it has to add to them. Each step follows "
        "one sample, so the loss jitters, and it falls all the same.",
        steps=Steps(weight_gradient=last_sample_product, bias_gradient=last_sample_sum),
        wrong=lambda w: w.sample("-1"),
        right=Writer.own,
        needs=(several_samples,),
    ),
    "first-sample": Mistake(
        title="Only the first sample counts",
        help="Of all samples, only the first one counts in the gradients.",
        lesson="A loop returns too early, or a graph walked from its end sets gradients where it "
        "has to add to them. Training follows one sample of every batch, so the loss jitters. "
        "Add up all of them.",
        steps=Steps(weight_gradient=first_sample_product, bias_gradient=first_sample_sum),
        wrong=lambda w: w.sample("0"),
        right=Writer.own,
        needs=(several_samples,),
    ),
}
