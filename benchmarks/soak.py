"""Soak table: what the server keeps of visitors who have left."""

import asyncio
import os
import sys
from dataclasses import dataclass
from time import monotonic, sleep

from benchmarks import heavy
from benchmarks.crowd import FAILURES
from benchmarks.heavy import Heavy, heaviest
from benchmarks.hosted import Server, hosted
from benchmarks.protocol import Visitor
from benchmarks.table import render

AT_ONCE = 4  # visitors at a time
STEPS, PLAYED = 3, 1.0  # clicks on Step, then seconds of Play
EVERY = 20  # visits to a heavy one
FIRST = 20  # visits after which the level is taken
ROWS = 20  # lines of the table
AFTER = (0.0, 30.0, 60.0, 90.0, 120.0)  # seconds after the last visit
SECONDS_A_VISIT = 15.0  # of which not even a busy machine takes more, on average
DATASETS = ("spiral3", "mnist", "digits")  # of the heavy ones
GREW = 15  # places that allocate most, with --traced


@dataclass(frozen=True)
class Line:
    """What the server says at one moment."""

    when: str
    minutes: float
    resident: float
    own: float
    connected: int
    kept: int
    threads: int
    files: int

    @property
    def cells(self) -> list[str]:
        """As a line of the table."""
        return [
            self.when,
            f"{self.minutes:.1f}",
            f"{self.resident:.0f}",
            f"{self.own:.0f}",
            str(self.connected),
            str(self.kept),
            str(self.threads),
            str(self.files),
        ]


def look(server: Server, when: str, started: float) -> Line:
    """What holds now."""
    figures = server.figures
    return Line(
        when,
        (monotonic() - started) / 60,
        server.resident,
        server.own,
        figures["connected"],
        figures["kept"],
        len(figures["threads"]),
        figures["files"],
    )


async def visit(server: Server, one: Heavy | None) -> None:
    """Three steps and a second of play; a heavy visitor does what he is heavy by."""
    page, query = ("", {}) if one is None else (one.page, one.query)
    async with Visitor.at(server.address, page, **query) as visitor:
        for _ in range(0 if one is not None else STEPS):
            await visitor.click("step")
        await (visitor.click("play") if one is None else one.begin(visitor))
        until = monotonic() + PLAYED
        while monotonic() < until and visitor.payload["playing"]:
            await visitor.tick()


async def visits(
    server: Server, count: int, kinds: list[Heavy], lines: list[Line], traced: list[str]
) -> list[str]:
    """So many visits, some at a time, with a look now and then; what went wrong with some.

    ``kinds`` of heavy visitors are mixed in.
    """
    failed: list[str] = []
    started, done = monotonic(), 0
    room, every = asyncio.Semaphore(AT_ONCE), max(FIRST, count // ROWS)
    lines.append(look(server, "before", started))

    async def visitor(number: int) -> None:
        nonlocal done
        async with room:
            turn, rest = divmod(number, EVERY)
            one = kinds[turn % len(kinds)] if kinds and rest == EVERY // 2 else None
            try:
                await visit(server, one)
            except FAILURES as error:
                failed.append(f"visit {number}: {type(error).__name__}: {error}"[:300])
            done += 1
            if done == FIRST or done % every == 0:
                lines.append(look(server, f"{done} visits", started))
                print(lines[-1].when, lines[-1].cells, file=sys.stderr, flush=True)
            if done == FIRST:
                traced[:] = server.ask("allocated")

    async with asyncio.timeout(SECONDS_A_VISIT * count):
        await asyncio.gather(*(visitor(number) for number in range(count)))
    ended = monotonic()
    for seconds in AFTER:
        sleep(max(0.0, ended + seconds - monotonic()))
        lines.append(look(server, f"{seconds:.0f} s after the last", started))
        print(lines[-1].when, lines[-1].cells, file=sys.stderr, flush=True)
    return failed


def main(count: int = 200, traced: bool = False, plain: bool = False) -> None:
    """Visit, look, and print the table; if ``plain``, without heavy visitors."""
    heavy.strangers()
    kinds = [one for dataset in DATASETS for one in heaviest(dataset)] if not plain else []
    lines: list[Line] = []
    before: list[str] = []
    with hosted(traced=traced) as server:
        failed = asyncio.run(visits(server, count, kinds, lines, before))
        grown = _grown(dict(before), dict(server.ask("allocated"))) if traced else []
    level = next(line for line in lines if line.when == f"{FIRST} visits").resident
    most, last = max(line.resident for line in lines), lines[-1].resident
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        render(
            f"Soak, hosted: {count} visits of three steps and a second of play, "
            f"{'none' if plain else f'every {EVERY}th'} heavy; {len(failed)} failed; "
            f"load {load:.1f}. Level after {FIRST}: {level:.0f} MB; most "
            f"{100 * (most / level - 1):+.0f} %, in the end {100 * (last / level - 1):+.0f} %. "
            "Aim: within 20 %.",
            ("when", "minutes", "MB", "MB unshared", "connected", "kept", "threads", "files"),
            [line.cells for line in lines],
        )
    )
    print("\n".join(failed))
    for size, place in grown:
        print(f"\n{size / 1e6:.2f} MB more:\n{place}")


def _grown(before: dict[str, int], after: dict[str, int]) -> list[tuple[int, str]]:
    """What is allocated more than before, by place; the most first."""
    more = [(size - before.get(place, 0), place) for place, size in after.items()]
    return sorted(more, reverse=True)[:GREW]
