"""Security headers, on every answer: pages, files, errors, sockets that are opened or refused."""

import re
from base64 import b64encode
from hashlib import sha256

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.utils import ClientDisconnected

from mlpviz.profiles import frame_ancestors
from mlpviz.ui.lazy_scripts import STATIC

_INDEX = STATIC / "index.html"
DENIAL = "websocket.http.response"  # the extension by which a socket is refused with an answer
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)

# What a page may load, and from where: nothing but this server, ever. Streamlit needs what is
# beyond 'self': it runs a component's script from a blob (the board's loader, which only code that
# runs already can make), counts with 64 bits in WebAssembly, writes style elements and attributes,
# and has the fonts of formulas in its style sheet. Nothing evaluates text.
PAGE = {
    "default-src": "'none'",
    "script-src": "'self' blob: 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' blob: data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
# What is no page loads nothing. A picture opened by itself has its own colours.
FILE = {"default-src": "'none'", "style-src": "'unsafe-inline'"}

# What no page does, so neither may what it shows. Copying and the whole screen are left.
NO_PERMISSION = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


def inline_scripts(page: bytes) -> tuple[str, ...]:
    """The hashes by which a policy allows just the scripts that stand in a page."""
    found = _INLINE.findall(page)
    return tuple(f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in found)


def headers_of(page: bool) -> dict[str, str]:
    """The headers of a page, or of anything else, which has those that mean something there."""
    policy = dict(PAGE if page else FILE)
    if page:
        hashes = inline_scripts(_INDEX.read_bytes())
        policy["script-src"] = " ".join([policy["script-src"], *hashes])
    if ancestors := frame_ancestors():
        policy["frame-ancestors"] = ancestors
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    if page:
        headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in NO_PERMISSION)
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return headers


Raw = list[tuple[bytes, bytes]]


def _raw(headers: dict[str, str]) -> Raw:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class SecurityHeaders:
    """Middleware that adds `headers_of` what is answered, whatever it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._page, self._file = _raw(headers_of(page=True)), _raw(headers_of(page=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on. A socket that is refused is refused by an answer with headers."""
        opened = refused = False

        async def answer(message: Message) -> None:
            nonlocal opened, refused
            kind = message["type"]
            if kind == "websocket.close" and not opened and DENIAL in scope.get("extensions", {}):
                await send({"type": f"{DENIAL}.start", "status": 403, "headers": self._file})
                await send({"type": f"{DENIAL}.body", "body": b""})
                refused = True
                return
            opened = opened or kind == "websocket.accept"
            if kind in ("http.response.start", "websocket.accept", f"{DENIAL}.start"):
                message = {**message, "headers": self._added(message.get("headers", []))}
            await send(message)

        await self.app(scope, receive, answer)
        if refused:  # uvicorn logs such a refusal as an error, unless it hears that this is the end
            raise ClientDisconnected

    def _added(self, headers: Raw) -> Raw:
        found = dict(headers)
        page = found.get(b"content-type", b"").startswith(b"text/html")
        own = self._page if page else self._file
        names = dict(own)
        return [pair for pair in headers if pair[0] not in names] + own
