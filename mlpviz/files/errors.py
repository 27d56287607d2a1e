"""The one exception of this package."""

from mlpviz.engine.faults import FaultsError


class FileError(FaultsError):
    """A file cannot be written or read; `faults` says why."""
