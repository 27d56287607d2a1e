"""Who may open a socket where strangers use the server, and how much may come over it."""

import asyncio
from contextlib import suppress
from math import inf
from time import monotonic

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from mlpviz.clock import Clock
from mlpviz.profiles import hosted, limits
from mlpviz.ui.server.endpoints import below
from mlpviz.ui.server.messages import from_tab, to_tab

STREAM = "_stcore/stream"
# What a message costs, and each of what may be many in it.
MESSAGE, KILOBYTE, STATE, FILE = 1.0, 0.01, 0.1, 1.0
RATE, BURST = 100.0, 300.0  # what a socket may spend in a second, and what it may save up
# A whole page is drawn in a thread of its own, while what draws the page already is told to stop:
# many at once would be many threads, in front of everybody else. Beyond these, one after the other.
PAGE_RATE, PAGE_BURST = 3.0, 3.0
DRAWN = 10.0  # seconds after which a page is no longer waited for
SHORT = 500  # bytes of a message that may say that a page is drawn


class Purse:
    """What a socket may spend: ``rate`` a second, and at most ``burst`` saved up."""

    def __init__(self, rate: float, burst: float, clock: Clock = monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._then = burst, clock()

    def spend(self, cost: float) -> float:
        """Seconds after which this can be paid; it is paid then."""
        now = self._clock()
        self._left = min(self._burst, self._left + self._rate * (now - self._then)) - cost
        self._then = now
        return max(0.0, -self._left / self._rate)


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page of this origin may open a socket: the app's own, or one that is listed.

    Browsers always say the origin; what is no browser may leave it out.
    """
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    listed = {each.strip().rstrip("/") for each in st.get_option("server.corsAllowedOrigins")}
    return origin.partition("://")[2] == (host or None) or origin in listed


def cost(sent: Message) -> tuple[float, int]:
    """What it costs to send this, and whether it asks for a whole page (1 or 0).

    Whether it counts is another's business: `Honest`.
    """
    price = MESSAGE + KILOBYTE * len(sent.get("bytes") or b"") / 1000
    try:
        message = from_tab(sent)
    except ValueError:
        return price, 0
    state = message.rerun_script
    price += STATE * len(state.widget_states.widgets)
    price += FILE * len(message.file_urls_request.file_names)
    return price, int(message.HasField("rerun_script") and not state.fragment_id)


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


def says_drawn(message: Message) -> bool:
    """Whether a message to the tab says that what it asked for is drawn."""
    short = 0 < len(message.get("bytes") or b"") < SHORT
    return short and to_tab(message).HasField("script_finished")


class Paced:
    """A socket from which no more is read than a page sends."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._purse, self._pages = Purse(RATE, BURST), Purse(PAGE_RATE, PAGE_BURST)
        self._closed, self._drawn = False, asyncio.Event()
        self._drawn.set()

    async def receive(self) -> Message:
        """The next message, when it is paid for. One that never can be ends the connection."""
        while not self._closed:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes") or b""
            price, pages = inf, 0
            if len(data) <= get_max_widget_state_size_bytes():
                price, pages = cost(message)
            if price > BURST:
                await self.send({"type": "websocket.close", "code": 1009})
            else:
                await asyncio.sleep(self._purse.spend(price))
                if pages and self._pages.spend(pages):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._drawn.wait(), DRAWN)
                if pages:
                    self._drawn.clear()
                return message
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: Message) -> None:
        """Send, unless the tab is not there any more: Streamlit hears of that as it reads on.

        Told here, it would take what was still to be read for an error of its own.
        """
        if self._closed:
            return
        self._closed = message["type"] == "websocket.close"
        if says_drawn(message):
            self._drawn.set()
        try:
            await self._send(message)
        except OSError:
            self._closed = True
