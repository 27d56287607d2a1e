"""Mistakes where the loss meets the last layer: in its value, its gradient, the output function."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES, softmax
from mlpviz.gradcheck.bugs.backward import Steps, loss_gradient
from mlpviz.gradcheck.bugs.bug import (
    Bug,
    Setting,
    bends,
    everything,
    loss_is,
    several_outputs,
    several_samples,
)
from mlpviz.gradcheck.bugs.in_deltas import no_slope


def swapped(loss: str, prediction: Array, Y: Array) -> Array:
    """Y - a where a - Y belongs."""
    return -loss_gradient(loss, prediction, Y)


def summed_over_samples(loss: str, prediction: Array, Y: Array) -> Array:
    """Without 1/n."""
    return loss_gradient(loss, prediction, Y) * len(Y)


def divided_twice(loss: str, prediction: Array, Y: Array) -> Array:
    """With 1/n^2."""
    return loss_gradient(loss, prediction, Y) / len(Y)


def without_factor_2(loss: str, prediction: Array, Y: Array) -> Array:
    """(a - Y) / n for mse."""
    gradient = loss_gradient(loss, prediction, Y)
    return gradient / 2.0 if loss == "mse" else gradient


def class_numbers(Y: Array) -> Array:
    """The class number of each row of Y in all of its places, as broadcasting puts it there."""
    numbers = Y.argmax(axis=1)[:, None] if Y.shape[1] > 1 else Y
    return np.broadcast_to(numbers, Y.shape).astype(Y.dtype)


def diagonal_of_jacobian(loss: str, prediction: Array, Y: Array) -> Array:
    """(-y / p) p (1 - p) / n for cross-entropy: the softmax treated like a sigmoid."""
    if loss != "cross_entropy":
        return loss_gradient(loss, prediction, Y)
    return Y * (softmax(prediction) - 1.0) / len(Y)


def softmax_of_softmax(loss: str, prediction: Array, Y: Array) -> Array:
    """(softmax(p) - y) / n for cross-entropy, where p = softmax(z) already."""
    again = softmax(prediction) if loss == "cross_entropy" else prediction
    return loss_gradient(loss, again, Y)


def root(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The root of the mean squared error."""
    return value**0.5 if loss == "mse" else value


