"""Mistakes in what L1 adds to a gradient."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import (
    biases_off_zero,
    has_biases,
    lowest,
    several_samples,
    weights,
    with_l1,
    without_l1,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake, Write
from mlpviz.gradcheck.mistakes.penalties import (
    Term,
    double_penalty,
    half_penalty,
    no_penalty,
    opposite_penalty,
    other_strength,
    penalty_over_n,
)
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.words import number


class Form(NamedTuple):
    """What may stand where sign(W) belongs: the function, and how it is written of {W}."""

    f: Callable[[Array], Array]
    maths: str
    code: str


FORMS: dict[str, Form] = {
    "W": Form(lambda W: W, "{W}", "{W}"),
    "2 W": Form(lambda W: 2.0 * W, r"2\, {W}", "2 * {W}"),
    "|W|": Form(np.abs, "|{W}|", "np.abs({W})"),
    "1": Form(np.ones_like, "1", "1"),
}


def sizes_on_all(term: Term, parameter: Array, l1: float, n: int) -> Term:
    """l1 times the sign of the parameter, for biases too."""
    signs: Array = l1 * np.sign(parameter)
    return signs


def unsigned(term: Term, parameter: Array, l1: float, n: int, amount: str) -> Term:
    """l1 times a ``FORMS`` of W in place of its sign."""
    return term if isinstance(term, float) else l1 * FORMS[amount].f(parameter)


def unasked_sizes(term: Term, parameter: Array, l1: float, n: int, amount: float) -> Term:
    """``amount`` sign(W), which is in no loss."""
    if parameter.ndim == 1 or l1:
        return term
    signs: Array = amount * np.sign(parameter)
    return term + signs


def _term(w: Writer, sign: str = "+", size: str = "") -> Written:
    """What L1 adds to a line: ``size`` times l1 times the sign of the parameter."""
    maths, code = w.parameter(w.kind)
    times = f"{size} * " if size else ""
    return Written(
        rf" {sign} {size}\lambda_1 \operatorname{{sign}} {maths}",
        f" {sign} {times}l1 * np.sign({code})",
    )


def _line(sign: str = "+", size: str = "") -> Write:
    return lambda w: w.own(_term(w, sign, size))


def _over_n(w: Writer) -> Written:
    maths, code = _term(w)
    return w.own(Written(maths.replace(r"\lambda_1", r"\tfrac{\lambda_1}n"), f"{code} / n"))


def _in_form(w: Writer) -> Written:
    maths, code = w.parameter(w.kind)
    form = FORMS[w.amount]
    told = form.maths.format(W=maths), form.code.format(W=code)
    return w.own(Written(rf" + \lambda_1 {told[0]}", f" + l1 * {told[1]}"))


def _unasked(w: Writer) -> Written:
    maths, code = w.parameter(w.kind)
    by = number(w.amount, 6)
    return w.own(Written(rf" + {by}\, \operatorname{{sign}} {maths}", f" + {by} * np.sign({code})"))


ABSOLUTES: dict[str, Mistake] = {
    "no-l1": Mistake(
        title="L1 forgotten in the gradient",
        help="The loss has the L1 term, the gradient does not.",
        lesson="All weights fail by one and the same size, λ, with their own signs; all biases "
        "pass. No weight is pushed to zero, which is what L1 is for.",
        steps=Steps(l1_penalty=no_penalty),
        wrong=Writer.own,
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "half-l1": Mistake(
        title="L1 gradient halved",
        help="The gradient of the L1 term is half of what the loss asks for.",
        lesson="A 1/2 belongs to squares, which bring a 2 with their slope. The slope of |w| is 1 "
        "or -1. The weights are pulled to zero half as hard as the loss asks for.",
        steps=Steps(l1_penalty=half_penalty),
        wrong=_line(size="0.5"),
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "double-l1": Mistake(
        title="L1 gradient twice",
        help="The gradient of the L1 term is twice what the loss asks for.",
        lesson="The 2 of L2's slope, 2λW, does not belong to L1's, λ sign(W). The weights are "
        "pulled to zero twice as hard as the loss asks for, and more of them end there.",
        steps=Steps(l1_penalty=double_penalty),
        wrong=_line(size="2"),
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "l1-sign": Mistake(
        title="L1 with the wrong sign",
        help="The gradient of the L1 term has the opposite sign.",
        lesson="The weights are pushed outwards, the small ones as hard as the large ones: none "
        "ends at zero.",
        steps=Steps(l1_penalty=opposite_penalty),
        wrong=_line("-"),
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "l1-over-n": Mistake(
        title="L1 divided by n",
        help="The gradient divides the L1 term by n, the loss does not.",
        lesson="The penalty stands inside the mean over samples in one of the two places. Weights "
        "are held back n times too little. Divide in both places, or in none.",
        steps=Steps(l1_penalty=penalty_over_n),
        wrong=_over_n,
        right=_line(),
        needs=(with_l1, several_samples),
        reach=weights,
    ),
    "l1-on-biases": Mistake(
        title="L1 applied to biases",
        help="The gradient pulls biases to zero too, though the loss does not penalise them.",
        lesson="Only biases fail, each by λ with its own sign: nothing shows while they are still "
        "zero, as most networks start. Later they are held back from where the data want them: "
        "leave them out.",
        steps=Steps(l1_penalty=sizes_on_all),
        wrong=lambda w: w.of_biases.own(_term(w.of_biases)),
        right=Writer.biases,
        needs=(has_biases, with_l1),
        reach=biases_off_zero,
    ),
    "l1-no-sign": Mistake(
        title="Sign forgotten in L1's gradient",
        help="The gradient of the L1 term has something else where sign(W) belongs.",
        lesson="The slope of |w| is 1 or -1, whatever the size of w. With λW, L2's slope, large "
        "weights shrink most and none ends at zero; with λ|W| or λ, negative ones are pushed "
        "away from it.",
        steps=Steps(l1_penalty=unsigned),
        amounts=tuple(FORMS),
        in_words=lambda _, amount: f"{amount} in its place",
        wrong=_in_form,
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "l1-strength": Mistake(
        title="L1 of another strength",
        help="The gradient has the L1 term of another λ than the loss.",
        lesson="λ is written in two places, or a 1/n stands in one of them alone. Every weight is "
        "pulled to zero more or less than the loss says; biases are right.",
        steps=Steps(l1_penalty=other_strength),
        amounts=(3.0,),
        solved=True,
        wrong=lambda w: w.own(_term(w, size=number(w.amount, 6))),
        right=_line(),
        needs=(with_l1,),
        reach=weights,
    ),
    "l1-unasked": Mistake(
        title="L1 in the gradient alone",
        help="The gradient has an L1 term, the loss has none.",
        lesson="The loss is shown without its penalty, or the pull belongs to the update. Training "
        "ends beside the minimum of this loss. Only weights fail, all by the same size.",
        steps=Steps(l1_penalty=unasked_sizes),
        amounts=(0.1,),
        solved=True,
        power=1,
        wrong=_unasked,
        right=Writer.own,
        needs=(without_l1,),
        reach=weights,
    ),
}
ABSOLUTES["no-l1-once"] = replace(
    ABSOLUTES["no-l1"],
    title="One matrix without L1",
    help="The gradient of W1 lacks its L1 term, all others have it.",
    lesson="One line of several was forgotten. Only W1 fails, by λ with its own signs: it alone "
    "is not pulled to zero.",
    layer=1,
    same_as="no-l1",
    reach=lowest(weights),
)
