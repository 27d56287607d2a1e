"""What two numbers that should agree can be found to be: ``Verdict``; and ``Pair``, why."""

from typing import Literal, NamedTuple

Verdict = Literal["pass", "unresolved", "fail"]
VERDICTS: tuple[Verdict, ...] = ("pass", "unresolved", "fail")


class Pair(NamedTuple):
    """How two sources of one gradient compare, at one element or in all.

    ``error`` is |first - second|, ``tolerance`` the sum of both bounds, both over the reference's
    largest entry; ``ratio`` is error / tolerance. ``verdict`` is "fail" if that is above 1; else
    "unresolved" if the tolerance is above 1e-3, so that the two cannot judge each other; else
    "pass".
    """

    error: float
    tolerance: float
    ratio: float
    verdict: Verdict
