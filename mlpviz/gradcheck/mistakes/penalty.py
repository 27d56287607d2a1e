"""``Penalty``: L2 or L1, as a need, as a step of a backward pass, and as it is written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.backward import RIGHT, Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.mistake import Write
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.words import number

Term = Array | float


class Form(NamedTuple):
    """A function of W, and how it is written of {W}."""

    f: Callable[[Array], Array]
    maths: str
    code: str

    def written(self, w: Writer) -> Written:
        """Of the parameter whose line it is."""
        maths, code = w.parameter(w.kind)
        return Written(self.maths.format(W=maths), self.code.format(W=code))


FORMS: dict[str, Form] = {  # that may stand where sign(W) belongs
    "W": Form(np.positive, "{W}", "{W}"),
    "2 W": Form(lambda W: 2.0 * W, r"2\, {W}", "2 * {W}"),
    "|W|": Form(np.abs, "|{W}|", "np.abs({W})"),
    "1": Form(np.ones_like, "1", "1"),
}


class Penalty(NamedTuple):
    """A term of the loss. Its gradient is ``factor`` times its strength times ``slope``.

    ``name`` is what it is called, and in small letters what its strength is; formulas have
    ``symbol`` for that. ``step`` adds the gradient.
    """

    name: str
    symbol: str
    step: str
    factor: float
    slope: Form

    @property
    def strength(self) -> str:
        """Its name in programs and in a ``Setting``."""
        return self.name.lower()

    def given(self, setting: Setting) -> str | None:
        """The need for it."""
        return None if getattr(setting, self.strength) > 0.0 else f"needs {self.strength} > 0"

    def missing(self, setting: Setting) -> str | None:
        """The need for a loss without it."""
        return None if getattr(setting, self.strength) == 0.0 else f"needs {self.strength} = 0"

    def steps(self, step: Callable[..., Term]) -> Steps:
        """The backward pass with another step in place of its own."""
        spoilt: dict[str, Any] = {self.step: step}
        return replace(RIGHT, **spoilt)

    def written(self, w: Writer, by: float = 1.0) -> Written:
        """What is added to a line: ``by`` times the right term."""
        if by == 0.0:
            return Written("", "")
        c, (maths, code) = self.factor * by, self.slope.written(w)
        sign, size = "-" if c < 0.0 else "+", "" if abs(c) == 1.0 else number(abs(c), 6)
        times = f"{size} * " if size else ""
        return Written(
            rf" {sign} {size}{self.symbol} {maths}", f" {sign} {times}{self.strength} * {code}"
        )

    def line(self, by: float = 1.0) -> Write:
        """A line with ``by`` times the right term."""
        return lambda w: w.own(self.written(w, by))

    def line_over_n(self, w: Writer) -> Written:
        """A line with the right term over n."""
        maths = rf" + \tfrac{number(self.factor)}n {self.symbol} {self.slope.written(w).maths}"
        return w.own(Written(maths, f"{self.written(w).code} / n"))

    def line_unasked(self, w: Writer) -> Written:
        """A line with ``amount`` times the slope, beside a loss without the penalty."""
        (maths, code), by = self.slope.written(w), number(w.amount, 6)
        return w.own(Written(rf" + {by}\, {maths}", f" + {by} * {code}"))


L2 = Penalty("L2", r"\lambda", "penalty", 2.0, FORMS["W"])
SIGN = Form(np.sign, r"\operatorname{{sign}} {W}", "np.sign({W})")
L1 = Penalty("L1", r"\lambda_1", "l1_penalty", 1.0, SIGN)
