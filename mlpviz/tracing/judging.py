"""``Judgement``: is a number that somebody worked out right, and if not, what went wrong?"""

from typing import NamedTuple

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.tracing.known import Known
from mlpviz.tracing.slips import slips
from mlpviz.words import listed, number

NEAR = 0.01  # of the right number
OF_CHANGE = 0.1  # of the change of a parameter: its value hardly moves
NOTHING = 1e-12
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
    network: MLP, known: Known, quantity: str, index: tuple[int, ...], value: float, typed: float
) -> Judgement:
    """Judge what was typed for a number whose right value is ``value``."""
    allowed = NEAR * abs(value)
    if quantity.startswith("new_"):
        change = abs(value - float(known.arrays[quantity[4:]][index]))
        allowed = min(allowed, OF_CHANGE * change)
    if abs(typed - value) <= allowed + NOTHING:
        return Judgement(True, value, (), "Right, within 1%.")
    found = [
        slip.name
        for slip in slips(network, known, quantity, index)
        if _near(typed, slip.value)
        and abs(slip.value - value) > allowed + NOTHING  # else it would be right
        and abs(typed - slip.value) < abs(typed - value)
    ]
    names = tuple(dict.fromkeys(found))[:MOST]
    if not names:
        return Judgement(False, value, (), f"{number(typed, 4)} is not it. Try again.")
    first = MISTAKES[names[0]]
    sentence = f"{number(typed, 4)} is what this slip gives: “{first.title}”. {first.help}"
    if others := names[1:]:
        sentence += f" The same here: {listed(f'“{MISTAKES[name].title}”' for name in others)}."
    return Judgement(False, value, names, sentence)


def _near(typed: float, value: float) -> bool:
    return abs(typed - value) <= NEAR * abs(value) + NOTHING
