"""What the browser loads for the board: its modules, its style sheet and plotly.js.

All of it is served from memory, packed once, at addresses that name what is in it: the browser may
keep it for good, and a new release has new addresses.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mlpviz.data.assets import asset_path

PREFIX = "mlpviz"  # the first part of every address
_FRONTEND = Path(__file__).parent / "frontend"
_LOADER = "loader.js"  # Streamlit sends it itself
_PLAIN = 2  # slashes in the address of a file that is in no folder of its own
_PLOTLY = "plotly/plotly-cartesian.min.js"


class Asset(NamedTuple):
    """A file to be sent."""

    content: bytes
    media_type: str


@cache
def packed(where: str) -> bytes:
    """The gzip of the file at this address; raises KeyError if there is none."""
    return gzip.compress(assets()[where].content, mtime=0)


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its address, which is relative to the place where the app is served.

    The modules share a folder that is named by what is in all of them, because they import each
    other by name. plotly.js has one of its own: it stays when they change.
    """
    sent = sorted([*_FRONTEND.rglob("*.css"), *_FRONTEND.rglob("*.js")])
    modules = [path for path in sent if path.name != _LOADER]
    plotly = asset_path(_PLOTLY)
    return {**_folder(modules, _FRONTEND), **_folder([plotly], plotly.parent)}


def at_once() -> list[str]:
    """Addresses of what every page with a board needs, without what some load by themselves."""
    return [where for where in assets() if where.count("/") == _PLAIN]


def address(name: str) -> str:
    """Where the file ``name`` is served; raises KeyError if there is none."""
    found = [where for where in assets() if where.endswith(f"/{name}")]
    if not found:
        raise KeyError(name)
    return found[0]


def media_type(name: str) -> str:
    """What a browser is told of a file of this name."""
    return mimetypes.guess_type(name)[0] or "text/plain"


def _folder(paths: list[Path], root: Path) -> dict[str, Asset]:
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    digest = sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    folder = f"{PREFIX}/{digest.hexdigest()[:16]}"
    return {f"{folder}/{n}": Asset(content, media_type(n)) for n, content in contents.items()}
