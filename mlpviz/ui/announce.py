"""``Announce``: the page that a browser gets first says what else it will need.

Else the browser learns of Streamlit's scripts for the widgets only as it draws the first of a kind,
then of the board's modules, and then of plotly.js: a trip to the server each, one after the other.
"""

import gzip
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlpviz.ui.board.assets import address, at_once
from mlpviz.ui.lazy_scripts import lazy_scripts

# What of a request would have the page come packed, in part, or not at all.
NARROWING = ("accept-encoding", "if-modified-since", "if-none-match", "range")
# What of the answer is of the page as it was; the last is told anew.
OUTDATED = ("etag", "last-modified", "accept-ranges", "content-length")
START, END = b"<head>", b"</head>"
FIRST = "server.js"  # of the front end, run before Streamlit's own scripts
SCRIPTS = ("early.js", "pages.js", "refocus.js")  # run with every page, after Streamlit's own


class Announce:
    """Middleware that puts links to the files of ``announced`` into pages of HTML.

    In the page and not in a header, since some proxies refuse headers of more than 4 kB. The
    addresses are relative, as are those of Streamlit's own files, which holds behind any base path
    or proxy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.first = _script(FIRST).encode()
        self.head = "".join(_link(where) for where in announced()).encode()
        self.head += "".join(_script(name) for name in SCRIPTS).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but pages, which get their links."""
        asked = scope["type"] == "http" and scope["method"] == "GET"
        headers = Headers(raw=scope["headers"] if asked else [])
        if "text/html" not in headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        plain = [pair for pair in scope["headers"] if pair[0].decode() not in NARROWING]
        packs = "gzip" in headers.get("accept-encoding", "")
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            page = MutableHeaders(scope=start)
            if not page.get("content-type", "").startswith("text/html"):
                await send(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._answer(start, b"".join(parts), packs, send)

        await self.app({**scope, "headers": plain, "extensions": {}}, receive, collect)

    async def _answer(self, start: Message, body: bytes, packs: bool, send: Send) -> None:
        body = body.replace(START, START + self.first, 1).replace(END, self.head + END, 1)
        headers = MutableHeaders(scope=start)
        for name in OUTDATED:
            del headers[name]
        headers["Vary"] = "Accept-Encoding"
        if packs:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def announced() -> Iterable[str]:
    """Addresses of all that every page with a board needs, relative to it; Streamlit's first."""
    return [*lazy_scripts(), *at_once()]


def _script(name: str) -> str:
    return f'<script type="module" src="./{address(name)}"></script>'


def _link(where: str) -> str:
    kind = 'prefetch" as="style' if where.endswith(".css") else "modulepreload"
    return f'<link rel="{kind}" href="./{where}" fetchpriority="low">'
