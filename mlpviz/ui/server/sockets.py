"""What may come over a tab's socket where strangers use the server, and how fast.

A tab needs two messages to draw its page, one to stay connected, and one to upload a file. The
others of Streamlit's clear everybody's caches, look at the repository, or write files.
"""

import asyncio
from time import monotonic
from urllib.parse import urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from mlpviz.clock import Clock
from mlpviz.profiles import hosted, limits
from mlpviz.ui.server.endpoints import below

STREAM = "_stcore/stream"
FILES = 8  # names that one request for upload addresses may have

# What a message costs, by its name; any other is dropped. A page is drawn in a thread of its own,
# and what draws it already is told to stop: many at once would be many threads.
PART, PAGE = 1.0, 5.0
COSTS = {
    "rerun_script": PART,
    "stop_script": PART,
    "app_heartbeat": PART,
    "file_urls_request": PART,
}
KILOBYTE = 0.05  # of a message
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


def cost(data: bytes) -> float | None:
    """What a message costs, or None if it is dropped. Raises DecodeError if it is none."""
    message = BackMsg.FromString(data)
    name = message.WhichOneof("type")
    price = COSTS.get(name or "")
    if price is None or len(message.file_urls_request.file_names) > FILES:
        return None
    if name == "rerun_script" and not message.rerun_script.fragment_id:
        price = PAGE
    return price + KILOBYTE * len(data) / 1000


class Sockets:
    """Middleware that refuses sockets of foreign pages, and drops what no page sends.

    Who sends more than a page does is read from more slowly. On one's own computer all of that is
    left to Streamlit.
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
            socket = Looked(receive, send) if strict else None
            await self.app(
                {**scope, "headers": headers.raw},
                socket.receive if socket else receive,
                socket.send if socket else send,
            )
        finally:
            self._open -= 1


class Looked:
    """A socket from which only what a page sends is read, in a page's pace."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._purse, self._closed = Purse(), False

    async def receive(self) -> Message:
        """The next message that counts. One that is none, or too long, ends the connection."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes") or b""
            if len(data) > get_max_widget_state_size_bytes():
                return await self._close(1009)
            try:
                price = cost(data)
            except DecodeError:
                return await self._close(1002)
            await asyncio.sleep(self._purse.spend(PART if price is None else price))
            if price is not None:
                return message

    async def send(self, message: Message) -> None:
        """Send, unless the socket was closed here."""
        if not self._closed:
            await self._send(message)

    async def _close(self, code: int) -> Message:
        await self._send({"type": "websocket.close", "code": code})
        self._closed = True
        return {"type": "websocket.disconnect", "code": code}
