"""``Visitors``: who is here, who waits for a place, and who has been gone for long."""

import weakref
from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic
from typing import NamedTuple

from mlpviz.clock import Clock
from mlpviz.workbench.session import Session

GRACE = 10.0  # seconds: a whole class may lose its network for as long, and is back in its runs


class Look(NamedTuple):
    """What has changed since the last look: who has just gone, and whom to forget."""

    gone: tuple[str, ...]
    forgotten: tuple[str, ...]


class _Visitor:
    """One who has a place: since when he is gone, if he is, and what the server keeps for him.

    ``size`` is what his runs took then, in bytes.
    """

    def __init__(self) -> None:
        self.gone: float | None = None
        self.size = 0
        self.session: Callable[[], Session | None] = lambda: None


class Visitors:
    """Visitors by the id of their tab; ``here(id)`` says whether the tab is connected.

    Methods may be called from any thread.
    """

    def __init__(self, here: Callable[[str], bool], clock: Clock = monotonic) -> None:
        self.here, self._clock = here, clock
        self._lock = Lock()
        self._inside: dict[str, _Visitor] = {}
        self._waiting: dict[str, None] = {}  # in the order in which they came

    def __len__(self) -> int:
        """How many are here and have a place."""
        with self._lock:
            return sum(visitor.gone is None for visitor in self._inside.values())

    def admit(self, visitor: str, most: float) -> int:
        """0 if the visitor has a place, one of ``most``; else the number in the row of waiting.

        First come, first served; whoever has a place keeps it while he is here.
        """
        with self._lock:
            if visitor in self._inside:
                self._inside[visitor].gone = None
                return 0
            self._waiting = {w: None for w in self._waiting if self.here(w)}
            self._waiting.setdefault(visitor)
            place = list(self._waiting).index(visitor)
            taken = sum(map(self.here, self._inside))
            if taken + place >= most:
                return place + 1
            del self._waiting[visitor]
            self._inside[visitor] = _Visitor()
            return 0

    def keep(self, visitor: str, session: Session) -> None:
        """What the server keeps for a visitor who has a place."""
        with self._lock:
            if visitor in self._inside:
                self._inside[visitor].session = weakref.ref(session)

    def session(self, visitor: str) -> Session | None:
        """What is kept for a visitor who has a place, if anything is."""
        with self._lock:
            found = self._inside.get(visitor)
            return None if found is None else found.session()

    def look(self, patience: float, most: float = inf) -> Look:
        """Who has gone since the last look, and who ``patience`` seconds ago.

        The jobs of the former end at once; the latter lose their place. So do those who have been
        gone longest where the runs of all who have would take more than ``most`` bytes, but for
        ``GRACE`` seconds and for the latest one; and who has left while waiting for a place.
        """
        now = self._clock()
        with self._lock:
            gone = [name for name in self._inside if self._leaves(name, now)]
            forgotten = self._too_long(now, patience, most)
            turned_away = [name for name in self._waiting if not self.here(name)]
            for name in forgotten:
                del self._inside[name]
            for name in turned_away:
                del self._waiting[name]
        return Look(tuple(gone), (*forgotten, *turned_away))

    def _leaves(self, name: str, now: float) -> bool:
        """Whether a visitor has gone since the last look; his jobs end then."""
        visitor = self._inside[name]
        if self.here(name):
            visitor.gone = None
        elif visitor.gone is None:
            visitor.gone = now
            if (session := visitor.session()) is not None:
                session.rest()
                visitor.size = session.size
            return True
        return False

    def _too_long(self, now: float, patience: float, most: float) -> list[str]:
        """Who has been gone for long, or is one too many; who has been gone longest first."""
        away = {name: (v.gone, v.size) for name, v in self._inside.items() if v.gone is not None}
        total, found = 0, []
        for place, name in enumerate(sorted(away, key=lambda name: -away[name][0])):
            when, size = away[name]
            total += size
            many = place and total > most and now - when >= GRACE
            if many or now - when >= patience:
                found.append(name)
        return found[::-1]
