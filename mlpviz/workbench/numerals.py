"""Numbers in the ways in which people write them, from text to float, and strict about the rest.

Nothing is turned into something else: what can be read in two ways is two numbers.
"""

import math
import re
from collections.abc import Callable

MOST = 40  # characters; none that is legal takes more

# Other signs for the same: minus and dashes, all kinds of spaces, apostrophes, and times.
_SAME = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2014": "-"}
    | dict.fromkeys("\u00a0\u2009\u202f\t", " ")
    | {"\u2019": "'", "\u00d7": "*", "\u00b7": "*", "\u22c5": "*"}
)
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_POWER = re.compile(r"(?<=\d)[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DECIMAL = re.compile(r"([+-]?)([\d_',. ]*\d[.,]?)(?:e([+-]?\d+))?", re.ASCII | re.IGNORECASE)
_TIMES_TEN = re.compile(r" ?[*x] ?10 ?\^ ?", re.IGNORECASE)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([,. '])\d{3})(?:\1\d{3})*", re.ASCII)  # 1,000 or 1.000.000
_UNDERLINED = re.compile(r"(?<=\d)_(?=\d)")


class TwoMeaningsError(ValueError):
    """A text that is two numbers: ``meanings``, as plain text."""

    def __init__(self, *meanings: str) -> None:
        super().__init__(*meanings)
        self.meanings = meanings


def read_number(text: str, *, whole: bool = False) -> float:
    """The number that somebody wrote; infinite or 0 beyond what a float holds.

    ``0.1`` and ``0,1``, ``.5``, ``1e-3``, ``1_000`` and ``1 000``, ``1,234.5`` and ``1.234,5``,
    ``2^-8``, ``3 x 10^-4`` (and with raised digits), ``20 %`` and ``1/3``. Where only ``whole``
    numbers make sense ``1,000`` is a thousand, as it is written all over the page.

    Raises TwoMeaningsError for ``1,000``, which elsewhere is 1 as well; ValueError for all else.
    """
    given = " ".join(text.translate(_SAME).split())
    if len(given) > MOST:
        raise ValueError("too long")
    given = _POWER.sub(lambda raised: f"^{raised[0].translate(_RAISED)}", given)
    given = _TIMES_TEN.sub("e", given.replace("**", "^"))
    for sign, combined in _COMBINED.items():
        first, found, second = given.partition(sign)
        if found and (second or sign == "%"):
            parts = [_decimal(part.strip(), whole) for part in (first, second) if part]
            return _within(combined, *parts)
    return _decimal(given, whole)


def is_zero(text: str) -> bool:
    """Whether a text that ``read_number`` reads as 0 says 0: ``1e-400`` does not."""
    mantissa = re.split(r"e|\^|[*x/]", text.lower())[0]
    return not re.search(r"[1-9]", mantissa)


# By the sign between, or behind, two numbers.
_COMBINED: dict[str, Callable[..., float]] = {
    "/": lambda above, below: above / below,
    "^": lambda base, exponent: base**exponent,
    "%": lambda share: share / 100.0,
}


def _within(combined: Callable[..., float], *parts: float) -> float:
    try:
        value = combined(*parts)
    except OverflowError:
        return math.inf
    except (ArithmeticError, TypeError):
        raise ValueError("no number") from None
    if isinstance(value, complex):
        raise ValueError("no number")
    return value


def _decimal(text: str, whole: bool) -> float:
    """``-1,234.5e-3``: a sign, digits with separators between them, an exponent."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError("no number")
    sign, digits, exponent = found.groups(default="")
    plain = _plain(_UNDERLINED.sub("", digits), whole)
    return float(f"{sign}{plain}e{exponent or 0}")


def _plain(digits: str, whole: bool) -> str:
    """The digits with a point for the decimal sign, and nothing between thousands."""
    if _GROUPS.fullmatch(digits):
        separators = re.sub(r"\d", "", digits)
        thousands = digits.replace(separators[0], "")
        if len(separators) > 1 or separators in " '" or (whole and separators == ","):
            return thousands
        if separators == "," or whole:
            raise TwoMeaningsError(digits.replace(separators, "."), thousands)
        return digits  # a point, as Python has it
    head, sign, tail = digits, "", ""
    for last in ",.":
        if last in digits and digits.rfind(last) == max(map(digits.rfind, ",.")):
            head, sign, tail = digits.rpartition(last)
    if not (head + tail).isdigit():
        if sign in head or not _GROUPS.fullmatch(head) or not (tail.isdigit() or not tail):
            raise ValueError("no number")
        head = re.sub(r"\D", "", head)
    return f"{head or 0}.{tail or 0}"
