"""The one exception of this package."""

from mlpviz.engine.faults import FaultsError


class DataError(FaultsError):
    """A dataset cannot be loaded as asked; `faults` names everything that is wrong at once."""
