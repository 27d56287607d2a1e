"""Where the bundled data files are."""

from pathlib import Path

from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault
from mlpviz.words import listed

_PACKAGE = Path(__file__).resolve().parents[1]
# An installed wheel carries the files inside the package; a checkout has them beside it.
ASSET_FOLDERS = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def asset_path(name: str) -> Path:
    """Return the path of the bundled file `name`; raises `DataError` if it is missing."""
    for folder in ASSET_FOLDERS:
        if (folder / name).is_file():
            return folder / name
    places = listed(ASSET_FOLDERS, "or")
    message = f"The bundled file {name} is missing from {places}: reinstall mlpviz."
    raise DataError([Fault("asset", name, message)])


def damaged(path: Path, what: str) -> DataError:
    """The error for a bundled file that holds something else."""
    message = f"The bundled file {path} is damaged ({what}): reinstall mlpviz."
    return DataError([Fault("asset", str(path), message)])
