"""Load tables: many visitors at once, one at the cap among ten, the gate's longest turns.

The server is the app as strangers use it, in a process of its own; the visitors share the machine
with it.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks import heavy, leaving
from benchmarks.crowd import Answers, enter, overwork, p95, play, step
from benchmarks.heavy import Heavy, heaviest
from benchmarks.hosted import Server, hosted
from benchmarks.protocol import PATIENCE
from benchmarks.table import render
from mlpviz.workbench.turns import LONG, Turns

OTHERS = 10  # visitors at the default, beside the one at the cap
FAR = 2.0  # by how much frames may be shared unequally
STEP, STEP_AT_CAP = 0.25, 0.5  # seconds of p95 of Step: the aims
SHOWN = 12  # of the longest turns
MANY = (
    "visitors",
    "answered",
    "Step: median ms",
    "p95 ms",
    "computing ms",
    "frames/s, all playing",
    "frame: p95 ms",
    "computing ms",
    "most over fewest frames",
    "MB a session",
    "machine",
)
CAPPED = (
    "at the cap",
    "answered",
    "Step: median ms",
    "p95 ms",
    "longest ms",
    "its frames/s",
    "long turns",
    "longest turn ms",
    "server MB",
    "machine",
)
TURNS = ("work", "ms", "of it computing", "since it last looked", "how many")

Line = tuple[list[str], list[str]]  # cells, and what was not answered


@dataclass(frozen=True)
class Size:
    """How much is measured: how many at once, for how many seconds each, on which datasets."""

    counts: tuple[int, ...]
    seconds: float
    datasets: tuple[str, ...]


FULL = Size((1, 10, 30, 60), 20.0, ("spiral3", "mnist"))
QUICK = Size((1, 10), 5.0, ("spiral3",))


def milliseconds(seconds: float) -> str:
    """``188``, or a dash where there is none."""
    return f"{1000 * seconds:.0f}" if seconds < PATIENCE else "-"


def answered(each: Sequence[Answers]) -> str:
    """``100 %`` of what was asked."""
    asked = sum(answers.asked for answers in each)
    return f"{100 * sum(len(answers.seconds) for answers in each) / max(asked, 1):.1f} %"


def failures(each: Sequence[Answers]) -> list[str]:
    """Why some of it was not."""
    return [words for answers in each for words in answers.failed]


def load() -> str:
    """How many other processes wanted the machine, in the last minute: ``load 3.1``."""
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def note(words: str) -> None:
    """Say what is measured."""
    print(f"{words} ...", file=sys.stderr, flush=True)


async def crowd(server: Server, count: int, seconds: float) -> Line:
    """One line of the first table: so many step, then play."""
    note(f"{count} visitors")
    before = server.resident
    async with AsyncExitStack() as visitors:
        each = await enter(visitors, server, count)
        computed = [server.computed]
        stepped = await asyncio.gather(
            *(step(visitor, k / count, seconds) for k, visitor in enumerate(each))
        )
        computed.append(server.computed)
        memory = (server.resident - before) / count
        played = await asyncio.gather(*(play(visitor, seconds) for visitor in each))
        computed.append(server.computed)
    steps = [s for answers in stepped for s in answers.seconds]
    frames = [len(answers.seconds) for answers in played]
    waits = [s for answers in played for s in answers.seconds]
    cells = [
        str(count),
        answered([*stepped, *played]),
        milliseconds(median(steps or [PATIENCE])),
        milliseconds(p95(steps)),
        milliseconds((computed[1] - computed[0]) / max(len(steps), 1)),
        f"{sum(frames) / seconds:.1f}",
        milliseconds(p95(waits)),
        milliseconds((computed[2] - computed[1]) / max(sum(frames), 1)),
        f"{max(frames) / max(min(frames), 1):.2f}",
        f"{memory:.1f}",
        load(),
    ]
    return cells, failures([*stepped, *played])


async def at_the_cap(server: Server, one: Heavy, seconds: float) -> Line:
    """One line of the second table: one does all that is allowed, ten others step."""
    note(f"at the cap: {one.title}")
    server.ask("forget turns")
    async with AsyncExitStack() as visitors:
        each = await enter(visitors, server, OTHERS)
        until = perf_counter() + seconds + 1.0
        working = asyncio.create_task(overwork(server, one, until))
        await asyncio.sleep(1.0)
        stepped = await asyncio.gather(
            *(step(visitor, k / OTHERS, seconds - 1.0) for k, visitor in enumerate(each))
        )
        worked = await working
    steps = [s for answers in stepped for s in answers.seconds]
    turns = server.turns
    cells = [
        one.title,
        answered([*stepped, worked]),
        milliseconds(median(steps or [PATIENCE])),
        milliseconds(p95(steps)),
        milliseconds(max(steps, default=PATIENCE)),
        f"{len(worked.seconds) / seconds:.1f}",
        f"{turns.long} of {turns.count}",
        milliseconds(max((turn.seconds for turn in turns.longest), default=0.0)),
        f"{server.resident:.0f}",
        load(),
    ]
    return cells, failures([*stepped, worked])


def longest(turns: Sequence[Turns]) -> list[list[str]]:
    """The lines of the third table: the longest turns by what they did when they ended."""
    every = sorted((t for each in turns for t in each.longest), key=lambda turn: -turn.seconds)
    unique = {turn.work: turn for turn in reversed(every)}
    return [
        [
            " > ".join(turn.work.split(" > ")[-3:]),
            milliseconds(turn.seconds),
            milliseconds(turn.computed),
            milliseconds(turn.last),
            str(turn.times),
        ]
        for turn in sorted(unique.values(), key=lambda turn: -turn.seconds)[:SHOWN]
    ]


def main(quick: bool = False) -> None:
    """Measure and print the tables."""
    size = QUICK if quick else FULL
    heavy.strangers()
    with hosted() as server:
        asyncio.run(crowd(server, 1, 1.0))  # pays for what all share
        lines = [asyncio.run(crowd(server, count, size.seconds)) for count in size.counts]
        turns, capped = [server.turns], []
        for dataset in size.datasets:
            for one in heaviest(dataset):
                own = one._replace(title=f"{one.title}, {dataset}")
                capped.append(asyncio.run(at_the_cap(server, own, size.seconds)))
                turns.append(server.turns)
        left = asyncio.run(leaving.measure(server, size.datasets[-1]))
    tables = [
        render(
            f"Many at once, hosted, {os.cpu_count()} cores: {size.seconds:.0f} s of Step every 2 s,"
            f" then of Play by all. Aims: 100 % answered, p95 of Step below "
            f"{milliseconds(STEP)} ms at 60, frames shared within a factor {FAR:.0f}.",
            MANY,
            [line for line, _ in lines],
        ),
        render(
            f"One at the cap, {OTHERS} others stepping. Aims: p95 of their Step below "
            f"{milliseconds(STEP_AT_CAP)} ms, no turn above {milliseconds(LONG)} ms.",
            CAPPED,
            [line for line, _ in capped],
        ),
        render(
            f"The gate's turns above {milliseconds(LONG)} ms, by what they did when they ended.",
            TURNS,
            longest(turns) or [["none", "", "", "", ""]],
        ),
        leaving.table(left),
    ]
    print("\n\n".join(tables))
    if failed := [words for _, each in (*lines, *capped) for words in each]:
        print("\nNot answered:", *dict.fromkeys(failed), sep="\n")
