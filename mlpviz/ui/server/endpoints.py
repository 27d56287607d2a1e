"""Which of Streamlit's endpoints answer here: one table."""

from functools import cache
from typing import NamedTuple

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mlpviz.profiles import hosted

CORE = "_stcore/"  # below which every endpoint is Streamlit's
ANYONE, LOCAL, NOBODY = "anyone", "local", "nobody"


class Endpoint(NamedTuple):
    """A row of ``ENDPOINTS``.

    path : relative to the place where the app is served; with "/" at its end, all that lies below
    opened : to whom: anyone, nobody, or anyone unless strangers use the server (local)
    why : what it is
    """

    path: str
    opened: str
    why: str


ENDPOINTS = (
    Endpoint("_stcore/health", ANYONE, "The page asks it for its token, and whether we are here."),
    Endpoint("_stcore/host-config", ANYONE, "The page asks it at its start."),
    Endpoint("_stcore/stream", ANYONE, "The tab's socket; honest.py looks at what comes."),
    Endpoint("_stcore/upload_file/", ANYONE, "Files that are uploaded; uploads.py says which."),
    Endpoint("media/", ANYONE, "Pictures and downloads, at addresses that name their content."),
    Endpoint("_stcore/metrics", LOCAL, "Numbers of sessions and caches, for whoever runs it."),
    Endpoint("_stcore/script-health-check", NOBODY, "Runs the app for each request."),
    Endpoint("_stcore/bidi-components/", NOBODY, "Files of installed components; we have none."),
    Endpoint("_stcore/agent/", NOBODY, "Drives the app by requests, past the row of visitors."),
    Endpoint("component/", NOBODY, "Files of components of the first kind; we have none."),
    Endpoint("app/static/", NOBODY, "Files of a folder that we do not have."),
    Endpoint("auth/", NOBODY, "There is nothing to log in to."),
    Endpoint("oauth2callback", NOBODY, "There is nothing to log in to."),
)


@cache
def base() -> str:
    """The path below which the app lies, ``/nn``; empty at the root. No server changes it."""
    given = st.get_option("server.baseUrlPath").strip("/")
    return f"/{given}" if given else ""


def below(scope: Scope) -> str:
    """The path that is asked for, relative to the place where the app is served.

    Without slashes at both ends, which no endpoint has.
    """
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.removeprefix(base()).strip("/")


def is_open(path: str) -> bool:
    """Whether what lies at this path, relative to the app, answers: pages and their files do.

    Of what is Streamlit's own only the rows of ``ENDPOINTS`` do; one that a later version adds does
    not.
    """
    for row in ENDPOINTS:
        if path == row.path.rstrip("/") or (row.path.endswith("/") and path.startswith(row.path)):
            return row.opened == ANYONE or (row.opened == LOCAL and not hosted())
    return not f"{path}/".startswith(CORE)


class OpenEndpoints:
    """Middleware that answers "Not Found" for what is not open, as if it were not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open."""
        if scope["type"] != "http" or is_open(below(scope)):
            await self.app(scope, receive, send)
            return
        await PlainTextResponse("Not Found", 404)(scope, receive, send)
