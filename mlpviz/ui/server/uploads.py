"""Which files may be uploaded: by an open tab, to a page that takes one, and of what size."""

import asyncio
from collections import Counter
from math import inf

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from mlpviz.profiles import limits
from mlpviz.ui import presence
from mlpviz.ui.server.endpoints import below
from mlpviz.words import megabytes

PREFIX = "_stcore/upload_file/"
FRAMING = 100_000  # bytes of a request besides its file
PATIENCE = 30.0  # seconds without a byte after which an upload ends
NO_ROOM = "There is no room for this file: others are uploading at the moment. Try it again soon."
CLOSE = {"Connection": "close"}  # the rest of a refused file is not read


class Uploads:
    """Middleware that lets files through as far as there is room for them.

    A tab is known by its id, which its own socket alone has told it. It has one file, and a second
    one while that takes the first one's place.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._arriving: Counter[str] = Counter()  # bytes, by tab

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is no upload, and uploads that are allowed."""
        path = below(scope) if scope["type"] == "http" else ""
        if not path.startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        tab, _, file = path.removeprefix(PREFIX).partition("/")
        refusal = self._refusal(scope, tab)
        if refusal is not None:
            await PlainTextResponse(refusal.detail, refusal.status_code, CLOSE)(
                scope, receive, send
            )
        elif scope["method"] == "DELETE":
            await self.app(scope, receive, send)
        elif _told(scope) > self._room(tab):
            await _pass_over(receive)
            presence.tell_no_room(tab, NO_ROOM)
            await PlainTextResponse("", 204)(scope, receive, send)
        else:
            await self._upload(scope, receive, send, tab, file)

    def _refusal(self, scope: Scope, tab: str) -> HTTPException | None:
        """Why a request is answered at once, if it is."""
        if scope["method"] not in ("PUT", "DELETE"):
            return HTTPException(405)
        if not Runtime.instance().is_active_session(tab):
            return HTTPException(404)
        if scope["method"] == "DELETE":
            return None
        if not presence.takes_file(tab):
            return HTTPException(403, "No page that takes a file is open in this tab.")
        return too_large() if _told(scope) > limits().upload_bytes + FRAMING else None

    async def _upload(
        self, scope: Scope, receive: Receive, send: Send, tab: str, file: str
    ) -> None:
        """Take a file, chunk by chunk; it takes the place of those before it."""
        size, status = 0, 0

        async def counted() -> Message:
            nonlocal size
            try:
                message = await asyncio.wait_for(receive(), PATIENCE)
            except TimeoutError:
                raise HTTPException(408, headers=CLOSE) from None
            chunk = len(message.get("body", b""))
            if size + chunk > limits().upload_bytes + FRAMING or chunk > self._room(tab):
                raise too_large()
            size += chunk
            self._arriving[tab] += chunk
            return message

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except ClientDisconnect:  # whoever leaves halfway is no error of ours
            return
        finally:
            self._arriving[tab] -= size
            self._arriving += Counter()  # without those that are zero
        if status == 204:
            for other in set(_files(tab)) - {file}:
                _manager().remove_file(tab, other)

    def _room(self, tab: str) -> float:
        """Bytes that may still come from this tab."""
        allowed, tabs = limits(), list(_manager().file_storage)
        own = sum(_files(tab).values()) + self._arriving[tab]
        together = sum(sum(_files(each).values()) for each in tabs) + self._arriving.total()
        return min(2 * allowed.upload_bytes + FRAMING - own, allowed.uploads_bytes - together)


def _told(scope: Scope) -> float:
    """Bytes that a request says it has; 0 if it does not say, and infinite if that is no number."""
    told = Headers(scope=scope).get("content-length", "0")
    return int(told) if told.isdecimal() else inf


async def _pass_over(receive: Receive) -> None:
    """Read what is no larger than a file may be, and keep nothing of it.

    An answer that comes before the end of a request is an error to the browser, and Streamlit shows
    that as it is. So the page says what there is to say.
    """
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            return
        more = message.get("more_body", False)


def too_large() -> HTTPException:
    """What is answered to a file for which there is no room."""
    most = megabytes(limits().upload_bytes)
    return HTTPException(413, f"There is no room for this file: at most {most}.", CLOSE)


def _manager() -> MemoryUploadedFileManager:
    """What keeps Streamlit's files, by tab and by their own id."""
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def _files(tab: str) -> dict[str, int]:
    """The files of a tab, and their sizes in bytes. Threads that draw pages may change them."""
    kept = _manager().file_storage.get(tab, {}).copy()
    return {file: len(record.data) for file, record in kept.items()}
