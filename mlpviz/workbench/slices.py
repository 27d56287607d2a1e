"""Long work that is done a slice at a time, while somebody waits for it.

Streamlit lets no click in a fragment interrupt a run of that fragment, so work in the run itself
could not be cancelled. This work has a thread of its own, which rests between two slices. Where
there are no threads, as in a browser, nothing can rest: work that is not done by the end of its
first slice begins anew with the second, and is then done in one go.
"""

import threading
from collections.abc import Callable, Hashable
from math import inf
from time import perf_counter
from typing import Generic, NamedTuple, TypeVar

from mlpviz.clock import Clock, processor_time
from mlpviz.workbench.gate import TURN, breathe

T = TypeVar("T")

Work = Callable[[Callable[[float], None]], T]

FRAME_SECONDS = 0.04  # training time per frame while playing
PATIENCE = 0.5  # seconds after which an epoch that is not finished yields to the page
LEASE = 60.0  # seconds without a slice after which work is given up: its visitor may have left


class Pace(NamedTuple):
    """How time passes for work that is measured in it: tests hand in another.

    ``clock`` tells the time, in seconds; ``wait`` waits for an event, some seconds at most;
    ``processor`` tells what the calling thread has computed, in seconds.
    """

    clock: Clock = perf_counter
    wait: Callable[[threading.Event, float], object] = threading.Event.wait
    processor: Clock = processor_time


pace = Pace()


def frame_budget(epochs: int | None = None) -> tuple[float, float, Clock]:
    """The seconds that a frame may train, the patience with an epoch, and the clock for both.

    It is as many ``epochs`` as are asked for, if they take no longer than the patience; without a
    number, what fits into a frame.
    """
    if epochs is None:
        return FRAME_SECONDS, PATIENCE, pace.clock
    return 0.0 if epochs == 1 else PATIENCE, PATIENCE, pace.clock


def until(over: Callable[[], bool], clock: Clock) -> Clock:
    """A clock for which the time of a frame is up as soon as ``over()``, between two epochs."""
    return lambda: inf if over() else clock()


class GivenUp(Exception):  # noqa: N818  # nothing went wrong
    """Raised inside work that was cancelled, or that nobody has waited for in a long time."""


class _Later(Exception):  # noqa: N818  # nothing went wrong
    """Raised inside work that cannot rest, at the end of its first slice."""


class Sliced(Generic[T]):
    """The result of ``work(progress)``, which calls ``progress(share)`` every now and then.

    Others have their turn while a slice of more than ``TURN`` seconds is done.

    The work goes on during ``run`` only: it rests at the first call of ``progress`` after the
    slice's end. ``share`` is the latest one in [0, 1], ``seconds`` how long it has run.
    """

    def __init__(self, work: Work[T]) -> None:
        self.share = self.seconds = 0.0
        self._work = work
        self._turn, self._rests = threading.Event(), threading.Event()
        self._ends = 0.0
        self._cancelled = False
        self._threadless = False
        self._result: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._do, daemon=True)

    @property
    def done(self) -> bool:
        """Whether there is a result, or an error instead of it."""
        return not self.given_up and (bool(self._result) or self._error is not None)

    @property
    def given_up(self) -> bool:
        """Whether there will be no result."""
        return self._cancelled or isinstance(self._error, GivenUp)

    @property
    def result(self) -> T:
        """What the work returned; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._result[0]

    def run(self, seconds: float) -> bool:
        """Let the work go on for ``seconds``, less if it is done before; whether it is done."""
        while not (self._run(min(seconds, TURN), seconds) or self._over) and seconds > TURN:
            seconds -= TURN
            breathe()
        return self.done

    @property
    def _over(self) -> bool:
        """Whether another turn in the same slice is of no use."""
        return self.given_up or self._threadless

    def _run(self, seconds: float, whole: float) -> bool:
        """Let the work go on in one go; ``whole`` is what is left of its slice."""
        started = pace.clock()
        self._ends = started + seconds
        self._rests.clear()
        if not (self.done or self.given_up):
            self._turn.set()
            if not self._thread.ident:
                self._start(started + whole)
            pace.wait(self._rests, seconds)  # not longer, if a step of the work takes its time
            self._turn.clear()
        self.seconds += pace.clock() - started
        return self.done

    def cancel(self) -> None:
        """End the work at its next call of ``progress``."""
        self._cancelled = True
        self._turn.set()

    def _start(self, ends: float) -> None:
        """Begin in a thread, or, if none can be started, do the work here; at first until then."""
        try:
            self._thread.start()
        except RuntimeError:
            self._ends, self._threadless = inf if self._threadless else ends, True
            self._do()

    def _do(self) -> None:
        try:
            self._result.append(self._work(self._progress))
        except _Later:
            pass
        except BaseException as error:  # whatever it is, whoever waits gets it
            self._error = error
        self._rests.set()

    def _progress(self, share: float) -> None:
        self.share = share
        if self._threadless:
            if pace.clock() >= self._ends:
                raise _Later
            return
        if pace.clock() >= self._ends:
            self._turn.clear()
            self._rests.set()
        if self._cancelled or not self._turn.wait(LEASE) or self._cancelled:
            raise GivenUp


class Latest(Generic[T]):
    """The latest result of a kind of work, and the job under way for a newer one.

    ``key`` says what ``result`` is the result of, ``job_key`` what the job is for; ``error`` is
    what the latest job raised instead of giving a result.
    """

    def __init__(self) -> None:
        self.result: T | None = None
        self.error: Exception | None = None
        self.key: Hashable = None
        self.job: Sliced[T] | None = None
        self.job_key: Hashable = None
        self._settled: Hashable = None

    @property
    def problem(self) -> str | None:
        """Why the latest job has no result."""
        return None if self.error is None else str(self.error)

    @property
    def share(self) -> float | None:
        """How much of the job under way is done, in [0, 1]; None if there is none."""
        return None if self.job is None else self.job.share

    def settled(self, key: Hashable) -> bool:
        """Whether the latest job was that for ``key``, whatever came of it."""
        return self._settled == key

    def under_way(self, key: Hashable) -> bool:
        """Whether a job for ``key`` is under way."""
        return self.job is not None and self.job_key == key and not self.job.given_up

    def begin(self, key: Hashable, work: Work[T]) -> None:
        """A new job, instead of the one under way."""
        self.drop()
        self.job, self.job_key = Sliced(work), key

    def go_on(self, seconds: float) -> None:
        """Let the job go on for some seconds. Raises what no user's choice explains."""
        if self.job is not None and self.job.given_up:
            self.drop()
        if self.job is None or not self.job.run(seconds):
            return
        job, self.job = self.job, None
        self._settled, self.error = self.job_key, None
        try:
            self.result, self.key = job.result, self.job_key
        except (ImportError, MemoryError, ValueError) as error:
            self.error = error

    def drop(self) -> None:
        """End the job under way."""
        if self.job is not None:
            self.job.cancel()
        self.job = None

    def rest(self) -> None:
        """End the job under way, from any thread: nobody is there to wait for it."""
        if (job := self.job) is not None:
            job.cancel()

    def forget(self) -> None:
        """Drop the result, too."""
        self.drop()
        self.result = self.key = self.error = self._settled = None
