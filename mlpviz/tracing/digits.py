"""How numbers of a sum are rounded so that the terms shown give the total shown, exactly.

All get the same last decimal place: that of the total's fourth digit, or the last one that the
largest term knows, if that is coarser. The total is rounded to the nearest. Every term is rounded
down, and those with the largest remainders get one step more until the sum is right (the method of
largest remainders, Hamilton 1792): so each term is shown within one step of its last place. Where
floating point itself has lost more than that, the rest is a term of its own, called rounding.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from math import floor, log10
from typing import NamedTuple

from mlpviz.words import in_steps

DIGITS = 4
KNOWN = {8: 11, 4: 5}  # digits of its largest term to which a sum is known, by bytes of a number
SMALL, LARGE = -4, 5  # powers of ten between which numbers are written without one
EXACT = Context(prec=800)


class Shown(NamedTuple):
    """A total and its terms, in text; ``rounding`` is one more term, empty if there is none."""

    total: str
    terms: tuple[str, ...]
    rounding: str = ""


def power(value: float) -> int:
    """The power of ten of a number's first digit; 0 for 0."""
    return floor(log10(abs(value))) if value else 0


def exact_sum(
    total: float, terms: Sequence[float], digits: int = DIGITS, known: int = KNOWN[8]
) -> Shown:
    """``total`` and ``terms`` rounded so that the terms add up; see above. All must be finite.

    ``digits`` are those of the total, ``known`` how many of its largest term are more than noise.
    """
    scale = max(map(abs, (*terms, total)), default=0.0)
    if scale == 0.0:
        return Shown("0", ("0",) * len(terms))
    first = power(scale)
    places = min(digits - 1 - power(total or scale), known - 1 - first)
    exponent = 0 if SMALL < first < LARGE and places >= 0 else first
    steps, rounding = _apportioned(_scaled(total, places), [_scaled(t, places) for t in terms])
    return Shown(
        in_steps(_whole(_scaled(total, places)), places, exponent),
        tuple(in_steps(n, places, exponent) for n in steps),
        in_steps(rounding, places, exponent) if rounding else "",
    )


def _scaled(value: float, places: int) -> Decimal:
    return EXACT.scaleb(Decimal(value), places)


def _whole(value: Decimal) -> int:
    return int(EXACT.to_integral_value(value))


def _apportioned(total: Decimal, terms: Sequence[Decimal]) -> tuple[list[int], int]:
    """Whole numbers near the terms that add up to the total, and what is then still missing."""
    down = [int(term.to_integral_value(ROUND_FLOOR, EXACT)) for term in terms]
    left = [term - whole for term, whole in zip(terms, down, strict=True)]
    missing = _whole(total) - sum(down)
    fill = min(max(missing, 0), sum(rest > 0 for rest in left))
    for place in sorted(range(len(left)), key=lambda i: -left[i])[:fill]:
        down[place] += 1
    return down, missing - fill
