"""Long work that is done a slice at a time, while somebody waits for it.

Streamlit lets no click in a fragment interrupt a run of that fragment, so work in the run itself
could not be cancelled. This work has a thread of its own, which rests between two slices.
"""

import threading
from collections.abc import Callable, Hashable
from time import perf_counter
from typing import Generic, TypeVar

T = TypeVar("T")

Work = Callable[[Callable[[float], None]], T]

FRAME_SECONDS = 0.04  # training time per frame while playing
PATIENCE = 0.5  # seconds after which an epoch that is not finished yields to the page
LEASE = 60.0  # seconds without a slice after which work is given up: its visitor may have left


class Gate:
    """Work of all visitors passes one slice at a time: training, checks, figures, new runs.

    Threads that fight over the interpreter lock and the BLAS threads are several times slower
    together than in turn. Who holds it may enter again. Only ``Sliced`` work, once its slice is
    over, goes on outside to its next call of ``progress``.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._entered = 0

    @property
    def held(self) -> bool:
        """Whether anybody is inside."""
        return self._entered > 0

    def __enter__(self) -> None:
        """Wait until nobody else is inside."""
        self._lock.acquire()
        self._entered += 1

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        self._entered -= 1
        self._lock.release()


gate = Gate()


class GivenUp(Exception):  # noqa: N818  # nothing went wrong
    """Raised inside work that was cancelled, or that nobody has waited for in a long time."""


class Sliced(Generic[T]):
    """The result of ``work(progress)``, which calls ``progress(share)`` every now and then.

    The work goes on during ``run`` only, and to the next call of ``progress`` after it. ``share``
    is the latest one in [0, 1], ``seconds`` how long it has run.
    """

    def __init__(self, work: Work[T]) -> None:
        self.share = self.seconds = 0.0
        self._work = work
        self._turn = threading.Event()
        self._cancelled = False
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
        started = perf_counter()
        if not self._thread.ident:
            self._thread.start()
        self._turn.set()
        self._thread.join(seconds)
        self._turn.clear()
        self.seconds += perf_counter() - started
        return self.done

    def cancel(self) -> None:
        """End the work at its next call of ``progress``."""
        self._cancelled = True
        self._turn.set()

    def _do(self) -> None:
        try:
            self._result.append(self._work(self._progress))
        except BaseException as error:  # whatever it is, whoever waits gets it
            self._error = error

    def _progress(self, share: float) -> None:
        self.share = share
        if not self._turn.wait(LEASE) or self._cancelled:
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

    def settled(self, key: Hashable) -> bool:
        """Whether the latest job was that for ``key``, whatever came of it."""
        return self._settled == key

    def begin(self, key: Hashable, work: Work[T]) -> None:
        """A new job, instead of the one under way."""
        self.drop()
        self.job, self.job_key = Sliced(work), key

    def go_on(self, seconds: float) -> None:
        """Let the job go on for some seconds. Raises what no user's choice explains."""
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

    def forget(self) -> None:
        """Drop the result, too."""
        self.drop()
        self.result = self.key = self.error = self._settled = None
