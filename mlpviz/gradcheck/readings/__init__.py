"""What a failing gradient check looks like, in words: ``read_pattern`` names the mistake.

A mistake is named only if it explains every wrong number within the derived tolerance.
"""

from mlpviz.gradcheck.readings.context import Context
from mlpviz.gradcheck.readings.reading import Reading
from mlpviz.gradcheck.readings.table import READINGS, read_pattern

__all__ = ["READINGS", "Context", "Reading", "read_pattern"]
