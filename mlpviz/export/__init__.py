"""Taking a run away: weights, history, scripts, notebooks, a page, each a row of EXPORTS."""

from mlpviz.export.write import (
    EXPORTS,
    Asked,
    Export,
    contents,
    end_of,
    require_folder,
    written,
)

__all__ = ["EXPORTS", "Asked", "Export", "contents", "end_of", "require_folder", "written"]
