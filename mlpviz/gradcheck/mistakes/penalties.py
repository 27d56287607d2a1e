"""Mistakes in what L2 or L1 adds to a gradient: rows that are alike but for their lessons."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.conditions import (
    biases_off_zero,
    has_biases,
    lowest,
    several_samples,
    weights,
)
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.penalty import FORMS, L1, L2, Penalty, Term
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written


def scaled(term: Term, parameter: Array, strength: float, n: int, amount: float) -> Term:
    """``amount`` times the right term."""
    return amount * term


def over_n(term: Term, parameter: Array, strength: float, n: int) -> Term:
    """The right term over n."""
    return term / n


def on_all(
    term: Term, parameter: Array, strength: float, n: int, f: Callable[..., Array], c: float
) -> Term:
    """The right term, c times the strength times f(parameter), for biases too."""
    pull: Array = c * strength * f(parameter)
    return pull


def unasked(
    term: Term, parameter: Array, strength: float, n: int, f: Callable[..., Array], amount: float
) -> Term:
    """``amount`` times f(W), which is in no loss."""
    return term + amount * f(parameter) if parameter.ndim > 1 and strength == 0.0 else term


def unsigned(term: Term, parameter: Array, strength: float, n: int, amount: str) -> Term:
    """The strength times a ``FORMS`` of W."""
    return term if isinstance(term, float) else strength * FORMS[amount].f(parameter)


def _in_form(w: Writer) -> Written:
    maths, code = FORMS[w.amount].written(w)
    return w.own(Written(rf" + \lambda_1 {maths}", f" + l1 * {code}"))


class Template(NamedTuple):
    """A row of either penalty: words, with {} for its name, lessons of L2 and L1, other fields."""

    title: str
    help: str
    lessons: tuple[str, str]
    fields: Callable[[Penalty], dict[str, Any]]

    def row(self, penalty: Penalty) -> Mistake:
        """The row of one of them."""
        usual: dict[str, Any] = {
            "right": penalty.line(),
            "needs": (penalty.given,),
            "reach": weights,
        }
        return Mistake(
            title=self.title.format(penalty.name),
            help=self.help.format(penalty.name),
            lesson=self.lessons[(L2, L1).index(penalty)],
            **(usual | self.fields(penalty)),
        )


def _by(c: float) -> Callable[[Penalty], dict[str, Any]]:
    """The fields where the term is c times the right one."""
    return lambda p: {"steps": p.steps(partial(scaled, amount=c)), "wrong": p.line(c)}


TEMPLATES: dict[str, Template] = {
    "no-{}": Template(
        "{} forgotten in the gradient",
        "The loss has the {} term, the gradient does not.",
        (
            "All weights fail and all biases pass. Nothing holds the weights back, and with a "
            "small λ the training curves hardly differ.",
            "All weights fail by one and the same size, λ, with their own signs; all biases pass. "
            "No weight is pushed to zero, which is what L1 is for.",
        ),
        _by(0.0),
    ),
    "half-{}": Template(
        "{} gradient halved",
        "The gradient of the {} term is half of what the loss asks for.",
        (
            "λW is right for a penalty with 1/2. The weights shrink half as fast as the loss asks "
            "for and fail by λW: little for a small λ, so that a loose threshold lets it pass.",
            "A 1/2 belongs to squares, which bring a 2 with their slope. The slope of |w| is 1 or "
            "-1. The weights are pulled to zero half as hard as the loss asks for.",
        ),
        _by(0.5),
    ),
    "double-{}": Template(
        "{} gradient twice",
        "The gradient of the {} term is twice what the loss asks for.",
        (
            "A 2 too many, or weight decay beside an L2 term: both pull the weights to 0.",
            "The 2 of L2's slope, 2λW, does not belong to L1's, λ sign(W). The weights are pulled "
            "to zero twice as hard as the loss asks for, and more of them end there.",
        ),
        _by(2.0),
    ),
    "{}-sign": Template(
        "{} with the wrong sign",
        "The gradient of the {} term has the opposite sign.",
        (
            "The weights are pushed outwards. With a small λ the data hold them back for long.",
            "The weights are pushed outwards, the small ones as hard as the large ones: none ends "
            "at zero.",
        ),
        _by(-1.0),
    ),
    "{}-over-n": Template(
        "{} divided by n",
        "The gradient divides the {} term by n, the loss does not.",
        (
            "The penalty stands inside the mean over samples in one of the two places. Weights "
            "are held back n times too little, the less the larger the batch. Divide in both "
            "places, or in none.",
        )
        * 2,
        lambda p: {
            "steps": p.steps(over_n),
            "wrong": p.line_over_n,
            "needs": (p.given, several_samples),
        },
    ),
    "{}-on-biases": Template(
        "{} applied to biases",
        "The gradient pulls biases to zero too, though the loss does not penalise them.",
        (
            "Only biases fail, by 2λb: nothing shows while they are still zero, as most networks "
            "start. Later they are held back from where the data want them: leave them out.",
            "Only biases fail, each by λ with its own sign: nothing shows while they are still "
            "zero, as most networks start. Later they are held back from where the data want "
            "them: leave them out.",
        ),
        lambda p: {
            "steps": p.steps(partial(on_all, f=p.slope.f, c=p.factor)),
            "wrong": lambda w: p.line()(w.of_biases),
            "right": Writer.biases,
            "needs": (has_biases, p.given),
            "reach": biases_off_zero,
        },
    ),
    "{}-strength": Template(
        "{} of another strength",
        "The gradient has the {} term of another λ than the loss.",
        (
            "λ is written in two places, or one of them has a 1/2 or a 1/n that the other lacks. "
            "Weights shrink more or less than the loss says, each by a share of itself; biases "
            "are right.",
            "λ is written in two places, or a 1/n stands in one of them alone. Every weight is "
            "pulled to zero more or less than the loss says; biases are right.",
        ),
        lambda p: {
            "steps": p.steps(scaled),
            "amounts": (3.0,),
            "solved": True,
            "wrong": lambda w: p.line(w.amount)(w),
        },
    ),
    "{}-unasked": Template(
        "{} in the gradient alone",
        "The gradient has an {} term, the loss has none.",
        (
            "Weight decay belongs to the update, not to the gradient of this loss; or the loss is "
            "shown without its penalty. Training ends beside the minimum of this loss. Only "
            "weights fail, each by a share of itself.",
            "The loss is shown without its penalty, or the pull belongs to the update. Training "
            "ends beside the minimum of this loss. Only weights fail, all by the same size.",
        ),
        lambda p: {
            "steps": p.steps(partial(unasked, f=p.slope.f)),
            "amounts": (0.1,),
            "solved": True,
            "power": 1,
            "wrong": p.line_unasked,
            "right": Writer.own,
            "needs": (p.missing,),
        },
    ),
    "no-{}-once": Template(
        "One matrix without {}",
        "The gradient of W1 lacks its {} term, all others have it.",
        (
            "One line of several was forgotten. Only W1 fails, by 2λ W1: it alone may grow "
            "without bounds.",
            "One line of several was forgotten. Only W1 fails, by λ with its own signs: it alone "
            "is not pulled to zero.",
        ),
        lambda p: (
            _by(0.0)(p) | {"layer": 1, "same_as": f"no-{p.strength}", "reach": lowest(weights)}
        ),
    ),
}
PENALTIES: dict[str, Mistake] = {
    name.format(penalty.strength): template.row(penalty)
    for penalty in (L2, L1)
    for name, template in TEMPLATES.items()
}
PENALTIES["l1-no-sign"] = Template(
    "Sign forgotten in L1's gradient",
    "The gradient of the L1 term has something else where sign(W) belongs.",
    (
        "",
        "The slope of |w| is 1 or -1, whatever the size of w. With λW, L2's slope, large weights "
        "shrink most and none ends at zero; with λ|W| or λ, negative ones are pushed away from it.",
    ),
    lambda p: {
        "steps": p.steps(unsigned),
        "amounts": tuple(FORMS),
        "in_words": lambda _, amount: f"{amount} in its place",
        "wrong": _in_form,
    },
).row(L1)
