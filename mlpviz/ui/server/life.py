"""What the server does at its beginning, while it runs, and at its end."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

import streamlit as st
import uvicorn
from streamlit.cli_util import open_browser
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes
from streamlit.web.server.server_util import get_display_address, get_url

from mlpviz.ui import errors
from mlpviz.ui.preload import preload_all
from mlpviz.ui.presence import Housekeeping
from mlpviz.ui.server.whole_runs import keep_whole_runs

OPEN_FILES = 8192


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Preload while the first visitor's browser still loads Streamlit's own files.

    Streamlit opens the browser of whoever starts the server, unless the app is a ``st.App``.
    """
    if (server := running()) is not None:
        end_quietly(server)
        bound_messages(server)
        allow_open_files()
    keep_whole_runs()
    ended = Event()
    Thread(target=preload_all, args=(ended,), name="preload", daemon=True).start()
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().call_soon(open_browser, get_url(_host()))
    with errors.log() as log:
        keeping = asyncio.create_task(Housekeeping(log.tell_left_out).run())
        yield
        ended.set()
        keeping.cancel()


def running() -> uvicorn.Server | None:
    """The server that we are part of, which hears Ctrl-C; None for one that knows its own ways."""
    server = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    return server if isinstance(server, uvicorn.Server) else None


def bound_messages(server: uvicorn.Server) -> None:
    """Have no more of a message kept than a tab may send, also while it is on its way.

    Streamlit has uvicorn take as much as a page may be told, ``maxMessageSize``.
    """
    server.config.ws_max_size = get_max_widget_state_size_bytes()


def allow_open_files() -> None:
    """Have up to ``OPEN_FILES`` files open where the system allows: a visitor's socket takes four,
    and many systems begin with 1,024 for all.
    """
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def end_quietly(server: uvicorn.Server) -> None:
    """Have Ctrl-C end the server as a normal end; a second one does not wait for open tabs.

    uvicorn raises the signal once more when it is done, and Streamlit's command line says
    "Aborted!" to that.
    """

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
