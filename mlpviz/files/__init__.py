"""Files of ours: runs, kept whole."""

from mlpviz.files.errors import FileError
from mlpviz.files.runs import read_run, write_run

__all__ = ["FileError", "read_run", "write_run"]
