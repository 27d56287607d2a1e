"""The file that `mlpviz view` was given: the app begins with it."""

import os
from pathlib import Path

from mlpviz.engine.faults import Fault
from mlpviz.files import FileError
from mlpviz.profiles import hosted
from mlpviz.workbench.my_run.session import MyRun

VIEW = "MLPVIZ_VIEW"  # the environment variable with its path


def content(path: str) -> bytes:
    """The bytes of a file. Raises FileError if it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise FileError([Fault("file", path, f"{path} cannot be read: {error}.")]) from None


def take_viewed(own: MyRun) -> bool:
    """Open the file that was given, if one was; no server that strangers use opens one."""
    path = os.environ.get(VIEW, "")
    if not path or hosted():
        return False
    try:
        found = content(path)
    except FileError as error:
        own.name, own.problem = Path(path).name, str(error)
        return True
    own.take(Path(path).name, found)
    return True
