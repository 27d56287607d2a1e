"""Mistakes in the loss that a program reports: its gradient is that of another function."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import softmax
from mlpviz.gradcheck.mistakes.backward import Steps, loss_gradient
from mlpviz.gradcheck.mistakes.conditions import (
    all_but_the_last_bias,
    loss_is,
    probabilities,
    several_outputs,
    several_samples,
)
from mlpviz.gradcheck.mistakes.factor import Factor
from mlpviz.gradcheck.mistakes.mistake import Mistake, Write
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written

USUAL_EPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9)


def root(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The root of the mean squared error."""
    return float(value**0.5) if loss == "mse" else value


def gradient_of_root(loss: str, prediction: Array, Y: Array) -> Array:
    """Its derivative."""
    value = float(np.sum((prediction - Y) ** 2)) / len(Y)
    gradient: Array = loss_gradient(loss, prediction, Y) / (2.0 * value**0.5)
    return gradient


def square_of_sum(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The mean over samples of (sum over outputs of a - y)^2, for mse."""
    if loss != "mse":
        return value
    return float(np.mean((prediction - Y).sum(axis=1) ** 2))


def gradient_of_square(loss: str, prediction: Array, Y: Array) -> Array:
    """Its derivative."""
    total = (prediction - Y).sum(axis=1, keepdims=True)
    gradient: Array = 2.0 * total / len(Y) * np.ones_like(prediction)
    return gradient


def averaged_twice(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """A mean over the batch that is divided by the number of samples once more."""
    return value / len(Y)


def summed(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """A sum over the batch."""
    return value * len(Y)


def over_outputs(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """A mean over outputs."""
    return value / int(Y.shape[1])


def over_pairs(loss: str, value: float, prediction: Array, Y: Array) -> float:
    """The mean of -Y log P^T over all n x n pairs of samples."""
    mean = np.broadcast_to(Y.mean(axis=0), Y.shape)
    return _cross_entropy(prediction, mean, 0.0) if loss == "cross_entropy" else value


def gradient_over_pairs(loss: str, prediction: Array, Y: Array) -> Array:
    """Its derivative: the mean target takes the place of each."""
    return loss_gradient(loss, prediction, np.broadcast_to(Y.mean(axis=0), Y.shape))


def eps_in_log(loss: str, value: float, prediction: Array, Y: Array, amount: float) -> float:
    """log(p + eps) in place of log(p)."""
    if loss == "cross_entropy":
        return _cross_entropy(prediction, Y, amount)
    if loss != "binary_cross_entropy":
        return value
    a = _sigmoid(prediction)
    terms = Y * np.log(a + amount) + (1.0 - Y) * np.log(1.0 - a + amount)
    return float(-terms.sum()) / len(Y)


def gradient_with_eps(loss: str, prediction: Array, Y: Array, amount: float) -> Array:
    """Its derivative."""
    if loss == "cross_entropy":
        p = softmax(prediction)
        pull = Y * p / (p + amount)
        through_softmax: Array = (p * pull.sum(axis=1, keepdims=True) - pull) / len(Y)
        return through_softmax
    a = _sigmoid(prediction)
    inner = (1.0 - Y) / (1.0 - a + amount) - Y / (a + amount)
    gradient: Array = inner * a * (1.0 - a) / len(Y)
    return gradient


def _cross_entropy(logits: Array, Y: Array, eps: float) -> float:
    return float(-np.sum(Y * np.log(softmax(logits) + eps))) / len(Y)


def _sigmoid(z: Array) -> Array:
    e = np.exp(-np.abs(z))
    a: Array = np.where(z >= 0.0, 1.0, e) / (1.0 + e)
    return a


def loss_line(maths: str, code: str) -> Write:
    """L = ..., whatever the network; {a} are the outputs."""

    def write(w: Writer) -> Written:
        axis = int(w.columns)
        names = {"axis": 1 - axis, "a": w.outputs.code, "T": "" if w.columns else ".T"}
        names |= {"amount": w.amount, "pair": "Y.T @ np.log(p)" if axis else "Y @ np.log(p).T"}
        return Written(f"L = {maths}", "loss = " + code.format(**names))

    return write


def _mean(w: Writer) -> Written:
    return loss_line(r"\tfrac1n \sum_i \ell_i", "losses.sum() / n")(w)


_squares = loss_line(r"\tfrac1n \sum_{i,j} (a_{ij} - y_{ij})^2", "np.sum(({a} - Y) ** 2) / n")
_logs = loss_line(r"-\tfrac1n \sum_{i,j} y_{ij} \log p_{ij}", "-np.sum(Y * np.log(p)) / n")


LOSS_VALUES: dict[str, Mistake] = {
    "rmse": Mistake(
        title="RMSE shown, MSE differentiated",
        help="The reported loss is the root of the one whose gradient is computed.",
        lesson="Both have the same minimum. But training takes other steps than the root asks "
        "for: long while the loss is large, ever shorter as it falls. The curve shows one loss, "
        "learning rates act on another. Divide by twice the root, or report the loss without it.",
        steps=Steps(loss_value=root),
        reported_gradient=gradient_of_root,
        reported_as="of which the root is taken",
        wrong=loss_line(r"\sqrt{\tfrac1n \sum (a - y)^2}", "np.sqrt(np.sum(({a} - Y) ** 2) / n)"),
        right=_squares,
        needs=(loss_is("mse"),),
        changes="loss",
    ),
    "square-of-sum": Mistake(
        title="Squares the sum",
        help="The reported loss adds up the differences first and squares afterwards.",
        lesson="A misplaced bracket: differences of opposite sign cancel. The reported loss can "
        "be 0 for a bad fit, and its curve tells nothing of the loss that training lowers. "
        "Square first, then sum.",
        steps=Steps(loss_value=square_of_sum),
        reported_gradient=gradient_of_square,
        reported_as="differences added up before they are squared",
        wrong=loss_line(
            r"\tfrac1n \sum_i \bigl(\sum_j (a_{ij} - y_{ij})\bigr)^2",
            "np.sum(({a} - Y).sum(axis={axis}) ** 2) / n",
        ),
        right=_squares,
        needs=(loss_is("mse"), several_outputs),
        changes="loss",
    ),
    "mean-over-pairs": Mistake(
        title="Mean over all pairs of samples",
        help="The loss multiplies every target with every prediction, of other samples, too.",
        lesson="mean(Y^T log P) looks like a mean over samples, but it is one over n x n pairs, "
        "of which only the diagonal belongs there. All targets become their mean: who trains on "
        "it learns the frequencies of the classes. Sum Y * log P and divide by n.",
        steps=Steps(loss_value=over_pairs),
        reported_gradient=gradient_over_pairs,
        reported_as="over all pairs of samples",
        wrong=loss_line(
            r"-\tfrac{1}{n^2} \sum_{i,m} \sum_j y_{ij} \log p_{mj}", "-np.mean({pair})"
        ),
        right=_logs,
        needs=(loss_is("cross_entropy"), several_samples),
        reach=all_but_the_last_bias,
        changes="loss",
    ),
    "eps-in-log": Mistake(
        title="A small number inside the log",
        help="The loss takes log(p + eps), the gradient is that of log(p).",
        lesson="It keeps the loss finite where p is 0. Every gradient is off by a tiny share, eps "
        "/ p: too little for training, enough to fail a sharp check. A softmax fused with its "
        "log needs no eps.",
        steps=Steps(loss_value=eps_in_log),
        reported_gradient=gradient_with_eps,
        reported_as="with {amount} added inside the log",
        amounts=USUAL_EPS,
        wrong=loss_line(
            r"-\tfrac1n \sum_{i,j} y_{ij} \log (p_{ij} + \varepsilon)",
            "-np.sum(Y * np.log(p + {amount})) / n",
        ),
        right=_logs,
        needs=(probabilities,),
        changes="loss",
    ),
    "loss-mean-twice": Mistake(
        title="Reported loss divided twice",
        help="Batch means are added up and divided by the number of samples.",
        lesson="The gradient is right and training works; the loss that is shown, 0.00092 where it "
        "was 2.30, is too small by the batch size, and so are its differences.",
        steps=Steps(loss_value=averaged_twice),
        off_by=Factor(1.0, 1),
        wrong=loss_line(r"\tfrac{1}{n} \cdot \tfrac1n \sum_i \ell_i", "losses.mean() / n"),
        right=_mean,
        needs=(several_samples,),
        changes="loss",
    ),
    "loss-sum": Mistake(
        title="Reported loss is a sum",
        help="The loss is added up over samples, the gradient is that of their mean.",
        lesson="Training works; the loss that is shown grows with the batch, and every gradient is "
        "too small for it by the number of samples.",
        steps=Steps(loss_value=summed),
        off_by=Factor(1.0, -1),
        wrong=loss_line(r"\sum_i \ell_i", "losses.sum()"),
        right=_mean,
        needs=(several_samples,),
        changes="loss",
    ),
    "loss-mean-over-outputs": Mistake(
        title="Reported loss averaged over outputs",
        help="The loss is a mean over outputs, the gradient is that of their sum.",
        lesson="np.mean over everything divides by n k. Training works; the loss that is shown is "
        "too small by the number of outputs. Sum over them, and divide by n.",
        steps=Steps(loss_value=over_outputs),
        off_by=Factor(1.0, 0, 1),
        wrong=loss_line(r"\tfrac{1}{n k} \sum_{i,j} \ell_{ij}", "losses.mean()"),
        right=loss_line(r"\tfrac1n \sum_{i,j} \ell_{ij}", "losses.sum() / n"),
        needs=(several_outputs,),
        changes="loss",
    ),
}
