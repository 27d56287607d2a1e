"""Mistakes in the last delta: the derivative of the loss, its targets, its factor."""

from dataclasses import replace
from functools import partial

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES, softmax
from mlpviz.gradcheck.mistakes.backward import Steps, loss_gradient
from mlpviz.gradcheck.mistakes.conditions import (
    Need,
    apart,
    loss_is,
    other_losses,
    several_outputs,
    several_samples,
)
from mlpviz.gradcheck.mistakes.factor import Factor
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.slopes import no_slope
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.words import number


def scaled(loss: str, prediction: Array, Y: Array, factor: Factor, only: str = "") -> Array:
    """The right one times a factor; of one loss ``only``, if that is given."""
    gradient = loss_gradient(loss, prediction, Y)
    return gradient * factor(*Y.shape) if only in ("", loss) else gradient


def times_amount(loss: str, prediction: Array, Y: Array, amount: float) -> Array:
    """The right one times any number."""
    return loss_gradient(loss, prediction, Y) * amount


def of_the_root(loss: str, prediction: Array, Y: Array) -> Array:
    """The gradient of the loss's root."""
    value, gradient = LOSSES[loss].f(prediction, Y)
    return gradient / (2.0 * value**0.5) if loss == "mse" and value > 0.0 else gradient


def class_numbers(loss: str, prediction: Array, Y: Array, amount: int) -> Array:
    """The gradient against class numbers, counted from ``amount``, in place of one-hot rows.

    A column of them, [n, 1], is copied to all outputs by broadcasting.
    """
    if Y.shape[1] == 1:
        return loss_gradient(loss, prediction, Y)
    numbers = np.broadcast_to(Y.argmax(axis=1)[:, None] + amount, Y.shape).astype(Y.dtype)
    if loss != "cross_entropy":
        return loss_gradient(loss, prediction, numbers)
    gradient: Array = (softmax(prediction) - numbers) / len(Y)
    return gradient


def diagonal_of_jacobian(loss: str, prediction: Array, Y: Array) -> Array:
    """(-y / p) p (1 - p) / n for cross-entropy: the softmax treated like a sigmoid."""
    if loss != "cross_entropy":
        return loss_gradient(loss, prediction, Y)
    return Y * (softmax(prediction) - 1.0) / len(Y)


def softmax_of_softmax(loss: str, prediction: Array, Y: Array) -> Array:
    """(softmax(p) - y) / n for cross-entropy, where p = softmax(z) already."""
    again = softmax(prediction) if loss == "cross_entropy" else prediction
    return loss_gradient(loss, again, Y)


def another_loss(loss: str, place: int) -> tuple[str, float]:
    """A loss that takes the same outputs, by its place among them, with a factor.

    The last is half of the squared error, which books define. The loss itself if there are fewer.
    """
    outputs = LOSSES[loss].outputs
    others = [(n, 1.0) for n, row in LOSSES.items() if row.outputs == outputs and n != loss]
    others += [("mse", 0.5)] if ("mse", 1.0) in others else []
    return others[place] if place < len(others) else (loss, 1.0)


def of_another_loss(loss: str, prediction: Array, Y: Array, amount: int) -> Array:
    """The gradient of another loss for the same outputs."""
    name, factor = another_loss(loss, amount)
    return loss_gradient(name, prediction, Y) * factor


def _another_in_words(loss: str, place: int) -> str:
    name, factor = another_loss(loss, place)
    return f"that of {name}" if factor == 1.0 else f"that of half the {name}"


def _of_another(w: Writer) -> Written:
    name, factor = another_loss(w.loss, w.amount)
    return replace(w, loss=name, factor=w.factor.times(Factor(factor))).last_delta()


def by_factor(
    factor: Factor,
    title: str,
    help_: str,
    lesson: str,
    needs: tuple[Need, ...] = (),
    only: str = "",
) -> Mistake:
    """The row of a whole gradient that is off by a factor, of one loss ``only`` if it is given."""
    return Mistake(
        title=title,
        help=help_,
        lesson=lesson,
        steps=Steps(loss_gradient=partial(scaled, factor=factor, only=only)),
        wrong=Writer.last_delta,
        right=Writer.last_delta,
        needs=needs,
        off_by=factor,
    )


def _amount_before(w: Writer) -> Written:
    return w.last_in_words(number(w.amount, 6), f" * {number(w.amount, 6)}")


