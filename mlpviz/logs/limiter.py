"""``Limiter``: how many lines a minute the log takes, of one visitor and in all."""

from threading import Lock
from time import monotonic

from mlpviz.clock import Clock

PERIOD = 60.0  # seconds


class Limiter:
    """Counts the lines of each minute. Errors count by themselves: chatter cannot keep them out.

    Methods may be called from any thread.
    """

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._began = clock()
        self._all = {True: 0, False: 0}  # by whether they tell of an error
        self._visitors: dict[str, int] = {}
        self._left_out = 0

    def admits(self, session: str, *, error: bool, most: float, visitor_most: float) -> bool:
        """Whether there is room for one more line in this minute, which is then taken.

        ``most`` lines in all and as many errors, ``visitor_most`` of a visitor; the server's own,
        without a ``session``, count in all only.
        """
        with self._lock:
            of_visitor = self._visitors.get(session, 0) if session else -1
            if self._all[error] >= most or of_visitor >= visitor_most:
                self._left_out += 1
                return False
            self._all[error] += 1
            if session:
                self._visitors[session] = of_visitor + 1
            return True

    def left_out(self) -> int:
        """How many lines were left out in a minute that is over, told once; then another begins."""
        with self._lock:
            if self._clock() - self._began < PERIOD:
                return 0
            told, self._left_out = self._left_out, 0
            self._began = self._clock()
            self._all = {True: 0, False: 0}
            self._visitors.clear()
            return told
