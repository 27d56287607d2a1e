"""What a failing gradient check looks like, in words: ``read_pattern`` names the mistake.

A mistake is named only if it explains every wrong number within the derived tolerance.
"""

from mlpviz.gradcheck.patterns.context import Context
from mlpviz.gradcheck.patterns.reading import Reading
from mlpviz.gradcheck.patterns.table import READINGS, read_pattern

__all__ = ["READINGS", "Context", "Reading", "read_pattern"]
