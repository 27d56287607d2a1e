"""A slow line in front of a server on this machine, as visitors from elsewhere have it."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

RATE = 10e6 / 8  # bytes/s towards the visitor; the way back is not full
DELAY = 0.02  # s each way
PIECE = 4096  # bytes
AHEAD = 0.2  # s that may be on their way: then the server has to wait


class Line:
    """Connections that share ``RATE`` and are late by ``DELAY``.

    ``port`` is that of the server; ``address`` stands in for the server's.
    """

    def __init__(self, port: int) -> None:
        self.port, self.address = port, ""
        self._free = 0.0  # when the line is free

    async def open(self, opened: Event, closed: asyncio.Event) -> None:
        """Take connections until ``closed``."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        opened.set()
        async with server:
            await closed.wait()

    async def _connect(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        there, out = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(self._carry(here, out, False), self._carry(there, back, True))

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, down: bool
    ) -> None:
        on_its_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_arrive(on_its_way, sink))
        with suppress(OSError):
            while piece := await source.read(PIECE):
                now = sent = time.monotonic()
                if down:
                    sent = self._free = max(self._free, now) + len(piece) / RATE
                    await asyncio.sleep(max(0.0, sent - now - AHEAD))
                on_its_way.put_nowait((sent + DELAY, piece))
        on_its_way.put_nowait((0.0, b""))
        await arriving


async def _arrive(
    on_its_way: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter
) -> None:
    with suppress(OSError):
        while True:
            when, piece = await on_its_way.get()
            if not piece:
                break
            await asyncio.sleep(max(0.0, when - time.monotonic()))
            sink.write(piece)
            await sink.drain()
    sink.close()


@contextmanager
def slow_line(address: str) -> Iterator[str]:
    """The address by which the server at ``address`` is reached over such a line."""
    line, opened = Line(urlsplit(address).port or 80), Event()
    loop, closed = asyncio.new_event_loop(), asyncio.Event()
    thread = Thread(target=loop.run_until_complete, args=(line.open(opened, closed),), daemon=True)
    thread.start()
    opened.wait()
    try:
        yield line.address
    finally:
        loop.call_soon_threadsafe(closed.set)
        thread.join()
