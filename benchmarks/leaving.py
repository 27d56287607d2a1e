"""What a closed socket asked for: how soon its work ends, and its threads."""

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

from benchmarks.heavy import Heavy, heaviest
from benchmarks.hosted import Server
from benchmarks.protocol import Visitor
from benchmarks.table import render

BUSY = 0.7  # seconds of work before the socket is closed
LOOKS = 0.05  # seconds between two looks at the server
PATIENCE = 20.0  # seconds after which nothing is waited for any more


class Left(NamedTuple):
    """A kind of work, and the seconds after the visitor had gone until it had ended."""

    title: str
    working: bool  # when the socket was closed
    gate: float
    threads: float


async def measure(server: Server, dataset: str) -> list[Left]:
    """Each kind of heavy visitor begins, and is gone while the server works for him."""
    return [await leave(server, one) for one in heaviest(dataset)]


async def leave(server: Server, one: Heavy) -> Left:
    """Begin, be gone, and look until the server works no more."""
    async with Visitor.at(server.address, one.page, **one.query) as visitor:
        await one.begin(visitor)
        await visitor.look_at_all()
        until = perf_counter() + BUSY
        while perf_counter() < until and visitor.payload["playing"]:
            await visitor.tick_all()
        if not visitor.payload["playing"]:
            await one.begin(visitor)
        with suppress(LookupError):
            await visitor.ask_tick()
        await asyncio.sleep(LOOKS)
        working = bool(server.figures["busy"])
        await visitor.drop()
        left = perf_counter()
        gate = threads = PATIENCE
        while perf_counter() < left + PATIENCE:
            now, figures = perf_counter() - left, server.figures
            if not figures["busy"]:
                gate = min(gate, now)
                if not figures["jobs"]:
                    threads = now
                    break
            else:
                gate = PATIENCE
            await asyncio.sleep(LOOKS)
    return Left(one.title, working, gate, threads)


def table(left: list[Left]) -> str:
    """All of them as a table."""
    return render(
        "What a closed socket asked for. Aim: within a second.",
        ("work", "at work then", "work ended after, s", "threads ended after, s"),
        [
            [each.title, "yes" if each.working else "no", f"{each.gate:.2f}", f"{each.threads:.2f}"]
            for each in left
        ],
    )
