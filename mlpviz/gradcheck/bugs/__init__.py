"""The bug lab: classic mistakes of hand-written backward passes, injectable into a network.

``BUGS`` is the table, ``inject`` gives a network with one of them.
"""

from mlpviz.gradcheck.bugs.backward import BuggyMLP
from mlpviz.gradcheck.bugs.bug import Bug
from mlpviz.gradcheck.bugs.table import BUGS, inject, lookalikes

__all__ = ["BUGS", "Bug", "BuggyMLP", "inject", "lookalikes"]
