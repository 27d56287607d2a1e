"""The line through 0 that fits a gradient against its reference: its slope, as text too."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.words import number, percent

ON_LINE = 1e-4  # of the gradient's size: points that are closer lie on the line
NEAR = 1e-4  # relative: a slope that is closer to 1/n is written so
NOTHING = 1e-9  # of the gradient's size: what lies along the line by rounding alone
LARGEST_N = 10_000


class Slope(NamedTuple):
    """The slope `value` of the line through 0 that fits best, and how far the points are from it.

    `off` is ||a - value r|| / ||a||, from 0, all on the line, to 1, as far from it as can be. The
    slope is NaN where the reference is 0 throughout; `zero` says that the gradient is, too.
    """

    value: float
    off: float
    zero: bool = False

    @property
    def on_line(self) -> bool:
        """Whether all entries lie on the line: the gradient is its reference times the slope."""
        return self.off <= ON_LINE

    @property
    def text(self) -> str:
        """The slope: `16`, `1/16`, `-1`, `0.41`; "none" without one."""
        return ratio_text(self.value)

    @property
    def brief(self) -> str:
        """For a title: `slope 1/16`, or `slope ≈ 0.41` where points scatter around it."""
        if np.isnan(self.value):
            return "both 0" if self.zero else "reference 0"
        return f"slope {self.text}" if self.on_line else f"slope ≈ {self.text}"

    @property
    def words(self) -> str:
        """A sentence's end: `slope 1/16, every entry on the line`."""
        if np.isnan(self.value):
            return "both are 0" if self.zero else "the reference is 0, the gradient is not"
        if self.on_line:
            return f"slope {self.text}, every entry on the line"
        return f"slope about {self.text}, entries {percent(self.off, 0)} off the line"


def fitted_slope(analytic: Array, reference: Array) -> Slope:
    """The least-squares line through 0 of `analytic` over `reference`, both finite and flat [n].

    slope = sum(a r) / sum(r^2). Both are scaled first, so that squares neither overflow nor vanish.
    """
    size_a, size_r = (float(np.abs(x).max(initial=0.0)) for x in (analytic, reference))
    if size_r == 0.0:
        return Slope(float("nan"), 0.0 if size_a == 0.0 else 1.0, size_a == 0.0)
    if size_a == 0.0:
        return Slope(0.0, 0.0)
    a, r = analytic / size_a, reference / size_r
    slope = float(a @ r / (r @ r))
    off = float(np.linalg.norm(a - slope * r) / np.linalg.norm(a))
    if abs(slope) * np.linalg.norm(r) < NOTHING * np.linalg.norm(a):
        return Slope(0.0, 1.0)
    with np.errstate(over="ignore", under="ignore"):
        return Slope(float(np.float64(slope) * (size_a / np.float64(size_r))), min(off, 1.0))


def ratio_text(value: float) -> str:
    """A ratio: `16`, `0.41`, and `1/16` or `-1/16` where its inverse is whole."""
    if np.isnan(value):
        return "none"
    inverse = 1.0 / value if value else 0.0
    n = round(inverse) if abs(inverse) < LARGEST_N else 0
    if abs(n) > 1 and abs(inverse - n) <= NEAR * abs(n):
        return f"{'-' if n < 0 else ''}1/{abs(n)}"
    nearest = round(value) if abs(value) < LARGEST_N else 0
    if nearest and abs(value - nearest) <= NEAR * abs(nearest):
        return str(nearest)
    return number(value)
