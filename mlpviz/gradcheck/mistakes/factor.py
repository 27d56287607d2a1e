"""``Factor``: a constant before a gradient, made of a number, n samples and k outputs."""

from fractions import Fraction
from typing import NamedTuple

from mlpviz.gradcheck.description import REDUCTIONS
from mlpviz.words import number


class Factor(NamedTuple):
    """c n^i k^j."""

    c: float = 1.0
    i: int = 0
    j: int = 0

    def __call__(self, n: int, k: int) -> float:
        """Its value."""
        return float(self.c * float(n) ** self.i * float(k) ** self.j)

    def times(self, other: "Factor") -> "Factor":
        """The product."""
        return Factor(self.c * other.c, self.i + other.i, self.j + other.j)

    def maths(self, what: str) -> str:
        """LaTeX of the factor before ``what``."""
        above, below = self._parts(r"\,", "^{power}")
        if not below:
            return f"{above} {what}".strip()
        sign = "-" if above.startswith("-") else ""
        return rf"{sign}\tfrac{{{above.removeprefix('-') or 1}}}{{{below}}} {what}"

    def code(self, what: str) -> str:
        """Python of the factor before ``what``."""
        above, below = self._parts(" * ", "**{power}")
        several = " " in below
        head = {"": what, "-": f"-{what}"}.get(above, f"{above} * {what}")
        return f"{head} / {f'({below})' if several else below}" if below else head

    def _parts(self, times: str, power: str) -> tuple[str, str]:
        """Numerator, empty if it is 1, and denominator, empty if it is 1."""
        c = Fraction(self.c).limit_denominator(64)
        top, bottom = (c.numerator, c.denominator) if float(c) == self.c else (0, 1)
        above = [number(self.c, 6)] if not top else [str(top)] if abs(top) != 1 else []
        below = [str(bottom)] if bottom != 1 else []
        for letter, exponent in (("n", self.i), ("k", self.j)):
            text = letter + (power.format(power=abs(exponent)) if abs(exponent) > 1 else "")
            if exponent:
                (above if exponent > 0 else below).append(text)
        sign = "-" if top == -1 else ""
        return sign + times.join(above), times.join(below)


def reduction(scale: float, n: int, k: int) -> tuple[str, Factor]:
    """What a loss that is ``scale`` times the engine's does, in words and as a factor."""
    for row in REDUCTIONS.values():
        if abs(scale - row.alpha(n, k)) <= 1e-6 * abs(scale):
            return row.words, Factor(row.factor, int(row.total), -int(row.averaged))
    return f"{number(scale)} times the mean over samples", Factor(scale)
