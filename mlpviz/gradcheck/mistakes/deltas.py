"""Mistakes on the way of a delta from layer to layer."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import Steps, delta_below
from mlpviz.gradcheck.mistakes.conditions import (
    below_square,
    below_top,
    hidden_layer,
    lowest,
    reaches,
    several_samples,
    wide_above,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written


def skips_weights(delta: Array, W: Array) -> Array:
    """The delta above as it is; its units are counted round where shapes differ."""
    return delta[:, np.arange(len(W)) % delta.shape[1]]


def not_transposed(delta: Array, W: Array) -> Array:
    """delta W, where W is square."""
    return delta @ W if W.shape[0] == W.shape[1] else delta_below(delta, W)


def averaged_again(delta: Array, W: Array) -> Array:
    """delta W^T / n."""
    return delta_below(delta, W) / len(delta)


def last_path_only(delta: Array, W: Array) -> Array:
    """What comes back from the last unit above alone."""
    return delta[:, -1:] @ W[:, -1:].T


def first_path_only(delta: Array, W: Array) -> Array:
    """What comes back from the first unit above alone."""
    return delta[:, :1] @ W[:, :1].T


def updated_weights(W: Array, gradient: Array, amount: float) -> Array:
    """W after its own update with the learning rate ``amount``."""
    updated: Array = W - amount * gradient
    return updated


def _updated(w: Writer) -> Written:
    W = w.parameter("W", 1)
    new = Written(f"(W - \\eta\\, \\partial L / \\partial W)^{{({w.index(1)})}}", f"new_{W.code}")
    return w.step(back=w.back(W=new if W.code.isidentifier() else W._replace(maths=new.maths)))


DELTAS: dict[str, Mistake] = {
    "skips-w2": Mistake(
        title="First delta skips W2",
        help="The delta is built from the one above without going through the weights.",
        lesson="Only W1 and b1 are wrong. It runs as it stands for one output or equal widths (for "
        "others, units are counted round here), and layer 2 learns around it.",
        steps=Steps(delta_below=skips_weights),
        layer=1,
        wrong=lambda w: w.step(back=w.delta(1)),
        right=Writer.step,
        needs=(hidden_layer,),
        reach=lowest(below_top),
    ),
    "not-transposed": Mistake(
        title="W not transposed",
        help="A delta goes back through W instead of its transpose.",
        lesson="Shapes catch this unless the layer is square: test a backward pass with widths "
        "that all differ. Everything below the topmost square layer learns from the blame of "
        "other units.",
        steps=Steps(delta_below=not_transposed),
        wrong=lambda w: w.step(back=w.back(transposed=False)),
        right=Writer.step,
        needs=(
            reaches(below_square, "needs two neighbouring layers of equal width, above the inputs"),
        ),
        reach=below_square,
    ),
    "mean-on-the-way": Mistake(
        title="1/n again in every layer",
        help="Each delta is divided by n on the way down, though the one above has 1/n in it.",
        lesson="The last layer is right, the one below too small by n, the next by n^2. It looks "
        "like a vanishing gradient: the lower layers hardly learn. Only the last delta takes the "
        "1/n.",
        steps=Steps(delta_below=averaged_again),
        wrong=lambda w: w.divided(w.step(), "n"),
        right=Writer.step,
        needs=(hidden_layer, several_samples),
        reach=below_top,
    ),
    "last-path": Mistake(
        title="= for += where a unit feeds several",
        help="Of the paths from a unit to those above, only the last one counts.",
        lesson="A loop over the units above sets the gradient of a shared input where it has to "
        "add to it, as with grad = where grad += belongs. All layers below learn for one unit "
        "alone.",
        steps=Steps(delta_below=last_path_only),
        wrong=lambda w: w.step(back=w.path("-1")),
        right=Writer.step,
        needs=(reaches(wide_above, "needs two units above a hidden layer"),),
        reach=wide_above,
    ),
    "first-path": Mistake(
        title="Only the first path counts",
        help="Of the paths from a unit to those above, only the first one counts.",
        lesson="A graph that is walked from its end visits the last unit first, and a gradient "
        "that is set instead of added to keeps what came last. All layers below learn for one "
        "unit alone: add.",
        steps=Steps(delta_below=first_path_only),
        wrong=lambda w: w.step(back=w.path("0")),
        right=Writer.step,
        needs=(reaches(wide_above, "needs two units above a hidden layer"),),
        reach=wide_above,
    ),
    "updated-weights": Mistake(
        title="Weights updated too early",
        help="A delta goes down through weights that this very pass has updated already.",
        lesson="Each layer is updated as soon as its gradient is there. The error is as large as "
        "the learning rate: small steps train nearly as they should, long ones go astray. Update "
        "after the pass.",
        steps=Steps(weights_below=updated_weights),
        amounts=(0.1,),
        solved=True,
        power=-1,
        of_lr=True,
        wrong=_updated,
        right=Writer.step,
        needs=(hidden_layer,),
        reach=below_top,
    ),
}
