"""``Judgement``: is a number that somebody worked out right, and if not, what went wrong?"""

from typing import NamedTuple

import numpy as np

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.tracing.known import Known
from mlpviz.tracing.slips import slips
from mlpviz.tracing.update import Update
from mlpviz.words import listed, number

NEAR = 0.01  # of the right number
OF_CHANGE = 0.1  # of the change of a parameter: its value hardly moves
NOTHING = 1e-12  # of the largest number of its kind: what rounding leaves of 0
NEXT = 0.2  # of what is allowed: slips that come as near as the nearest one
MOST = 3  # slips that are named


class Judgement(NamedTuple):
    """What is said of a number.

    ``right``: within 1% of the ``value``. ``slips`` are the names of the mistakes, rows of
    ``MISTAKES``, that give what was typed, the likeliest first; ``sentence`` is all of it in words,
    which do not give the right number away.
    """

    right: bool
    value: float
    slips: tuple[str, ...]
    sentence: str


def judged(
    network: MLP,
    known: Known,
    update: Update,
    quantity: str,
    index: tuple[int, ...],
    typed: float,
) -> Judgement:
    """Judge what was typed for a number."""
    value = known.val(quantity, index).value

    def near(number: float) -> bool:
        return abs(typed - number) <= allowed(known, quantity, index, number)

    if near(value):
        return Judgement(True, value, (), "Right, within 1%.")
    found = [
        slip
        for slip in slips(network, known, update, quantity, index)
        if near(slip.value)
        and abs(slip.value - value) > allowed(known, quantity, index, value)  # else it is right
        and abs(typed - slip.value) < abs(typed - value)
    ]
    best = min((abs(typed - slip.value) for slip in found), default=0.0)
    reach = best + NEXT * allowed(known, quantity, index, typed)
    fitting = [slip.name for slip in found if abs(typed - slip.value) <= reach]
    names = tuple(dict.fromkeys(fitting))[:MOST]
    if not names:
        return Judgement(False, value, (), f"{number(typed, 4)} is not it. Try again.")
    first = MISTAKES[names[0]]
    sentence = f"{number(typed, 4)} is what this slip gives: “{first.title}”. {first.help}"
    if others := names[1:]:
        sentence += f" The same here: {listed(f'“{MISTAKES[name].title}”' for name in others)}."
    return Judgement(False, value, names, sentence)


def allowed(known: Known, quantity: str, index: tuple[int, ...], value: float) -> float:
    """How far what was typed may be from a ``value`` of a quantity."""
    size = abs(value) if quantity == "L" else float(np.abs(known.arrays[quantity]).max())
    most = NEAR * abs(value)
    if quantity.startswith("new_"):
        most = min(most, OF_CHANGE * abs(value - float(known.arrays[quantity[4:]][index])))
    return max(most, NOTHING * size)
