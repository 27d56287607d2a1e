"""Whole parameters judged at once, by derivatives along random directions: ``Directions``.

The derivative of the loss along a random unit direction d has to be g . d, with g the gradient
under test. An error e of g, of norm E over m entries, shows as e . d, which is E times the cosine
of a random angle. The square of that cosine has the Beta distribution (1/2, (m - 1)/2), whose
density gives P(|cos| <= x) <= x sqrt(2m / pi). A direction misses the error if E |cos| is within
its tolerance t, so k of them with tolerances t_1, ..., t_k all miss it with a probability of at
most

    product of t_j sqrt(2m / pi) / E

and every error of norm sqrt(2m / pi) (t_1 ... t_k / p)^(1/k) is seen with a probability of 1 - p,
whatever it looks like: one wrong entry, a wrong row, a wrong factor.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

CONFIDENCE = 0.999


class Directions(NamedTuple):
    """What random directions through all entries of a parameter have shown.

    ``tried`` of them; of the one that is off most for its tolerance, ``analytic`` and ``central``,
    the derivative by the gradient under test and by the loss, and ``tolerance``. ``visible`` is the
    norm of an error of the gradient that would have been seen with ``CONFIDENCE``. ``worst`` is,
    where the directions fail, for every axis the index that holds most of the error, as far as
    halving the parameter again and again could find it; None where it could not.
    """

    tried: int
    analytic: float
    central: float
    tolerance: float
    visible: float
    worst: tuple[int | None, ...] = ()

    @property
    def excess(self) -> float:
        """|analytic - central| / tolerance of that direction: above 1 the gradient is wrong."""
        return abs(self.analytic - self.central) / self.tolerance


def visible_norm(tolerances: Sequence[float], entries: int) -> float:
    """The norm of an error over ``entries`` that directions with these tolerances see.

    With probability ``CONFIDENCE``; see above. Wide tolerances only count if they help.
    """
    t = np.sort(np.asarray(tolerances, np.float64))
    k = np.arange(1, len(t) + 1)
    with np.errstate(divide="ignore"):
        logs = (np.cumsum(np.log(t)) - np.log(1.0 - CONFIDENCE)) / k
    return float(np.sqrt(2.0 * entries / np.pi) * np.exp(logs.min()))
