"""Mistakes in what L2 adds to a gradient."""

from dataclasses import replace

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import (
    biases_off_zero,
    has_biases,
    lowest,
    regularized,
    several_samples,
    unregularized,
    weights,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake, Write
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.words import number

Term = Array | float


def no_penalty(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """0."""
    return 0.0 * term


def half_penalty(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """l2 W."""
    return term / 2.0


def double_penalty(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """4 l2 W."""
    return 2.0 * term


def opposite_penalty(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """-2 l2 W."""
    return -term


def penalty_over_n(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """2 l2 W / n."""
    return term / n


def penalty_on_all(term: Term, parameter: Array, l2: float, n: int) -> Term:
    """2 l2 times the parameter, for biases too."""
    return 2.0 * l2 * parameter


def other_strength(term: Term, parameter: Array, l2: float, n: int, amount: float) -> Term:
    """``amount`` times 2 l2 W."""
    return amount * term


def unasked(term: Term, parameter: Array, l2: float, n: int, amount: float) -> Term:
    """``amount`` W, which is in no loss."""
    return term + amount * parameter if parameter.ndim > 1 and l2 == 0.0 else term


def _line(strength: str) -> Write:
    """dW with that many times l2 W; db where biases are penalised, too."""
    return lambda w: w.own(w.penalty(strength))


PENALTIES: dict[str, Mistake] = {
    "no-l2": Mistake(
        title="L2 forgotten in the gradient",
        help="The loss has the L2 term, the gradient does not.",
        lesson="All weights fail and all biases pass. Nothing holds the weights back, and with a "
        "small λ the training curves hardly differ.",
        steps=Steps(penalty=no_penalty),
        wrong=Writer.own,
        right=_line("2"),
        needs=(regularized,),
        reach=weights,
    ),
    "half-l2": Mistake(
        title="L2 gradient without its 2",
        help="The gradient of the L2 term is half of what the loss asks for.",
        lesson="λW is right for a penalty with 1/2. The weights shrink half as fast as the loss "
        "asks for and fail by λW: little for a small λ, so that a loose threshold lets it pass.",
        steps=Steps(penalty=half_penalty),
        wrong=_line(""),
        right=_line("2"),
        needs=(regularized,),
        reach=weights,
    ),
    "double-l2": Mistake(
        title="L2 gradient twice",
        help="The gradient of the L2 term is twice what the loss asks for.",
        lesson="A 2 too many, or weight decay beside an L2 term: both pull the weights to 0.",
        steps=Steps(penalty=double_penalty),
        wrong=_line("4"),
        right=_line("2"),
        needs=(regularized,),
        reach=weights,
    ),
    "l2-sign": Mistake(
        title="L2 with the wrong sign",
        help="The gradient of the L2 term has the opposite sign.",
        lesson="The weights are pushed outwards. With a small λ the data hold them back for long.",
        steps=Steps(penalty=opposite_penalty),
        wrong=_line("-2"),
        right=_line("2"),
        needs=(regularized,),
        reach=weights,
    ),
    "l2-over-n": Mistake(
        title="L2 divided by n",
        help="The gradient divides the L2 term by n, the loss does not.",
        lesson="The penalty stands inside the mean over samples in one of the two places. Weights "
        "are held back n times too little, the less the larger the batch. Divide in both places, "
        "or in none.",
        steps=Steps(penalty=penalty_over_n),
        wrong=lambda w: w.own(w.penalty_over_n()),
        right=_line("2"),
        needs=(regularized, several_samples),
        reach=weights,
    ),
    "l2-on-biases": Mistake(
        title="L2 applied to biases",
        help="The gradient pulls biases to zero too, though the loss does not penalise them.",
        lesson="Only biases fail, by 2λb: nothing shows while they are still zero, as most "
        "networks start. Later they are held back from where the data want them: leave them out.",
        steps=Steps(penalty=penalty_on_all),
        wrong=lambda w: w.of_biases.own(w.of_biases.penalty()),
        right=Writer.biases,
        needs=(has_biases, regularized),
        reach=biases_off_zero,
    ),
    "l2-strength": Mistake(
        title="L2 of another strength",
        help="The gradient has the L2 term of another λ than the loss.",
        lesson="λ is written in two places, or one of them has a 1/2 or a 1/n that the other "
        "lacks. Weights shrink more or less than the loss says, each by a share of itself; "
        "biases are right.",
        steps=Steps(penalty=other_strength),
        amounts=(3.0,),
        solved=True,
        wrong=lambda w: w.own(w.penalty(number(2.0 * w.amount, 6))),
        right=_line("2"),
        needs=(regularized,),
        reach=weights,
    ),
    "l2-unasked": Mistake(
        title="L2 in the gradient alone",
        help="The gradient has an L2 term, the loss has none.",
        lesson="Weight decay belongs to the update, not to the gradient of this loss; or the loss "
        "is shown without its penalty. Training ends beside the minimum of this loss. Only "
        "weights fail, each by a share of itself.",
        steps=Steps(penalty=unasked),
        amounts=(0.1,),
        solved=True,
        power=1,
        wrong=lambda w: w.own(w.plain_penalty()),
        right=Writer.own,
        needs=(unregularized,),
        reach=weights,
    ),
}
PENALTIES["no-l2-once"] = replace(
    PENALTIES["no-l2"],
    title="One matrix without L2",
    help="The gradient of W1 lacks its L2 term, all others have it.",
    lesson="One line of several was forgotten. Only W1 fails, by 2λ W1: it alone may grow without "
    "bounds.",
    layer=1,
    same_as="no-l2",
    needs=(regularized,),
    reach=lowest(weights),
)
