"""Who may open a socket where strangers use the server, and how much may come over it."""

import asyncio
from math import inf
from time import monotonic
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from mlpviz.clock import Clock
from mlpviz.profiles import hosted, limits
from mlpviz.ui.server.endpoints import below
from mlpviz.ui.server.tab import parsed

STREAM = "_stcore/stream"
# What a message costs. A page is drawn in a thread of its own, and what draws it already is told to
# stop: many at once would be many threads.
PART, PAGE = 1.0, 5.0
KILOBYTE = 0.01
FILE = 1.0  # each for which an address is asked
RATE = 100.0  # what a socket may spend in a second,
BURST = 300.0  # and what it may save up


class Purse:
    """What a socket may spend: ``RATE`` a second, and at most ``BURST`` saved up."""

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock, self._left, self._then = clock, BURST, clock()

    def spend(self, cost: float) -> float:
        """Seconds after which this can be paid; it is paid then."""
        now = self._clock()
        self._left = min(BURST, self._left + RATE * (now - self._then)) - cost
        self._then = now
        return max(0.0, -self._left / RATE)


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page of this origin may open a socket: the app's own, or one that is listed.

    Browsers always say the origin; what is no browser may leave it out.
    """
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    listed = {each.strip().rstrip("/") for each in st.get_option("server.corsAllowedOrigins")}
    return urlsplit(origin).netloc == host or origin in listed


def cost(data: bytes) -> float:
    """What it costs to send this. Whether it counts is another's business: `Honest`."""
    try:
        message = parsed(data)
    except ValueError:
        return PART
    whole = message.HasField("rerun_script") and not message.rerun_script.fragment_id
    files = len(message.file_urls_request.file_names)
    return (PAGE if whole else PART) + FILE * files + KILOBYTE * len(data) / 1000


class Sockets:
    """Middleware that refuses sockets of foreign pages, and reads floods slowly.

    On one's own computer all of that is left to Streamlit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no socket, and sockets with what may come over them."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        headers = MutableHeaders(scope={**scope, "headers": list(scope["headers"])})
        strict = hosted()
        welcome = below(scope) == STREAM and self._open < limits().sockets
        if strict:
            welcome = welcome and origin_allowed(headers.get("origin"), headers.get("host"))
            del headers["origin"]  # Streamlit would look its own address up in the internet for it
        if not welcome:
            await receive()  # that it wants to be opened
            await send({"type": "websocket.close", "code": 1008})
            return
        self._open += 1
        try:
            socket = Paced(receive, send) if strict else None
            await self.app(
                {**scope, "headers": headers.raw},
                socket.receive if socket else receive,
                socket.send if socket else send,
            )
        finally:
            self._open -= 1


class Paced:
    """A socket from which no more is read than a page sends."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._purse, self._closed = Purse(), False

    async def receive(self) -> Message:
        """The next message, when it is paid for. One that never can be ends the connection."""
        while not self._closed:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes") or b""
            price = cost(data) if len(data) <= get_max_widget_state_size_bytes() else inf
            if price > BURST:
                await self.send({"type": "websocket.close", "code": 1009})
            else:
                await asyncio.sleep(self._purse.spend(price))
                return message
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: Message) -> None:
        """Send, unless the tab is not there any more: Streamlit hears of that as it reads on.

        Told here, it would take what was still to be read for an error of its own.
        """
        if self._closed:
            return
        self._closed = message["type"] == "websocket.close"
        try:
            await self._send(message)
        except OSError:
            self._closed = True
