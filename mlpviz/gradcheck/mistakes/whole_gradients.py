"""Mistakes after the pass: what happens to gradients that are all there, and when they are made."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.mistake import Mistake, Write
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.words import number


def added_up(gradient: Array, held: Array) -> Array:
    """The gradient on top of what is held; on nothing after a run that left infinities behind."""
    total: Array = gradient + np.nan_to_num(held, nan=0.0, posinf=0.0, neginf=0.0)
    return total


def older_weights(now: Array, before: Array) -> Array:
    """The parameters from before the last update."""
    return before


def times(gradient: Array, held: Array, amount: float) -> Array:
    """A number times the gradient, L2 included."""
    return gradient * amount


def own_factor(gradient: Array, amount: float) -> Array:
    """A number times the gradient of one parameter; biases twice that."""
    return gradient * (amount if gradient.ndim > 1 else 2.0 * amount)


def clipped_to_norm(gradient: Array, held: Array, amount: float) -> Array:
    """The gradient, scaled down where its norm is above ``amount`` times itself."""
    norm = float(np.linalg.norm(gradient))
    return gradient * (amount / norm) if norm > amount else gradient


def clipped_to_values(gradient: Array, held: Array, amount: float) -> Array:
    """Every entry cut off at +-``amount``."""
    return np.clip(gradient, -amount, amount)


def _after(maths: str, code: str) -> Write:
    return lambda w: Written(maths.format(amount=_text(w)), code.format(amount=_text(w)))


def _text(w: Writer) -> str:
    return "" if w.amount is None else number(w.amount, 6)


WHOLE_GRADIENTS: dict[str, Mistake] = {
    "accumulated": Mistake(
        title="Gradients not reset",
        help="Each backward pass adds to what the one before left behind.",
        lesson="The first check passes; later everything fails. Steps grow into a momentum "
        "without friction, and the loss swings.",
        steps=Steps(new_gradient=added_up),
        wrong=_after(r"g \leftarrow g + \nabla L", "grad += new"),
        right=_after(r"g \leftarrow \nabla L", "grad = new"),
        needs_step=True,
    ),
    "older-gradients": Mistake(
        title="Gradients older than the weights",
        help="The gradients were computed before the last update of the weights.",
        lesson="Loss and gradient belong to different weights: the update came between. Training "
        "lags one step behind and swings where steps are long; the first check passes. Compute "
        "them anew.",
        steps=Steps(weights=older_weights),
        wrong=_after(r"g = \nabla L(W_{{\mathrm{{old}}}})", "grads = gradients(old_params)"),
        right=_after(r"g = \nabla L(W)", "grads = gradients(params)"),
        needs_step=True,
    ),
    "learning-rate": Mistake(
        title="A learning rate inside the gradient",
        help="Every gradient, L2 included, is multiplied by one number.",
        lesson="The gradient is stored after it was multiplied for the update, by the learning "
        "rate or a share of it. Training is right; only the check complains.",
        steps=Steps(new_gradient=times),
        amounts=(0.1,),
        solved=True,
        of_lr=True,
        wrong=_after(r"g = {amount}\, \nabla L", "grad = {amount} * new"),
        right=_after(r"g = \nabla L", "grad = new"),
    ),
    "own-factors": Mistake(
        title="Constants that differ by parameter",
        help="Gradients are off by constant factors, all entries of one parameter alike.",
        lesson="A different constant in the line of each parameter: a 1/n, a 2 or a learning rate "
        "that one has and another lacks. Each learns at a rate of its own. Look at the lines one "
        "by one.",
        steps=Steps(parameter_gradient=own_factor),
        amounts=(2.0,),
        on_biases=2.0,
        solved=True,
        wrong=lambda w: w.times(w.own(), number(w.amount, 6)),
        right=Writer.own,
    ),
    "clipped-norm": Mistake(
        title="Gradients clipped by their norm",
        help="All gradients together are scaled down to a norm that was chosen.",
        lesson="A gradient that is stored after clipping is too short wherever it was long, so "
        "that momentum and averages learn too little of it; near the minimum the check passes. "
        "Clip in the update.",
        steps=Steps(new_gradient=clipped_to_norm),
        amounts=(0.05,),
        solved=True,
        power=1,
        wrong=_after(
            r"g = {amount}\, \nabla L / \|\nabla L\|", "grad = new * {amount} / norm(new)"
        ),
        right=_after(r"g = \nabla L", "grad = new"),
    ),
    "clipped-values": Mistake(
        title="Gradients clipped entry by entry",
        help="Every entry of the gradients is cut off at one size.",
        lesson="The largest entries are all of one size, the others right, so every step has "
        "another direction than the gradient. Near the minimum the check passes. Clip in the "
        "update.",
        steps=Steps(new_gradient=clipped_to_values),
        amounts=(0.001,),
        solved=True,
        power=1,
        wrong=_after(
            r"g = \mathrm{{clip}}(\nabla L, -{amount}, {amount})",
            "grad = np.clip(new, -{amount}, {amount})",
        ),
        right=_after(r"g = \nabla L", "grad = new"),
    ),
}
