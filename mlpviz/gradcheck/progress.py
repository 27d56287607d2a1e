"""How far a check is, told to whoever asked."""

from collections.abc import Callable


class Progress:
    """Calls ``report(share)`` with the share of ``total`` that is done, at most 1.

    ``report`` may raise: the check then ends, and nothing has been changed.
    """

    def __init__(self, report: Callable[[float], object], total: int) -> None:
        self._report, self._total, self._done = report, max(total, 1), 0

    def advance(self, amount: int) -> None:
        """``amount`` more is done."""
        self._done += amount
        self._report(min(1.0, self._done / self._total))
