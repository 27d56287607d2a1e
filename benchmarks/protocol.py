"""``Visitor``: a browser tab without the browser, over Streamlit's own websocket protocol.

It opens a page by its link, clicks, and does what the board does: it asks for frames.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

MOST = 256 * 2**20  # bytes of one message
PATIENCE = 120.0  # s that an answer may take
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # the id of a component's events, from its own
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # the page begins anew: another run follows
CLICKED = ("button", "button_group")
CARDS = ("curves", "weights", "check", "classes")  # on screen, as in a window of usual size


class Visitor:
    """One tab. ``session`` is its id at the server, ``payload`` what the board shows."""

    def __init__(self, socket: ClientConnection, query: str) -> None:
        self._socket, self._query = socket, query
        self._page = self.session = ""
        self._elements: dict[tuple[int, ...], tuple[Any, str]] = {}  # with its fragment, by place
        self._known: dict[str, ForwardMsg] = {}
        self._stale: set[tuple[int, ...]] = set()  # places that this run has not drawn yet
        self.heard: Counter[str] = Counter()  # messages of the server, by their kind

    @classmethod
    @asynccontextmanager
    async def at(
        cls, address: str, page: str = "", *, cookie: str = "", link: str = "", **query: str
    ) -> AsyncIterator[Self]:
        """Open a page, such as "bug-lab", with this query and cookie, and close it at the end.

        ``link`` is a query as it stands in an address, whatever it holds.
        """
        stream = f"{address.replace('http', 'ws', 1).rstrip('/')}/_stcore/stream"
        async with connect(
            stream,
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            max_size=MOST,
            compression=None,
            proxy=None,
            additional_headers={"Cookie": cookie} if cookie else None,
        ) as socket:
            visitor = cls(socket, link or urlencode(query))
            await visitor.rerun(page=page)
            with suppress(LookupError):  # not every page has a board
                await visitor.tell("look", visible=list(CARDS))  # as a board does when it is drawn
            yield visitor

    async def rerun(self, *states: WidgetState, fragment: str = "", page: str = "") -> float:
        """Send a rerun and read until it is answered; the seconds that took."""
        started = perf_counter()
        await self._send(fragment, page, *states)
        await asyncio.wait_for(self._answered(), PATIENCE)
        return perf_counter() - started

    async def click(self, key: str) -> float:
        """Click on the button of this key; the seconds until its answer is here."""
        element, fragment = self.find(key)
        return await self.rerun(
            WidgetState(id=element.button.id, trigger_value=True), fragment=fragment
        )

    async def choose(self, key: str, title: str) -> float:
        """Choose what is called ``title`` in the row of choices of this key."""
        element, fragment = self.find(key)
        state = WidgetState(id=element.button_group.id)
        state.string_array_value.data.append(title)
        return await self.rerun(state, fragment=fragment)

    async def tick(self, visible: tuple[str, ...] = CARDS) -> float:
        """Ask for the next frame, as the board does while it plays."""
        return await self.tell("tick", seq=self.payload["seq"], visible=list(visible))

    async def look_at_all(self) -> float:
        """Have all cards of the board on screen."""
        return await self.tell("look", visible=self.cards)

    async def tick_all(self) -> float:
        """Ask for the next frame with all cards."""
        return await self.tick(tuple(self.cards))

    async def act(self, action: str, argument: str) -> float:
        """Click on a button of the board."""
        return await self.tell("act", action=action, argument=argument)

    async def tell(self, event: str, **value: Any) -> float:
        """Send any event of the board."""
        element, fragment = self._board()
        return await self.rerun(self._event(element, event, value), fragment=fragment)

    async def drop(self) -> None:
        """Be gone at once, without a word to the server."""
        self._socket.transport.abort()

    async def ask_tick(self) -> None:
        """Ask for the next frame with all cards, and do not wait for it."""
        element, fragment = self._board()
        value = {"seq": self.payload["seq"], "visible": self.cards}
        await self._send(fragment, "", self._event(element, "tick", value))

    async def ask(self, *, key: str) -> None:
        """Click on a button, and do not wait for the answer."""
        element, fragment = self.find(key)
        await self._send(fragment, "", WidgetState(id=element.button.id, trigger_value=True))

    def _event(self, element: Any, event: str, value: Any) -> WidgetState:
        return WidgetState(
            id=EVENTS.format(element.bidi_component.id),
            json_trigger_value=json.dumps([{"event": event, "value": value}]),
        )

    async def send(self, message: BackMsg) -> None:
        """Send any message of a tab."""
        await self._socket.send(message.SerializeToString())

    async def _send(self, fragment: str, page: str, *states: WidgetState) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self._query, page
        state.page_script_hash, state.fragment_id = self._page, fragment
        state.widget_states.widgets.extend(states)
        await self.send(message)

    @property
    def cookies(self) -> list[str]:
        """What the answer to the handshake wants to be remembered: name=value, and what it is."""
        response = self._socket.response
        return [] if response is None else response.headers.get_all("Set-Cookie")

    @property
    def query(self) -> dict[str, str]:
        """What the page's address holds now."""
        return dict(parse_qsl(self._query))

    @property
    def payload(self) -> dict[str, Any]:
        """What the board was told last."""
        return dict(json.loads(self._board()[0].bidi_component.json))

    @property
    def cards(self) -> list[str]:
        """The ids of the board's cards."""
        return [figure["id"] for figure in self.payload["figures"]]

    @property
    def words(self) -> str:
        """All texts of the page, for a look whether something is said."""
        return "\n".join(_texts(element for element, _ in self._elements.values()))

    def find(self, key: str) -> tuple[Any, str]:
        """The button or row of choices of this key, and the fragment that it is in."""
        for element, fragment in self._elements.values():
            kind = element.WhichOneof("type")
            if kind in CLICKED and _key(getattr(element, kind).id) == key:
                return element, fragment
        raise LookupError(f"no button {key!r} on the page; it says: {self.words[:500]}")

    def has(self, key: str) -> bool:
        """Whether there is a button of this key."""
        with suppress(LookupError):
            return bool(self.find(key))
        return False

    def _board(self) -> tuple[Any, str]:
        for element, fragment in self._elements.values():
            if element.WhichOneof("type") == "bidi_component":
                return element, fragment
        raise LookupError(f"no board on the page; it says: {self.words[:500]}")

    async def _answered(self) -> None:
        while True:
            data = await self._socket.recv()
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                metadata, message = message.metadata, self._known[message.ref_hash]
                message.metadata.CopyFrom(metadata)
                kind = message.WhichOneof("type")
            elif message.hash:
                self._known[message.hash] = message
            self.heard[kind or ""] += 1
            if kind == "new_session":
                self._begin(message)
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta":
                self._take(message)
            elif kind == "script_finished" and message.script_finished != AGAIN:
                for place in self._stale:
                    self._elements.pop(place, None)
                return

    def _begin(self, message: ForwardMsg) -> None:
        new, drawn = message.new_session, message.metadata.run.fragment_ids
        self.session = new.initialize.session_id
        self._stale = {place for place, (_, f) in self._elements.items() if not drawn or f in drawn}

    def _take(self, message: ForwardMsg) -> None:
        place, delta = tuple(message.metadata.delta_path), message.delta
        if delta.WhichOneof("type") == "new_element":
            self._elements[place] = delta.new_element, delta.fragment_id
            self._stale.discard(place)


def _key(identity: str) -> str:
    """The key in a widget's id, without the number of a renewed one."""
    return identity.split("-", 2)[-1].partition("~")[0]


def _texts(elements: Iterator[Any]) -> Iterator[str]:
    for element in elements:
        body = getattr(element, element.WhichOneof("type") or "", None)
        for name in ("body", "json", "label"):
            text = getattr(body, name, "")
            if isinstance(text, str) and text:
                yield text[:2000]
