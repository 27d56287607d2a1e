"""The mistakes of hand-written backward passes: every one once, to be made, named and taught.

``MISTAKES`` is the table; ``inject`` gives a network with one of them. The bug lab, the challenge
and what a failing check says all read it.
"""

from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.table import MISTAKES, inject, lookalikes

__all__ = ["MISTAKES", "BuggyMLP", "Mistake", "inject", "lookalikes"]
