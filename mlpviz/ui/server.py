"""The server's part of the app: what it begins with, and what it sends besides Streamlit's own.

``app.py`` makes a ``st.App`` of these, which ``streamlit run app.py`` finds there.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.cli_util import open_browser
from streamlit.web.server.server_util import get_display_address, get_url

from mlpviz.ui.announce import Announce
from mlpviz.ui.board.assets import PREFIX, assets, packed
from mlpviz.ui.preload import preload
from mlpviz.ui.presence import Housekeeping

FOREVER = "public, max-age=31536000, immutable"  # a year, the most that HTTP knows


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Preload while the first visitor's browser still loads Streamlit's own files.

    Streamlit opens the browser of whoever starts the server, unless the app is a ``st.App``.
    """
    end_quietly()
    Thread(target=preload, name="preload", daemon=True).start()
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().call_soon(open_browser, get_url(_host()))
    keeping = asyncio.create_task(Housekeeping().run())
    yield
    keeping.cancel()


def end_quietly() -> None:
    """Have Ctrl-C end the server as a normal end; a second one does not wait for open tabs.

    uvicorn raises the signal once more when it is done, and Streamlit's command line says
    "Aborted!" to that.
    """
    server = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if not isinstance(server, uvicorn.Server):  # another server: it knows its own ways
        return

    def end(*_: object) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    signal.signal(signal.SIGINT, end)


def _host() -> str:
    """What to call this machine in its own browser."""
    named = st.get_option("browser.serverAddress")
    if named == "localhost":  # the default
        named = st.get_option("server.address") or named
    return get_display_address(named)


def routes() -> list[Route]:
    """Where the board's files are served."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return [Route(f"{f'/{base}' if base else ''}/{PREFIX}/{{path:path}}", _serve)]


def middleware() -> list[Middleware]:
    """What changes Streamlit's own answers: see `Announce`."""
    return [Middleware(Announce)]


async def _serve(request: Request) -> Response:
    """Answer with one of `assets`."""
    where = f"{PREFIX}/{request.path_params['path']}"
    asset = assets().get(where)
    if asset is None:
        return Response(status_code=404)
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(asset.content, headers=headers, media_type=asset.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(packed(where), headers=headers, media_type=asset.media_type)