LOSS_GRADIENTS: dict[str, Mistake] = {
    "sign": by_factor(
        Factor(-1.0),
        "Sign of the loss gradient",
        "The signs are opposite: prediction and target are swapped, or a minus is too many.",
        "The loss climbs from the first step on: every gradient has the right size and points "
        "uphill. Easily made where the loss takes (y, a) and its gradient (a, y): the delta "
        "begins with a - y.",
    ),
    "no-mean": by_factor(
        Factor(1.0, 1),
        "Missing 1/n",
        "The gradient lacks a 1/n that the loss has: it is a sum over samples.",
        "Every gradient is too large by the batch size, so training is as with a learning rate n "
        "times as high, as when eta is not divided by n: it may diverge. Divide the last delta by "
        "n, once.",
        (several_samples,),
    ),
    "mean-twice": by_factor(
        Factor(1.0, -1),
        "1/n applied twice",
        "The gradient is divided by n once more than the loss.",
        "The loss gradient is divided by n, and so is the sum over samples that follows. Training "
        "looks merely slow, and larger batches make it slower. Divide in one of the two places.",
        (several_samples,),
    ),
    "no-factor-2": by_factor(
        Factor(0.5),
        "Missing factor 2",
        "The gradient is taken as if the loss had one more 1/2.",
        "Books define the squared error with 1/2 to be rid of the 2; code mixes both conventions. "
        "Training is as with half the learning rate. The derivative of (a - y)^2 is 2 (a - y).",
        (loss_is("mse"),),
        "mse",
    ),
    "factor-2": by_factor(
        Factor(2.0),
        "Factor 2 too much",
        "Every gradient is twice what it should be.",
        "Two backward passes added up without setting the gradient to zero between them, or the 2 "
        "of a square whose loss has a 1/2. Training is as with twice the learning rate.",
    ),
    "mean-over-outputs": by_factor(
        Factor(1.0, 0, -1),
        "Mean over outputs",
        "The gradient is averaged over outputs, the loss is summed over them.",
        "np.mean over everything divides by n k, and training is slower by the number of outputs. "
        "Where the loss sums over outputs, divide by n alone.",
        (several_outputs,),
    ),
    "outputs-summed": by_factor(
        Factor(1.0, 0, 1),
        "Missing 1/k",
        "The gradient is summed over outputs, the loss is averaged over them.",
        "np.mean over everything divides the loss by n k, a derivation on paper by n alone. Steps "
        "are too long by the number of outputs, and may diverge: divide the delta by n k, too.",
        (several_outputs,),
    ),
    "loose-constant": Mistake(
        title="A constant before the loss gradient",
        help="Every gradient is off by one factor that belongs to nothing here.",
        lesson="Look for a constant that the loss has and its gradient lacks, or the other way "
        "round: every step is too long or too short by it. With L2 only the part that comes from "
        "the data is off.",
        steps=Steps(loss_gradient=times_amount),
        amounts=(0.3,),
        solved=True,
        wrong=_amount_before,
        right=Writer.last_delta,
    ),
    "gradient-of-root": Mistake(
        title="MSE shown, RMSE differentiated",
        help="The gradient is that of the loss's root.",
        lesson="Every gradient is off by 1 / (2 sqrt(loss)), so the steps grow as the loss falls. "
        "Training still finds the same minimum, and rattles around it. Leave the root out of "
        "both or of neither.",
        steps=Steps(loss_gradient=of_the_root),
        wrong=lambda w: w.last_in_words(r"\tfrac{1}{2 \sqrt L} \cdot", " / (2 * np.sqrt(loss))"),
        right=Writer.last_delta,
        needs=(loss_is("mse"),),
    ),
    "labels": Mistake(
        title="Targets not one-hot",
        help="The gradient is taken against class numbers, copied to every output.",
        lesson="Broadcasting accepts a column of class numbers where rows of targets belong. "
        "Every output is pulled to the number of the class, so training ends far from the "
        "classes. Make one-hot rows of the numbers first.",
        steps=Steps(loss_gradient=class_numbers),
        amounts=(1, 0),
        wrong=lambda w: w.last_delta(y="c_i", y_code="labels" if w.columns else "labels[:, None]"),
        right=Writer.last_delta,
        needs=(several_outputs,),
    ),
    "softmax-diagonal": Mistake(
        title="Softmax with only its diagonal",
        help="The softmax's Jacobian is taken for a slope per unit, as if it were a sigmoid.",
        lesson="Each p depends on every z, so the Jacobian is a full matrix. The true class's "
        "delta is right and all others are 0: wrong classes are never pushed down.",
        steps=Steps(loss_gradient=diagonal_of_jacobian),
        wrong=lambda w: w.last(r"y \odot (p - 1)", "Y * (p - 1)"),
        right=Writer.last_delta,
        needs=(loss_is("cross_entropy"),),
    ),
    "softmax-twice": Mistake(
        title="Softmax applied twice",
        help="The loss gradient applies softmax to outputs that are probabilities already.",
        lesson="A fused loss expects logits. The softmax of probabilities is almost uniform, so "
        "the gradient never goes to 0: accuracy may hold while logits and loss grow. Hand over "
        "the logits.",
        steps=Steps(loss_gradient=softmax_of_softmax),
        wrong=lambda w: w.last(r"(\mathrm{softmax}(p) - y)", "(softmax(p) - Y)"),
        right=Writer.last_delta,
        needs=(loss_is("cross_entropy"),),
    ),
    "no-output-slope": Mistake(
        title="Slope of the output forgotten",
        help="The output function is missing from the last layer's delta.",
        lesson="a - y is right for cross-entropy, where the slope cancels; with a squared error it "
        "does not. Descent often goes on, since the factor left out is positive.",
        steps=Steps(output_slope=no_slope),
        wrong=lambda w: w.last_delta(slope=Written("", "")),
        right=Writer.last_delta,
        needs=(apart,),
    ),
    "other-loss": Mistake(
        title="Gradient of another loss",
        help="The last delta is that of another loss than the one that is reported.",
        lesson="One of the two was changed and the other left. Both fall in training, as losses of "
        "the same outputs do; only the check tells them apart.",
        steps=Steps(loss_gradient=of_another_loss),
        amounts=(0, 1, 2),
        in_words=_another_in_words,
        wrong=_of_another,
        right=Writer.last_delta,
        needs=(other_losses,),
    ),
}
