"""What no browser sends: bytes as they are, and frames that are wrong or never end."""

import asyncio
import struct
from contextlib import asynccontextmanager

PATIENCE = 120.0  # s that an answer may take
OPENING = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
MASK = b"\0\0\0\0"  # which leaves a payload as it is


def request(netloc, path="/", method="GET", **headers):
    """A request's head; what headers hold is sent as it is."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def frame(opcode, payload=b"", length=None, *, last=True, masked=True, reserved=0):
    """A frame of a socket; one that says another ``length`` than it has never ends."""
    size = len(payload) if length is None else length
    mask = 128 if masked else 0
    if size < 126:
        head = struct.pack(">B", mask | size)
    elif size < 2**16:
        head = struct.pack(">BH", mask | 126, size)
    else:
        head = struct.pack(">BQ", mask | 127, size)
    return bytes([128 * last | reserved << 4 | opcode]) + head + MASK * masked + payload


class Wire:
    """A connection of bytes."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    @classmethod
    @asynccontextmanager
    async def to(cls, netloc):
        """Connect; in the end the connection breaks off without a word."""
        host, _, port = netloc.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=2**24)
        try:
            yield cls(reader, writer)
        finally:
            writer.transport.abort()

    async def say(self, data):
        """Send; a server that hangs up meanwhile has heard enough."""
        try:
            self._writer.write(data)
            await asyncio.wait_for(self._writer.drain(), PATIENCE)
        except ConnectionError:
            pass

    async def status(self):
        """The status of an answer, 0 where the server hangs up without one."""
        try:
            head = await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), PATIENCE)
        except (ConnectionError, asyncio.IncompleteReadError):
            return 0
        return int(head.split()[1])

    async def opened(self, netloc, **headers):
        """Open a socket: the status of the answer."""
        await self.say(request(netloc, "/_stcore/stream", **OPENING | headers))
        return await self.status()

    async def closed(self):
        """Read on until the server ends the socket, or says that it does."""
        try:
            while True:
                kind, size = await self._read(2)
                if size > 125:
                    size = int.from_bytes(await self._read(2 if size == 126 else 8))
                if kind & 15 == CLOSE:
                    return
                await self._read(size)
        except (ConnectionError, asyncio.IncompleteReadError):
            return

    async def _read(self, size):
        return await asyncio.wait_for(self._reader.readexactly(size), PATIENCE)

    async def rest(self):
        """All that comes until the server ends the connection."""
        try:
            return await asyncio.wait_for(self._reader.read(), PATIENCE)
        except ConnectionError:
            return b""