def square_of_sum(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The mean over samples of (sum over outputs of a - y)^2, for mse."""
    if loss != "mse":
        return value
    return float(np.mean((prediction - Y).sum(axis=1) ** 2))


def averaged_twice(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """A mean over the batch that is divided by the number of samples once more."""
    return value / len(Y)


def _output_slope_matters(setting: Setting) -> str | None:
    apart = not LOSSES[setting.loss].fused
    return (
        None
        if apart and bends(setting.network.output)
        else "needs mse or huber on tanh or sigmoid outputs"
    )


LOSS_BUGS: dict[str, Bug] = {
    "sign": Bug(
        "Sign of the loss gradient",
        "Prediction and target are swapped in the loss gradient.",
        r"\delta^{(L)} \propto y - a^{(L)}",
        r"\delta^{(L)} \propto a^{(L)} - y",
        "The loss climbs from the first step on: every gradient has the right size and points "
        "uphill. Easily made where the loss takes (y, a) and its gradient (a, y).",
        Steps(loss_gradient=swapped),
        (),
        everything,
    ),
    "no-mean": Bug(
        "Missing 1/n",
        "The loss is a mean over samples, the gradient a sum.",
        r"\delta^{(L)} = \sigma'(z) \odot \ell'(a, y)",
        r"\delta^{(L)} = \tfrac1n\, \sigma'(z) \odot \ell'(a, y)",
        "Every gradient is too large by the same factor, the batch size. To training it is a "
        "learning rate n times as high, which it survives if the rate was small.",
        Steps(loss_gradient=summed_over_samples),
        (several_samples,),
        everything,
    ),
    "mean-twice": Bug(
        "1/n applied twice",
        "The loss gradient is divided by n, and so is the sum over samples that follows.",
        r"\delta^{(L)} = \tfrac{1}{n^2}\, \sigma'(z) \odot \ell'(a, y)",
        r"\delta^{(L)} = \tfrac1n\, \sigma'(z) \odot \ell'(a, y)",
        "Every gradient is too small by the same factor, the batch size: training looks merely "
        "slow, and larger batches make it slower.",
        Steps(loss_gradient=divided_twice),
        (several_samples,),
        everything,
    ),
    "no-factor-2": Bug(
        "Missing factor 2",
        "The loss has no 1/2, but the gradient is taken as if it had.",
        r"\delta^{(L)} = \tfrac1n (a - y) \odot \sigma'(z)",
        r"\delta^{(L)} = \tfrac2n (a - y) \odot \sigma'(z)",
        "Books define the squared error with 1/2 to be rid of the 2; code mixes both conventions. "
        "Every gradient is half of what it should be.",
        Steps(loss_gradient=without_factor_2),
        (loss_is("mse"),),
        everything,
    ),
    "labels": Bug(
        "Targets not one-hot",
        "The gradient is taken against the class number, copied to every output.",
        r"y_{ij} = c_i",
        r"y_{ij} = [\,j = c_i\,]",
        "Broadcasting accepts a column of class numbers where rows of targets belong. No error "
        "is raised, and the errors follow no factor or sign.",
        Steps(targets=class_numbers),
        (several_outputs,),
        everything,
    ),
    "softmax-diagonal": Bug(
        "Softmax with only its diagonal",
        "The softmax's Jacobian is taken for a slope per unit, as if it were a sigmoid.",
        r"\delta_j = -\tfrac1n\, y_j\, (1 - p_j)",
        r"\delta_j = \tfrac1n\, (p_j - y_j)",
        "Each p depends on every z, so the Jacobian is a full matrix. The true class's delta is "
        "right and all others are 0: wrong classes are never pushed down.",
        Steps(loss_gradient=diagonal_of_jacobian),
        (loss_is("cross_entropy"),),
        everything,
    ),
    "softmax-twice": Bug(
        "Softmax applied twice",
        "The loss gradient applies softmax to outputs that are probabilities already.",
        r"\delta = \tfrac1n\, (\mathrm{softmax}(p) - y), \quad p = \mathrm{softmax}(z)",
        r"\delta = \tfrac1n\, (p - y), \quad p = \mathrm{softmax}(z)",
        "A fused loss expects logits. The softmax of probabilities is almost uniform, so the "
        "gradient never goes to 0: accuracy may hold while logits and loss grow.",
        Steps(loss_gradient=softmax_of_softmax),
        (loss_is("cross_entropy"),),
        everything,
    ),
    "no-output-slope": Bug(
        "Slope of the output forgotten",
        "The output function is missing from the last layer's delta.",
        r"\delta^{(L)} = \tfrac2n (a - y)",
        r"\delta^{(L)} = \tfrac2n (a - y) \odot \sigma'(z)",
        "a - y is right for cross-entropy, where the slope cancels; with a squared error it does "
        "not. Descent often goes on, since the factor left out is positive.",
        Steps(output_slope=no_slope),
        (_output_slope_matters,),
        everything,
    ),
    "rmse": Bug(
        "RMSE shown, MSE differentiated",
        "The reported loss is the root of the one whose gradient is computed.",
        r"L = \sqrt{\tfrac1n \sum (a - y)^2}, \quad \delta = \tfrac2n (a - y) \odot \sigma'(z)",
        r"L = \tfrac1n \sum (a - y)^2, \quad \delta = \tfrac2n (a - y) \odot \sigma'(z)",
        "Both have the same minimum, so training is sound and only the check complains: every "
        "gradient is off by the same factor, twice the reported loss.",
        Steps(loss_value=root),
        (loss_is("mse"),),
        everything,
        changes="loss",
    ),
    "square-of-sum": Bug(
        "Squares the sum",
        "The reported loss adds up the differences first and squares afterwards.",
        r"L = \tfrac1n \sum_i \bigl(\sum_j (a_{ij} - y_{ij})\bigr)^2",
        r"L = \tfrac1n \sum_{i,j} (a_{ij} - y_{ij})^2",
        "A misplaced bracket: differences of opposite sign cancel. The reported loss can be 0 "
        "for a bad fit, and is another function than the one that is minimised.",
        Steps(loss_value=square_of_sum),
        (loss_is("mse"), several_outputs),
        everything,
        changes="loss",
    ),
    "loss-mean-twice": Bug(
        "Reported loss divided twice",
        "Batch means are added up and divided by the number of samples.",
        r"L = \tfrac{1}{n} \cdot \tfrac1n \sum_i \ell_i",
        r"L = \tfrac1n \sum_i \ell_i",
        "The gradient is right and training works; the loss that is shown, 0.00092 where it was "
        "2.30, is too small by the batch size, and so are its differences.",
        Steps(loss_value=averaged_twice),
        (several_samples,),
        everything,
        changes="loss",
    ),
}
