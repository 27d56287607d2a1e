"""``Turns``: what is known of the turns that work has had at the gate, above all the longest."""

import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

LONG = 0.1  # seconds that no turn should last
KEPT = 20  # kinds of work that are remembered
ROOT = Path(__file__).parents[1]
OWN = (__file__, str(Path(__file__).with_name("gate.py")))  # which stand on top of every turn


class Turn(NamedTuple):
    """The longest turn of a kind of work.

    ``work`` is what it was doing when it ended, from outside to inside; ``seconds`` is how long
    others could have waited for it, ``computed`` how much of that its own thread had the processor,
    ``last`` how long it took from its last look at those who wait; ``times`` counts the long turns
    of this kind.
    """

    work: str
    seconds: float
    computed: float
    last: float
    times: int = 1


class Turns:
    """All turns since the start: their ``count``, their ``seconds``, how many were ``long``.

    ``waited`` is the longest wait for a turn, in seconds. What they did is only looked at where
    they were long, as that costs more than all else.
    """

    def __init__(self) -> None:
        self.count = self.long = 0
        self.seconds = self.waited = 0.0
        self._kinds: dict[str, Turn] = {}

    @property
    def longest(self) -> list[Turn]:
        """The longest turn of each kind of work, the longest first; those above ``LONG``."""
        return sorted(self._kinds.values(), key=lambda turn: -turn.seconds)

    def add(self, seconds: float, computed: float, last: float) -> None:
        """A turn of the calling thread is over. ``Turn`` says what the numbers are."""
        self.count += 1
        self.seconds += seconds
        if seconds < LONG:
            return
        self.long += 1
        turn = Turn(_work(), seconds, computed, last)
        if (same := self._kinds.get(turn.work)) is not None:
            longer = max(same, turn, key=lambda turn: turn.seconds)
            turn = longer._replace(times=same.times + 1)
        self._kinds[turn.work] = turn
        if len(self._kinds) > KEPT:
            del self._kinds[min(self._kinds.values(), key=lambda turn: turn.seconds).work]

    def add_wait(self, seconds: float) -> None:
        """A turn has come after so long a wait."""
        self.waited = max(self.waited, seconds)


def _work() -> str:
    """What the calling thread is doing: our functions on its stack, the outermost first."""
    frame: FrameType | None = sys._getframe(1)
    names = []
    while frame is not None:
        if (name := _name(frame.f_code)) is not None:
            names.append(name)
        frame = frame.f_back
    return " > ".join(reversed(names)) or "elsewhere"


def _name(code: CodeType) -> str | None:
    """``trainer.Trainer.train_for``; None for what is not ours, or is on every stack."""
    place = code.co_filename
    if not place.startswith(str(ROOT)) or place in OWN:
        return None
    return f"{Path(place).stem}.{code.co_qualname}"
