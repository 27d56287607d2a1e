"""The health page: what a container, or a proxy before several, asks every few seconds."""

from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse

from mlpviz import __version__
from mlpviz.limits.room import memory
from mlpviz.profiles import limits
from mlpviz.ui.preload import is_preloaded
from mlpviz.ui.presence import visitors


class Health(NamedTuple):
    """How the server is. ``status`` is ok, starting or full; memory is in bytes.

    ``sessions`` are the tabs that are open, without those that wait for a place.
    """

    status: str
    version: str
    preloaded: bool
    sessions: int
    memory: int
    memory_limit: int


def state() -> Health:
    """How the server is now: ``full`` when the process takes more than its share of memory."""
    now, preloaded = memory(), is_preloaded()
    most = int(min(1.0, limits().process_share) * now.container)
    status = "full" if now.used > most else "ok"
    return Health(
        status if preloaded else "starting",
        __version__,
        preloaded,
        len(visitors),
        now.used,
        most,
    )


async def health(_: Request) -> JSONResponse:
    """Answer with `Health` as JSON: 200 if all is well, else 503.

    It waits for nobody's work, neither for the gate nor for a thread.
    """
    found = state()
    code = 200 if found.status == "ok" else 503
    return JSONResponse(found._asdict(), code, {"Cache-Control": "no-store"})
