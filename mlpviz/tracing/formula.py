"""A formula with its numbers: written by names, with numbers, and checked by computing it.

The digits of its numbers are the fewest, from four on, with which whoever types the line into a
calculator gets the number shown. So a product that is shown as factors gives the engine's number,
to the last digit shown.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.tracing.parts import Line, Part, Ref, text_of
from mlpviz.words import number

DIGITS = 4
MOST_DIGITS = 17  # those that it takes to tell any number from its neighbours
NOISE = 1e-6  # of the largest number: what floating point may have lost


class Val(NamedTuple):
    """A number in a formula: its name, its value, and what it stands for."""

    symbol: str
    value: float
    ref: Ref | None = None


Expression = Sequence[str | Val]


class Written(NamedTuple):
    """``left = formula``, by names and with numbers, whose result is ``shown``."""

    symbols: Line
    numbers: Line
    shown: str


FUNCTION_NAMES = (  # of NumPy, in lines
    *("abs", "clip", "exp", "expm1", "log", "log1p", "maximum", "minimum", "pi", "sign", "sqrt"),
    *("tanh", "where"),
)
FUNCTIONS: dict[str, Any] = {name: getattr(np, name) for name in FUNCTION_NAMES}
FUNCTIONS |= {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "normal_cdf": lambda z: 0.5 * (1.0 + math.erf(z / 2.0**0.5)),
}
NAME = r"[A-Za-z_]\w*(?:\[i\])?"


def computed(text: str) -> float:
    """What a line of numbers gives."""
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, FUNCTIONS))


def evaluated(code: str, arrays: Mapping[str, Array], needs: str = "") -> Array:
    """What a NumPy expression of ``numpy_code`` gives, with the functions that it ``needs``."""
    with np.errstate(all="ignore"):
        result: Array = eval(code, _namespace(needs), dict(arrays))
    return result


@cache
def _namespace(needs: str) -> dict[str, Any]:
    names: dict[str, Any] = {"np": np, "math": math}
    exec(needs, names)
    return names


def expression(code: str, names: Mapping[str, Val]) -> list[str | Val]:
    """The formula that a NumPy expression computes for one element.

    ``names`` are its variables; a key may be any text of the expression, such as ``softmax(z)``.
    """
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found: list[str | Val] = []
    for piece in re.split(rf"(?<![\w.])({known})(?![\w\[(])", code):
        if piece in names:
            found.append(names[piece])
        elif piece:
            found.append(re.sub(r"\b(\d+)\.0\b(?!e)", r"\1", piece.replace("np.", "")))
    return found


def by_names(formula: Expression) -> Line:
    """The formula in symbols."""
    return tuple(Part(e) if isinstance(e, str) else Part(e.symbol, e.ref) for e in formula)


def with_numbers(formula: Expression, digits: int) -> Line:
    """The formula with numbers of so many digits in place of names."""
    parts: list[Part] = []
    for place, each in enumerate(formula):
        if isinstance(each, str):
            parts.append(Part(each))
            continue
        shown = number(each.value, digits)
        if shown.startswith("-") and _bound(formula, place):
            parts += [Part("("), Part(shown, each.ref), Part(")")]
        else:
            parts.append(Part(shown, each.ref))
    return tuple(parts)


def _bound(formula: Expression, place: int) -> bool:
    """Whether a minus at this place needs brackets."""
    before = formula[place - 1] if place else ""
    after = formula[place + 1] if place + 1 < len(formula) else ""
    opens = isinstance(before, str) and before.rstrip()[-1:] in ("", "(", ",")
    return not opens or (isinstance(after, str) and after.lstrip().startswith("**"))


def written(left: Val, formula: Expression) -> Written:
    """``left = formula = number``, where the number is ``left``'s value."""
    for shown_digits in range(DIGITS, 0, -1):
        shown = number(left.value, shown_digits)
        for digits in range(DIGITS, MOST_DIGITS + 1):
            line = with_numbers(formula, digits)
            if number(computed(text_of(line)), shown_digits) == shown:
                return _equation(left, formula, line, shown)
    return _with_rounding(left, formula)


def _with_rounding(left: Val, formula: Expression) -> Written:
    """The same where floating point lost what the number consists of: with that as a term."""
    largest = max(abs(each.value) for each in formula if isinstance(each, Val))
    line, off = with_numbers(formula, MOST_DIGITS), 0.0
    for digits in range(DIGITS, MOST_DIGITS + 1):
        line = with_numbers(formula, digits)
        off = left.value - computed(text_of(line))
        if abs(off) <= NOISE * largest:
            break
    lost = Val("rounding", off)
    shown = number(left.value, DIGITS)
    for digits in range(DIGITS, MOST_DIGITS + 1):
        whole = (*line, *with_numbers([" + ", lost], digits))
        if number(computed(text_of(whole)), DIGITS) == shown:
            break
    return _equation(left, [*formula, " + ", lost], whole, shown)


def _equation(left: Val, formula: Expression, line: Line, shown: str) -> Written:
    name = Part(left.symbol, left.ref)
    return Written(
        (name, Part(" = "), *by_names(formula)),
        (name, Part(" = "), *line, Part(" = "), Part(shown, left.ref)),
        shown,
    )
