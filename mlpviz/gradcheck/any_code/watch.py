"""``Watch``: the time that a check may take, how far it is, and Ctrl-C."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mlpviz.clock import Clock
from mlpviz.gradcheck.progress import Progress

REST = 30.0  # losses that every check ends with, about


class OutOfTime(Exception):  # noqa: N818 - not an error: the check goes on with what it has
    """The time for this part of a check is over."""


class Watch:
    """Hears of every loss: tells progress, and ends the parts of a check when their time is over.

    ``limit`` seconds by ``clock`` are counted from here; None is no limit. A part is what runs
    inside ``part``.
    """

    def __init__(
        self, clock: Clock, limit: float | None, report: Callable[[float], object] | None
    ) -> None:
        self._clock, self._report = clock, report
        self._started = clock()
        self.limit = limit
        self._deadline = float("inf")
        self._progress: Progress | None = None
        self._expected = REST
        self.interrupted = False

    def seconds(self) -> float:
        """Since the check has begun."""
        return self._clock() - self._started

    def begin(self, losses: float, open_end: float = REST) -> None:
        """From here on losses count; ``losses`` of them are expected, beside what is already.

        ``open_end`` is how many are always thought to be left.
        """
        total = self._expected + losses
        if self._progress is None:
            self._progress = Progress(self._report or (lambda _: None), total, open_end)
        else:
            self._progress.plan(total, open_end)

    def expect(self, losses: float) -> None:
        """So many more losses have turned out to be necessary."""
        if self._progress is None:
            self._expected += losses
        else:
            self._progress.expect(losses)

    def heard(self) -> None:
        """One more loss, or trial, is done. Raises OutOfTime if the part's time is over."""
        if self._progress is not None and not self.interrupted:
            self._progress.advance(1.0)
        if self._clock() > self._deadline:
            raise OutOfTime

    def done(self) -> None:
        """All is done that will be."""
        if self._report is not None and not self.interrupted:
            self._report(1.0)

    @contextmanager
    def part(self, share: float | None = 1.0) -> Iterator[None]:
        """A part of the check that may take ``share`` of the time that is left, or until Ctrl-C.

        Then it ends where it is. None is no limit. A second Ctrl-C goes through.
        """
        if self.limit is not None and share is not None:
            now = self._clock()
            self._deadline = now + share * max(self._started + self.limit - now, 0.0)
        try:
            yield
        except OutOfTime:
            pass
        except KeyboardInterrupt:
            if self.interrupted:
                raise
            self.interrupted = True
        finally:
            self._deadline = float("inf")
