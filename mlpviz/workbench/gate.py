"""``gate``: the work of all visitors passes it one at a time, first come, first served."""

import threading
from collections import deque
from collections.abc import Callable
from time import perf_counter

from mlpviz.clock import Clock, processor_time
from mlpviz.workbench.turns import Turns

# Seconds that work goes on while others wait; what it is doing then ends first, which takes up to
# 50 ms: so no turn is longer than ``turns.LONG``.
TURN = 0.04


class Gate:
    """Work of all visitors passes one at a time: training, checks, figures, new runs.

    Threads that fight over the interpreter lock and the BLAS threads are several times slower
    together than in turn. Whoever waits gets in in the order in which they came. Who holds it may
    enter again. Work that takes long calls ``breathe`` every now and then: so that it holds up
    nobody for long, however long it takes. Only ``Sliced`` work, once its slice is over, goes on
    outside to its next call of ``progress``. ``turns`` tells how long they were.
    """

    def __init__(self, clock: Clock = perf_counter, processor: Clock = processor_time) -> None:
        self.turns = Turns()
        self._clock, self._processor = clock, processor  # that of the calling thread
        self._lock = threading.Lock()  # of what follows; held for an instant only
        self._owner: int | None = None
        self._depth = 0  # how often the owner has entered
        self._since = 0.0  # when the owner's turn began
        self._computed = 0.0  # what its thread had computed by then, in seconds
        self._looked = 0.0  # when it last looked at those who wait
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
        if self._owner != threading.get_ident():
            return
        if (now := self._clock()) - self._since < TURN:
            self._looked = now
            return
        if leave is not None:
            leave()
        if not self._waiting:
            self._end()
            self._begin()
            return
        depth = self._depth
        self._next()
        self._wait(threading.get_ident())
        self._depth = depth

    def _wait(self, me: int) -> None:
        came = self._clock()
        with self._lock:
            if free := self._owner is None:
                self._owner, self._depth = me, 1
            else:
                turn = threading.Event()
                self._waiting.append((me, turn))
        if not free:
            turn.wait()
            self.turns.add_wait(self._clock() - came)
        self._begin()

    def _next(self) -> None:
        self._end()
        with self._lock:
            self._owner, self._depth = None, 0
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.set()

    def _begin(self) -> None:
        """The calling thread's turn begins."""
        self._since = self._looked = self._clock()
        self._computed = self._processor()

    def _end(self) -> None:
        """The calling thread's turn ends."""
        now = self._clock()
        computed = self._processor() - self._computed
        self.turns.add(now - self._since, computed, now - self._looked)


gate = Gate()


class Leaving:
    """What ends work whose visitor has gone: ``check`` raises then. The pages say how to tell."""

    check: Callable[[], object] | None = None


def breathe(_: object = None) -> None:
    """Called between two steps of long work, whoever it is for, as ``Gate.breathe``.

    It takes a share of progress, which it passes over, so that it can stand for any ``progress``.
    """
    gate.breathe(Leaving.check)
