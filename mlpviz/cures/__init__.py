"""Cures that were tried: changes of a sick run's choices, trained, judged, and put in order."""

from mlpviz.cures.cure import Cure, Cures, Tried
from mlpviz.cures.lazy import TriedActions, with_cures
from mlpviz.cures.search import CureSearch

__all__ = ["Cure", "CureSearch", "Cures", "Tried", "TriedActions", "with_cures"]
