"""What a failing gradient check looks like where no network is known: ``read_pattern``.

Nothing can be run there, so little is claimed: which entries fail and by how much, constant
factors, and what follows from the names and shapes of parameters.
"""

from mlpviz.gradcheck.readings.table import READINGS, TELLING, read_pattern

__all__ = ["READINGS", "TELLING", "read_pattern"]
