"""Mistakes in the slopes of activations, with which a delta is multiplied on its way down."""

from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.mistakes.backward import Steps, slope
from mlpviz.gradcheck.mistakes.conditions import (
    below_activation,
    bends,
    curves,
    first_bends,
    first_slope_moves,
    lowest,
    reaches,
    slope_depends_on_place,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written

NOTHING = Written("", "")


def slope_at_a(activation: str, z: Array, a: Array) -> Array:
    """f'(a), as if a were the pre-activation."""
    row = ACTIVATIONS[activation]
    return row.df(a, row.f(a))


def no_slope(activation: str, z: Array, a: Array) -> Array:
    """1, whatever the activation."""
    return np.ones_like(z)


def slope_twice(activation: str, z: Array, a: Array) -> Array:
    """f'(z)^2."""
    squared: Array = slope(activation, z, a) ** 2
    return squared


def own_slope(activation: str, z: Array, a: Array) -> Array:
    """f(z), the function in place of its derivative."""
    return a if bends(activation) else slope(activation, z, a)


def slope_of_a(activation: str, z: Array, a: Array) -> Array:
    """f(f(z)): the function in place of its derivative, taken at a."""
    return ACTIVATIONS[activation].f(a) if bends(activation) else slope(activation, z, a)


def slope_of_another(activation: str, z: Array, a: Array, amount: str) -> Array:
    """The slope of the activation ``amount`` at z."""
    row = ACTIVATIONS[amount if bends(activation) else activation]
    return row.df(z, row.f(z))


def slope_of_another_from_a(activation: str, z: Array, a: Array, amount: str) -> Array:
    """The slope of the activation ``amount`` by its formula in a, as a (1 - a) for sigmoid."""
    return ACTIVATIONS[amount if bends(activation) else activation].df(z, a)


def relu_always_on(activation: str, z: Array, a: Array) -> Array:
    """1 for relu, the right slope for all others."""
    return np.ones_like(z) if activation == "relu" else slope(activation, z, a)


def _squared(slope: Written) -> Written:
    return Written(f"{slope.maths}^2", f"{slope.code}**2")


def once(row: Mistake, name: str, **words: Any) -> Mistake:
    """The same mistake in layer 1 alone, as a row of its own."""
    return replace(row, layer=1, same_as=name, reach=lowest(row.reach), **words)


_moved_slopes = below_activation(slope_depends_on_place, output=True)
_bent_slopes = below_activation(bends)
_curved = below_activation(curves, output=True)
_relu_slopes = below_activation("relu".__eq__)
_needs_bend = reaches(_bent_slopes, "needs a hidden activation other than identity")
_needs_move = reaches(_moved_slopes, "needs an activation that is not linear on either side of 0")

BENT = ("sigmoid", *(name for name in ACTIVATIONS if name != "sigmoid" and bends(name)))

SLOPES: dict[str, Mistake] = {
    "slope-at-a": Mistake(
        title="σ' at a instead of z",
        help="The slope is taken at the activation, not at the pre-activation.",
        lesson="A function that expects z is handed a, so the nonlinearity acts twice. Units "
        "learn with the slope of another point, saturated ones too fast. Small weights hide it, "
        "since tanh z is close to z there; relu never shows it.",
        steps=Steps(slope=slope_at_a, output_slope=slope_at_a),
        wrong=lambda w: w.step(slope=w.slope(w.a())),
        right=Writer.step,
        needs=(_needs_move,),
        reach=_moved_slopes,
    ),
    "no-slope": Mistake(
        title="σ' forgotten",
        help="Hidden deltas come back through W, but not through the activation.",
        lesson="The last layer's gradients are right, everything below is wrong. Slopes are mostly "
        "positive, so descent goes on, only in a worse direction.",
        steps=Steps(slope=no_slope),
        wrong=lambda w: w.step(slope=NOTHING),
        right=Writer.step,
        needs=(_needs_bend,),
        reach=_bent_slopes,
    ),
    "slope-twice": Mistake(
        title="σ' once too often",
        help="The slope of an activation is multiplied in twice.",
        lesson="The delta is multiplied by σ' where it is made and again where it is used. "
        "Gradients shrink from layer to layer, and the lowest learn next to nothing.",
        steps=Steps(slope=slope_twice, output_slope=slope_twice),
        wrong=lambda w: w.step(slope=_squared(w.slope())),
        right=Writer.step,
        needs=(reaches(_curved, "needs an activation with slopes other than 0 and 1"),),
        reach=_curved,
    ),
    "own-slope": Mistake(
        title="σ as its own slope",
        help="The delta is multiplied by the activation itself, not by its derivative.",
        lesson="The function is called where its derivative belongs. Tanh's own values are "
        "negative for half of the units, whose gradients then point uphill.",
        steps=Steps(slope=own_slope),
        wrong=lambda w: w.step(slope=w.a()),
        right=Writer.step,
        needs=(_needs_bend,),
        reach=_bent_slopes,
    ),
    "own-slope-of-a": Mistake(
        title="σ of a as its own slope",
        help="The delta is multiplied by the activation of the activation.",
        lesson="Two slips at once: the function in place of its derivative, and a in place of z. "
        "With tanh half of the units learn uphill: multiply by σ'(z).",
        steps=Steps(slope=slope_of_a),
        wrong=lambda w: w.step(slope=w.applied(w.a())),
        right=Writer.step,
        needs=(_needs_bend,),
        reach=_bent_slopes,
    ),
    "other-slope": Mistake(
        title="Slope of another activation",
        help="The derivative belongs to another activation than the one in the forward pass.",
        lesson="One of the two was exchanged and the other forgotten. The slopes are alike enough "
        "for learning to go on, only slower and not to the minimum: exchange both.",
        steps=Steps(slope=slope_of_another),
        amounts=BENT,
        wrong=lambda w: w.step(slope=w.slope(name=str(w.amount))),
        right=Writer.step,
        needs=(_needs_bend,),
        reach=_bent_slopes,
    ),
    "other-slope-from-a": Mistake(
        title="Slope formula of another activation",
        help="The slope is a (1 - a) or 1 - a^2, the formula of another activation in a.",
        lesson="sigmoid' = a (1 - a) and tanh' = 1 - a^2 hold for their own a only: with tanh, a "
        "(1 - a) is negative wherever a is, and those units learn uphill.",
        steps=Steps(slope=slope_of_another_from_a),
        amounts=BENT,
        wrong=lambda w: w.step(slope=w.slope(w.a(), f"{w.amount}_from_a")),
        right=Writer.step,
        needs=(_needs_bend,),
        reach=_bent_slopes,
    ),
    "relu-slope-1": Mistake(
        title="relu' taken as 1 everywhere",
        help="The gradient flows through relu units that are switched off.",
        lesson="Errors sit where z < 0 for some sample; a unit that is on for the whole batch "
        "looks right. Without the mask the network learns as if it were partly linear.",
        steps=Steps(slope=relu_always_on),
        wrong=lambda w: w.step(slope=NOTHING),
        right=Writer.step,
        needs=(reaches(_relu_slopes, "needs a hidden layer with relu"),),
        reach=_relu_slopes,
    ),
}
SLOPES |= {
    "no-slope-once": once(
        SLOPES["no-slope"],
        "no-slope",
        title="One layer without σ'",
        help="The first layer's delta lacks its slope, all others have it.",
        lesson="One line of several was changed, or copied from the output. Only W1 and b1 learn "
        "in a worse direction, which the loss hardly shows. Every hidden delta has its σ'.",
        needs=(first_bends,),
    ),
    "slope-at-a-once": once(
        SLOPES["slope-at-a"],
        "slope-at-a",
        title="One slope taken at a",
        help="The first layer's slope is taken at its activation, all others at z.",
        lesson="One call of several is handed a. Only W1 and b1 are wrong: they learn with "
        "another slope than the rest, which the loss hardly shows.",
        needs=(first_slope_moves,),
    ),
}
