"""Several runs side by side: what differs among them, and how each of them learns."""

from mlpviz.comparison.parallel import CompareError, compare
from mlpviz.comparison.race import Race
from mlpviz.comparison.result import Comparison
from mlpviz.comparison.runner import ComparedRun
from mlpviz.comparison.varied import VARIED, variants

__all__ = [
    "VARIED",
    "CompareError",
    "ComparedRun",
    "Comparison",
    "Race",
    "compare",
    "variants",
]
