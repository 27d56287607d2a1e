"""Fair timing: every candidate in a process of its own, in turn, in short blocks.

A process each, because NumPy's and torch's thread pools slow each other down a hundredfold when
their calls alternate in one process: the threads of the one still spin while those of the other
work. Within a block one candidate has the machine's threads to itself; blocks go round-robin, so
that a slow stretch of the machine falls on all candidates alike and ratios stay true.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import fmean, median
from time import perf_counter
from typing import Any

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def time_rounds(
    makers: Mapping[str, Callable[[], Callable[[], float]]],
    rounds: int,
    seconds: float,
    threads: int,
) -> dict[str, list[float]]:
    """Per candidate and round the time of one epoch, in seconds: the block's mean.

    ``makers[name]()`` is called in the candidate's own process and gives the function that trains
    one epoch and returns its seconds. Each block lasts about ``seconds``, at least one epoch; two
    blocks per candidate come before the first that counts. Not a block's fastest or median epoch:
    between two interruptions by other programs a short epoch finds room and a long one does not,
    which would favour the faster candidate. Take medians over rounds.
    """
    times: dict[str, list[float]] = {name: [] for name in makers}
    with _workers(makers, threads) as workers:
        for round_ in range(-2, rounds):
            for name, worker in workers.items():
                worker.send(seconds)
                value = worker.recv()
                if round_ >= 0:
                    times[name].append(value)
    return times


def ratio(numerators: list[float], denominators: list[float]) -> float:
    """Median over rounds of the ratio within a round."""
    return median(a / b for a, b in zip(numerators, denominators, strict=True))


@contextmanager
def _workers(makers: Mapping[str, Any], threads: int) -> Iterator[dict[str, Connection]]:
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, str(threads)))  # inherited by the workers
    context = multiprocessing.get_context("spawn")
    workers, processes = {}, []
    try:
        for name, make in makers.items():
            workers[name], theirs = context.Pipe()
            process = context.Process(target=_work, args=(make, theirs), daemon=True)
            process.start()
            theirs.close()
            processes.append(process)
            workers[name].recv()  # ready: set-up does not overlap with another's timing
        yield workers
    finally:
        for connection in workers.values():
            connection.close()
        for process in processes:
            process.join(timeout=5)
            process.terminate()


def _work(make: Callable[[], Callable[[], float]], parent: Connection) -> None:
    epoch = make()
    parent.send("ready")
    try:
        while True:
            until = parent.recv() + perf_counter()
            times = [epoch()]
            while perf_counter() < until:
                times.append(epoch())
            parent.send(fmean(times))
    except EOFError:  # the parent has what it wanted
        return
