"""A visitor who does the same again and again, and has to see the same each time."""

import asyncio
from contextlib import AsyncExitStack
from threading import Thread

from benchmarks.protocol import Visitor

LINK = "v=1&data=moons&layers=4-4&seed=7"
PATIENCE = 600.0  # s; the machine may be busy


class Witness:
    """His socket is open all the time: its loop has a thread of its own, and never rests."""

    def __init__(self, address):
        self._loop, self._stack = asyncio.new_event_loop(), AsyncExitStack()
        self._thread = Thread(target=self._loop.run_forever, name="witness")
        self._thread.start()
        opening = self._stack.enter_async_context(Visitor.at(address, link=LINK))
        self._visitor = self.run(opening)
        self._first = self.run(self._steps())

    def run(self, coroutine):
        """Have something done in the same loop: its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    async def _steps(self):
        for key in ("reset", "step"):
            await self._visitor.click(key)
        payload = self._visitor.payload
        figures = {each["id"]: each for each in payload["figures"]}
        return payload["header"], figures["weights"], figures["curves"]

    async def is_well(self):
        """The same run, from its first weights on: the same losses and weights, to the bit."""
        header, weights, curves = await self._steps()
        assert header[0]["value"] == "1"
        assert (header, weights, curves) == self._first
        assert "Something went wrong" not in self._visitor.words

    def leave(self):
        """Close the socket and end the thread."""
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
