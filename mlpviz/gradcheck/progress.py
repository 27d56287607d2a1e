"""How far a check is, told to whoever asked."""

from collections.abc import Callable


class Progress:
    """Calls ``report(share)`` with the share that is done, which only grows, and is at most 1.

    ``total`` is how much there is to do, as far as it is known; ``expect`` adds what turns up on
    the way. Every step takes its part of what is left, so that the share moves on whatever turns
    up. ``open_end`` is how much is always thought to be left, where nobody can count to the end.
    ``report`` may raise: the check then ends, and nothing has been changed.
    """

    def __init__(
        self, report: Callable[[float], object], total: float, open_end: float = 0.0
    ) -> None:
        self._report, self._share = report, 0.0
        self.plan(total, open_end)

    def plan(self, total: float, open_end: float = 0.0) -> None:
        """From here on there is ``total`` to do."""
        self._left, self._least = float(max(total, 1)), max(open_end, 1.0)

    def advance(self, amount: float) -> None:
        """``amount`` more is done."""
        part = min(1.0, amount / self._left)
        self._share += (1.0 - self._share) * part
        self._left = max(self._left - amount, self._least)
        self._report(self._share)

    def expect(self, amount: float) -> None:
        """``amount`` more than was known is to be done."""
        self._left += amount
