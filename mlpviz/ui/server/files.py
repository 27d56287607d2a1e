"""Scripts and styles as they are sent: the board's and Streamlit's, packed once, from memory."""

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mlpviz.ui.board.assets import PREFIX, assets, media_type, packed
from mlpviz.ui.lazy_scripts import STATIC
from mlpviz.ui.server.endpoints import below

FOREVER = "public, max-age=31536000, immutable"  # a year, the most that HTTP knows
_FOLDERS = ("static/js", "static/css")  # whose files are named by what is in them


async def board_file(request: Request) -> Response:
    """Answer with one of `assets`."""
    where = f"{PREFIX}/{request.path_params['path']}"
    asset = assets().get(where)
    if asset is None:
        return Response(status_code=404)
    return _answer(request, asset.media_type, lambda: asset.content, lambda: packed(where))


class StreamlitFiles:
    """Middleware that answers with `streamlit_files`; Streamlit takes no route for them.

    Streamlit itself sends them unpacked, four times the bytes, and piece by piece, each read by a
    thread: half a second of the processor for whoever comes with an empty cache.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but what is asked of these files."""
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        path = streamlit_files().get(below(scope)) if asked else None
        if path is None:
            await self.app(scope, receive, send)
            return
        kind = media_type(path.name)
        answer = _answer(Request(scope), kind, path.read_bytes, lambda: _packed_file(path))
        await answer(scope, receive, send)


@cache
def streamlit_files() -> dict[str, Path]:
    """Streamlit's scripts and styles by address, relative to the place where the app is served."""
    found = [path for folder in _FOLDERS for path in (STATIC / folder).iterdir()]
    return {path.relative_to(STATIC).as_posix(): path for path in found}


@cache
def _packed_file(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)  # 9 takes a third longer for 0.3 % less


def _answer(
    request: Request, kind: str, plain: Callable[[], bytes], zipped: Callable[[], bytes]
) -> Response:
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(plain(), headers=headers, media_type=kind)
    headers["Content-Encoding"] = "gzip"
    return Response(zipped(), headers=headers, media_type=kind)
