"""``gate``: the work of all visitors passes it one at a time, first come, first served."""

import threading
from collections import deque
from collections.abc import Callable
from time import perf_counter

from mlpviz.clock import Clock

TURN = 0.05  # seconds that work goes on while others wait; what it is doing then ends first


class Gate:
    """Work of all visitors passes one at a time: training, checks, figures, new runs.

    Threads that fight over the interpreter lock and the BLAS threads are several times slower
    together than in turn. Whoever waits gets in in the order in which they came. Who holds it may
    enter again. Work that takes long calls ``breathe`` every now and then: so that it holds up
    nobody for long, however long it takes. Only ``Sliced`` work, once its slice is over, goes on
    outside to its next call of ``progress``.
    """

    def __init__(self, clock: Clock = perf_counter) -> None:
        self._clock = clock
        self._lock = threading.Lock()  # of what follows; held for an instant only
        self._owner: int | None = None
        self._depth = 0  # how often the owner has entered
        self._since = 0.0  # when the owner's turn began
        self._waiting: deque[tuple[int, threading.Event]] = deque()

    @property
    def held(self) -> bool:
        """Whether anybody is inside."""
        return self._owner is not None

    @property
    def waiting(self) -> int:
        """How many wait outside."""
        return len(self._waiting)

    def __enter__(self) -> None:
        """Wait until it is this thread's turn."""
        me = threading.get_ident()
        if self._owner == me:
            self._depth += 1
        else:
            self._wait(me)

    def __exit__(self, *_: object) -> None:
        """Let the next one in."""
        self._depth -= 1
        if not self._depth:
            self._next()

    def breathe(self, leave: Callable[[], object] | None = None) -> None:
        """Let those who wait have their turn, if this thread's has lasted long; then go on.

        ``leave`` is called when the turn has lasted long, and may raise: the work then ends.
        """
        if self._owner != threading.get_ident() or self._clock() - self._since < TURN:
            return
        if leave is not None:
            leave()
        if not self._waiting:
            self._since = self._clock()
            return
        depth = self._depth
        self._next()
        self._wait(threading.get_ident())
        self._depth = depth

    def _wait(self, me: int) -> None:
        with self._lock:
            if self._owner is None:
                self._take(me)
                return
            turn = threading.Event()
            self._waiting.append((me, turn))
        turn.wait()

    def _next(self) -> None:
        with self._lock:
            self._owner, self._depth = None, 0
            if self._waiting:
                first, turn = self._waiting.popleft()
                self._take(first)
                turn.set()

    def _take(self, thread: int) -> None:
        self._owner, self._depth, self._since = thread, 1, self._clock()


gate = Gate()


class Leaving:
    """What ends work whose visitor has gone: ``check`` raises then. The pages say how to tell."""

    check: Callable[[], object] | None = None


def breathe(_: object = None) -> None:
    """Called between two steps of long work, whoever it is for, as ``Gate.breathe``.

    It takes a share of progress, which it passes over, so that it can stand for any ``progress``.
    """
    gate.breathe(Leaving.check)
