"""Taking a run away: weights, history, choices, scripts and notebooks, each a row of EXPORTS."""

from mlpviz.export.write import EXPORTS, Export, written

__all__ = ["EXPORTS", "Export", "written"]
