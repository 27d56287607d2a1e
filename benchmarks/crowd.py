"""What visitors do under load: step at a human pace, play, or ask for all that is allowed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from time import perf_counter

from websockets.exceptions import WebSocketException

from benchmarks.heavy import Heavy
from benchmarks.hosted import Server
from benchmarks.protocol import Visitor

PERIOD = 2.0  # seconds between two clicks on Step
AT_ONCE = 5  # visitors who open the page at the same time
# What a visitor may meet: a server that is gone, slow, or says no.
FAILURES = (OSError, TimeoutError, LookupError, ValueError, WebSocketException)


@dataclass
class Answers:
    """How often one visitor has asked, and the seconds of each answer; ``failed`` say why not."""

    asked: int = 0
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def of(self, asking: Callable[[], Awaitable[float]]) -> bool:
        """Ask once; whether it was answered."""
        self.asked += 1
        try:
            self.seconds.append(await asking())
        except FAILURES as error:
            self.failed.append(f"{type(error).__name__}: {error}"[:300])
            return False
        return True


def p95(seconds: Sequence[float]) -> float:
    """95th percentile; of no answers, for ever."""
    if len(seconds) < 2:
        return max(seconds, default=float("inf"))
    return quantiles(seconds, n=20, method="inclusive")[-1]


async def enter(visitors: AsyncExitStack, server: Server, count: int) -> list[Visitor]:
    """So many visitors of the first page; they leave with the stack."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one() -> Visitor:
        async with room:
            return await visitors.enter_async_context(Visitor.at(server.address))

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def step(visitor: Visitor, place: float, seconds: float) -> Answers:
    """Click on Step every ``PERIOD``; ``place`` in [0, 1) of it is when the first click is."""
    answers, until = Answers(), perf_counter() + seconds
    await asyncio.sleep(place * PERIOD)
    while (started := perf_counter()) < until:
        if not await answers.of(partial(visitor.click, "step")):
            break
        await asyncio.sleep(max(0.0, started + PERIOD - perf_counter()))
    return answers


async def play(visitor: Visitor, seconds: float) -> Answers:
    """Play, and ask for the next frame as soon as one is here, as a very quick browser does."""
    answers, until = Answers(), perf_counter() + seconds
    pressed = Answers()
    if await pressed.of(partial(visitor.click, "play")):
        while perf_counter() < until and await answers.of(visitor.tick):
            pass
        await pressed.of(partial(visitor.click, "play"))
    answers.failed += pressed.failed
    return answers


async def overwork(server: Server, heavy: Heavy, until: float) -> Answers:
    """Ask for all that is allowed, again and again, with every card on screen."""
    answers, begun = Answers(), Answers()
    async with Visitor.at(server.address, heavy.page, **heavy.query) as visitor:
        going = await begun.of(partial(heavy.begin, visitor))
        going = going and await begun.of(visitor.look_at_all)
        while going and perf_counter() < until:
            if visitor.payload["playing"]:
                going = await answers.of(visitor.tick_all)
            else:
                going = await begun.of(partial(heavy.begin, visitor))
    answers.asked += begun.asked - len(begun.seconds)
    answers.failed += begun.failed
    return answers
